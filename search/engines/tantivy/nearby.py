"""Hits with their distances, and the nearest of them."""

import itertools
from datetime import UTC, datetime

import numpy
import tantivy

from directory.geo import distance_km

from ...cells import covers, haversine
from ...clauses import Numbers, free
from ...conditions import within
from ..base import Hit
from .schema import PLACES
from .spots import read_points
from .translating import as_query

CIRCLES = [2.0**step for step in range(-1, 12)]
"""Kilometres, up to half of Europe."""
MEASURED = 5000
"""So many hits are measured one by one, from columns; of more only those that lie in a circle."""
SURELY = 0.97
"""The edge of a circle of cells is not quite round: of what lies beyond this part of its radius, others may be as near."""


def as_hit(document, score, near=None):
    distance = None
    if near and (points := document.get_first("points")):
        distance = min(distance_km(near.lat, near.lon, lat, lon) for lat, lon in read_points(points))
    changed = document.get_first("changed_at")
    changed_at = None if changed is None else datetime.fromtimestamp(changed, UTC)
    return Hit(document.get_first("doc_type"), document.get_first("object_id"), score, distance, changed_at)


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
        hits += [as_hit(searcher.doc(address), 0.0) for value, address in result.hits]
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
    several = [read_points(searcher.doc(address).get_first("points")) for address, number, _lat, _lon in found if number > 1]
    return alone, degrees[:, 0], degrees[:, 1], several


def _by_columns(searcher, near, addresses, wanted):
    """All are measured; only the nearest are read."""
    numbers = searcher.fast_field_values(PLACES, addresses)
    ids = searcher.fast_field_values("object_id", addresses)
    lats, lons = (numpy.array(searcher.fast_field_values(name, addresses), dtype=float) for name in ("lat", "lon"))
    measured = []
    for address, pk, number, km in zip(addresses, ids, numbers, haversine(near.lat, near.lon, lats, lons).tolist(), strict=True):
        if number > 1:
            km = as_hit(searcher.doc(address), 0.0, near).distance_km
        if number:
            measured.append((round(km, 3), pk, address))
    measured.sort(key=_distance_and_id)
    hits = []
    for _key, same in itertools.groupby(measured, _distance_and_id):
        hits += sorted((as_hit(searcher.doc(address), 0.0, near) for _km, _pk, address in same), key=lambda hit: hit.doc_type)
        if len(hits) >= wanted:
            break
    return hits


def _distance_and_id(measured):
    return measured[:2]


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
    hits = [as_hit(searcher.doc(address), 0.0, near) for score, address in result.hits]
    return sorted(hits, key=lambda hit: (round(hit.distance_km, 3), hit.object_id, hit.doc_type))


def both(first, second):
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])
