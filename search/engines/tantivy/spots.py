"""Where hits are: each with its places, or cells when those are too many."""

import itertools

from tantivy import Occur, Query

from ...spots import COARSEST, MOST_CELLS, SPANS, cell_of
from ..base import Points, Spot
from .schema import ONE, SEVERAL


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


def _cells(searcher, found):
    """The finest cells that are not more than `MOST_CELLS`."""
    span, buckets = COARSEST, _histogram(searcher, found, COARSEST)
    for finer in SPANS[1:]:
        tried = _histogram(searcher, found, finer)
        if len(tried) > MOST_CELLS:
            break
        span, buckets = finer, tried
    middles = {name: {"avg": {"field": name}} for name in ("lat", "lon")}
    return tuple(cell_of(bucket, span) for bucket in _histogram(searcher, found, span, middles)) if buckets else ()


def _histogram(searcher, found, span, inner=None):
    asked = {"histogram": {"field": "spot", "interval": 1 << span, "min_doc_count": 1}, **({"aggs": inner} if inner else {})}
    return searcher.aggregate(found, {"cells": asked})["cells"]["buckets"]
