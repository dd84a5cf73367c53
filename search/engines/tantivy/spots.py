"""Where hits are: each with its places, or cells when those are too many."""

from tantivy import Occur, Query

from ...clauses import Numbers, free
from ...spots import COARSEST, MOST_CELLS, SPANS, cell_of
from ..base import Points, Spot
from .schema import PLACES
from .translating import as_query


def points(searcher, schema, found, doc_types, *, most) -> Points:
    """Of all that `found` (a query) finds. `most`: so many places one by one, else cells."""
    placed = as_query(schema, free(Numbers(PLACES, 1, None)))
    types = {doc_type: Query.const_score_query(Query.term_query(schema, "doc_type", doc_type), 0.0) for doc_type in doc_types}
    results = {
        doc_type: searcher.search(Query.boolean_query([(Occur.Must, clause) for clause in (found, placed, of_type)]), most)
        for doc_type, of_type in types.items()
    }
    total = sum(result.count for result in results.values())
    if total > most:
        return Points(total, cells=_cells(searcher, found))
    spots = []
    for doc_type, result in results.items():
        addresses = [address for _score, address in result.hits]
        columns = [searcher.fast_field_values(name, addresses) for name in ("object_id", PLACES, "lat", "lon")]
        for address, pk, number, lat, lon in zip(addresses, *columns, strict=True):
            places = ((lat, lon),) if number == 1 else read_points(searcher.doc(address).get_first("points"))
            spots.append(Spot(doc_type, pk, places))
    return Points(total, spots=tuple(spots))


def read_points(text):
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
