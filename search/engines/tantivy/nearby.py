"""Hits with their distances, and the nearest of them."""

import itertools
from datetime import UTC, datetime

import numpy
import tantivy

from directory.geo import distance_km

from ...cells import covers, haversine
from ...clauses import Numbers, free
from ...conditions import within
from ...registry import document_types
from ..base import Hit
from .schema import PLACES, mark
from .spots import read_points
from .translating import as_query

CIRCLES = [2.0**step for step in range(-1, 12)]
"""Kilometres, up to half of Europe."""
MEASURED = 5000
"""So many hits are measured one by one, from columns; of more only those that lie in a circle."""
SURELY = 0.97
"""The edge of a circle of cells is not quite round: of what lies beyond this part of its radius, others may be as near."""


def as_hits(searcher, found, near=None) -> list[Hit]:
    """`found`: [(score, address)]. They are read from columns; what has several places needs its document. Types that the portal no longer has are left out."""
    addresses = [address for _score, address in found]
    if not addresses:
        return []
    types = {mark(kind.name): kind.name for kind in document_types()}
    columns = [searcher.fast_field_values(name, addresses) for name in ("type_mark", "object_id", "changed_at")]
    kilometres = _kilometres(searcher, addresses, near) if near else [None] * len(addresses)
    return [
        Hit(types[type_mark], pk, score, km, None if changed is None else datetime.fromtimestamp(changed, UTC))
        for (score, _address), km, type_mark, pk, changed in zip(found, kilometres, *columns, strict=True)
        if type_mark in types
    ]


def _kilometres(searcher, addresses, near):
    """To the nearest of each thing's places; None for what has none."""
    columns = [searcher.fast_field_values(name, addresses) for name in (PLACES, "lat", "lon")]
    lats, lons = (numpy.array(column, dtype=float) for column in columns[1:])
    alone = haversine(near.lat, near.lon, lats, lons).tolist()
    return [
        min(distance_km(near.lat, near.lon, *place) for place in _read_places(searcher, address)) if number > 1 else km if number else None
        for address, number, km in zip(addresses, columns[0], alone, strict=True)
    ]


def _read_places(searcher, address):
    return read_points(searcher.doc(address).get_first("points"))


def nearest(searcher, schema, query, found):
    """(total, hits of the page). What has no place comes last, by name."""
    result = searcher.search(found, MEASURED)
    total, wanted = result.count, min(query.offset + query.limit, result.count)
    if total <= MEASURED:
        hits = _by_columns(searcher, query.near, [address for _score, address in result.hits], wanted)
    else:
        hits = _by_circles(searcher, schema, query.near, found, wanted)
    if len(hits) < wanted:
        nowhere = [(tantivy.Occur.Must, found), (tantivy.Occur.MustNot, as_query(schema, Numbers(PLACES, 1, None)))]
        result = searcher.search(
            tantivy.Query.boolean_query(nowhere), wanted - len(hits), order_by_field="sort_name", order=tantivy.Order.Asc
        )
        hits += as_hits(searcher, [(0.0, address) for _value, address in result.hits])
    return total, tuple(hits[query.offset : query.offset + query.limit])


def within_circles(searcher, schema, near, found, radii):
    """{km: how many of what is found lie in its circle}, from one pass; None when those are too many to be measured one by one."""
    result = searcher.search(both(found, as_query(schema, free(within(near, max(radii))))), MEASURED)
    if result.count > MEASURED:
        return None
    addresses = [address for _score, address in result.hits]
    alone, lats, lons, several = _places(searcher, addresses)
    counts = {km: int(covers(near.lat, near.lon, km, lats, lons).sum()) for km in radii} if alone else dict.fromkeys(radii, 0)
    for places in several:
        lats, lons = numpy.array(places).T
        for km in radii:
            counts[km] += bool(covers(near.lat, near.lon, km, lats, lons).any())
    return counts


def _places(searcher, addresses):
    """(addresses of what has one place, its degrees north, east, [places of what has several])"""
    columns = zip(addresses, *(searcher.fast_field_values(name, addresses) for name in (PLACES, "lat", "lon")), strict=True)
    found = [(address, number, lat, lon) for address, number, lat, lon in columns if number]
    alone = [address for address, number, _lat, _lon in found if number == 1]
    degrees = numpy.array([(lat, lon) for _address, number, lat, lon in found if number == 1], dtype=float).reshape(-1, 2)
    several = [_read_places(searcher, address) for address, number, _lat, _lon in found if number > 1]
    return alone, degrees[:, 0], degrees[:, 1], several


def _by_columns(searcher, near, addresses, wanted):
    """All are measured; only the nearest are read."""
    ids = searcher.fast_field_values("object_id", addresses)
    measured = [
        (round(km, 3), pk, address)
        for km, pk, address in zip(_kilometres(searcher, addresses, near), ids, addresses, strict=True)
        if km is not None
    ]
    measured.sort(key=_distance_and_id)
    chosen = []
    for _key, same in itertools.groupby(measured, _distance_and_id):
        chosen += [(0.0, address) for _km, _pk, address in same]
        if len(chosen) >= wanted:
            break
    return sorted(as_hits(searcher, chosen, near), key=_order)


def _distance_and_id(measured):
    return measured[:2]


def _order(hit):
    return round(hit.distance_km, 3), hit.object_id, hit.doc_type


def _by_circles(searcher, schema, near, found, wanted):
    """Circles grow until one holds enough, so that only what is near is measured."""
    hits = []
    for km in CIRCLES:
        whole = near.km is not None and km >= near.km
        circle = found if whole else both(found, as_query(schema, within(near, km)))
        number = searcher.search(circle, 1).count
        if number >= wanted or whole or km == CIRCLES[-1]:
            hits = [hit for hit in _measured(searcher, circle, number, near) if whole or hit.distance_km <= km * SURELY]
            if len(hits) >= wanted or whole:
                break
    return hits


def _measured(searcher, circle, number, near):
    result = searcher.search(circle, max(1, number))
    return sorted(as_hits(searcher, [(0.0, address) for _score, address in result.hits], near), key=_order)


def both(first, second):
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])
