"""Hits with their distances, and the nearest of them."""

import itertools
from datetime import UTC, datetime

import numpy
import tantivy

from directory.geo import distance_km

from ...cells import haversine
from ...conditions import within
from ..base import Hit
from .schema import ONE, SEVERAL
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
        places = (map(float, point.split(",")) for point in points.split())
        distance = min(distance_km(near.lat, near.lon, lat, lon) for lat, lon in places)
    changed = document.get_first("changed_at")
    changed_at = None if changed is None else datetime.fromtimestamp(changed, UTC)
    return Hit(document.get_first("doc_type"), document.get_first("object_id"), score, distance, changed_at)


def nearest(searcher, schema, query, found):
    """(total, hits of the page). What has no place comes last, by name."""
    total = searcher.search(found, 1).count
    wanted = min(query.offset + query.limit, total)
    measure = _by_columns if total <= MEASURED else _by_circles
    hits = measure(searcher, schema, query.near, found, wanted)
    if len(hits) < wanted:
        nowhere = [(tantivy.Occur.Must, found), (tantivy.Occur.MustNot, tantivy.Query.exists_query("lat"))]
        result = searcher.search(
            tantivy.Query.boolean_query(nowhere), wanted - len(hits), order_by_field="sort_name", order=tantivy.Order.Asc
        )
        hits += [as_hit(searcher.doc(address), 0.0) for value, address in result.hits]
    return total, tuple(hits[query.offset : query.offset + query.limit])


def _by_columns(searcher, schema, near, found, wanted):
    """All are measured; only the nearest are read."""
    measured = []
    for sites in (ONE, SEVERAL):
        here = tantivy.Query.const_score_query(tantivy.Query.term_query(schema, "sites", sites), 0.0)
        addresses = [address for _score, address in searcher.search(both(found, here), MEASURED, count=False).hits]
        if sites == ONE:
            lats, lons = (numpy.array(searcher.fast_field_values(name, addresses), dtype=float) for name in ("lat", "lon"))
            kilometres = haversine(near.lat, near.lon, lats, lons).tolist()
        else:
            kilometres = [as_hit(searcher.doc(address), 0.0, near).distance_km for address in addresses]
        ids = searcher.fast_field_values("object_id", addresses)
        measured += [(round(km, 3), pk, address) for km, pk, address in zip(kilometres, ids, addresses, strict=True)]
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
