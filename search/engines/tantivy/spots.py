"""Where hits are: each with its places or, when those are too many for a picture, how many are in which part of the map.

A place is kept as one number, its *spot*: the bits of its row and column in a grid over the world, in turn. So a histogram over spots counts the
places of square cells of any size at once, also of things with several places.
"""

import itertools
from typing import NamedTuple

from tantivy import Occur, Query

from ..base import Box, Cell, Points, Spot

BITS = 20
"""Of row and column each: cells of some 20 to 40 metres."""
MOST_CELLS = 250
COARSEST = 2 * (BITS - 4)
"""Cells of 11 by 22 degrees; the exponent of two that a cell spans in spots."""
ONE, SEVERAL = "one", "several"
"""How many places a thing has, as a word: those with one are read from columns alone."""


def spot_of(lat, lon):
    return _spread(_cell(lat + 90, 180)) << 1 | _spread(_cell(lon + 180, 360))


def sites_of(points):
    return SEVERAL if len(points) > 1 else ONE


def points(searcher, schema, found, doc_types, *, most) -> Points:
    """Of all that `found` (a query) finds. `most`: so many places one by one, else cells."""
    hits = {
        (doc_type, sites): Query.boolean_query(
            [
                (Occur.Must, found),
                (Occur.Must, Query.const_score_query(Query.term_query(schema, "doc_type", doc_type), 0.0)),
                (Occur.Must, Query.const_score_query(Query.term_query(schema, "sites", sites), 0.0)),
            ]
        )
        for doc_type, sites in itertools.product(doc_types, (ONE, SEVERAL))
    }
    results = {key: searcher.search(query, most) for key, query in hits.items()}
    total = sum(result.count for result in results.values())
    if total > most:
        return Points(total, cells=_cells(searcher, found))
    spots = []
    for (doc_type, sites), result in results.items():
        addresses = [address for _score, address in result.hits]
        ids = searcher.fast_field_values("object_id", addresses)
        if sites == SEVERAL:
            places = (_read_points(searcher.doc(address).get_first("points")) for address in addresses)
        else:
            lats, lons = (searcher.fast_field_values(name, addresses) for name in ("lat", "lon"))
            places = (((lat, lon),) for lat, lon in zip(lats, lons, strict=True))
        spots += [Spot(doc_type, pk, place) for pk, place in zip(ids, places, strict=True)]
    return Points(total, spots=tuple(spots))


def _read_points(text):
    """“52.5,13.4 52.6,13.5”"""
    return tuple((float(lat), float(lon)) for lat, _comma, lon in (point.partition(",") for point in text.split()))


# --- Cells ------------------------------------------------------------------------------------------------------------


class _Square(NamedTuple):
    row: int
    column: int
    size: int
    """Rows of the finest grid."""

    @property
    def box(self):
        high, wide = 180 / (1 << BITS), 360 / (1 << BITS)
        west, south = self.column * wide - 180, self.row * high - 90
        return Box(west, south, west + self.size * wide, south + self.size * high)


def _cells(searcher, found):
    """The finest cells that are not more than `MOST_CELLS`."""
    span, buckets = COARSEST, _histogram(searcher, found, COARSEST)
    for finer in range(COARSEST - 2, 2, -2):
        tried = _histogram(searcher, found, finer)
        if len(tried) > MOST_CELLS:
            break
        span, buckets = finer, tried
    middles = {name: {"avg": {"field": name}} for name in ("lat", "lon")}
    return tuple(_cell_of(bucket, span) for bucket in _histogram(searcher, found, span, middles)) if buckets else ()


def _histogram(searcher, found, span, inner=None):
    asked = {"histogram": {"field": "spot", "interval": 1 << span, "min_doc_count": 1}, **({"aggs": inner} if inner else {})}
    return searcher.aggregate(found, {"cells": asked})["cells"]["buckets"]


def _cell_of(bucket, span):
    """With the middle of its places, which lies within unless things with places elsewhere pull it."""
    spot = int(bucket["key"])
    box = _Square(_gathered(spot >> 1), _gathered(spot), 1 << (span // 2)).box
    lat = min(max(bucket["lat"]["value"], box.south), box.north)
    lon = min(max(bucket["lon"]["value"], box.west), box.east)
    return Cell(bucket["doc_count"], lat, lon, box)


def _cell(value, whole):
    return min(max(int(value / whole * (1 << BITS)), 0), (1 << BITS) - 1)


def _spread(number):
    """The bits of a number with a zero before each."""
    return sum((number >> bit & 1) << 2 * bit for bit in range(BITS))


def _gathered(spot):
    return sum((spot >> 2 * bit & 1) << bit for bit in range(BITS))
