"""Where hits are: each with its places, or cells when those are too many."""

from ...spots import MOST_CELLS, SPANS, cell_of
from ..base import Points, Spot
from . import asking

SPANS_AT_ONCE = 3
"""Each has at most four times the cells of the one before."""


def points(ask, query, text, doc_types, most) -> Points | None:
    """None when `text` finds nothing at all, on the map or not."""
    placed = {"bool": {"filter": [{"terms": {"doc_type": list(doc_types)}}, {"exists": {"field": "points"}}]}}
    found = asking.met_by(query, text)
    answer = ask(query=found, size=0, track_total_hits=True, aggs={"placed": {"filter": placed, "aggs": _EXTENT}})
    if not answer["hits"]["total"]["value"]:
        return None
    extent = answer["aggregations"]["placed"]
    total = extent["doc_count"]
    if not total:
        return Points(0)
    if total > most:
        return Points(total, cells=_cells(ask, {"bool": {"filter": [found, placed]}}, extent))
    hits = ask(query={"bool": {"filter": [found, placed]}}, size=total, source_includes=["doc_type", "object_id", "points"])["hits"]["hits"]
    sources = (hit["_source"] for hit in hits)
    spots = (Spot(one["doc_type"], one["object_id"], tuple((point["lat"], point["lon"]) for point in one["points"])) for one in sources)
    return Points(total, spots=tuple(spots))


_EXTENT = {f"{end} {side}": {end: {"field": side}} for end in ("min", "max") for side in ("lat", "lon")}


def _cells(ask, found, extent):
    """The finest cells that are not more than `MOST_CELLS`. The extent says which cells are surely few enough; from there on finer ones are tried."""
    spans = [span for span in SPANS if _most_cells(extent, span) > MOST_CELLS] or list(SPANS[-1:])
    place = max(SPANS.index(spans[0]) - 1, 0)
    best, span = [], SPANS[place]
    while place < len(SPANS):
        tried = SPANS[place : place + SPANS_AT_ONCE]
        buckets = ask(query=found, size=0, track_total_hits=False, aggs={f"{one}": _histogram(one) for one in tried})["aggregations"]
        for one in tried:
            cells = buckets[f"{one}"]["buckets"]
            if best and len(cells) > MOST_CELLS:
                return tuple(cell_of(bucket, span) for bucket in best)
            best, span = cells, one
        place += SPANS_AT_ONCE
    return tuple(cell_of(bucket, span) for bucket in best)


def _most_cells(extent, span):
    """That fit between the outermost places."""
    rows = (extent["max lat"]["value"] - extent["min lat"]["value"]) / 180
    columns = (extent["max lon"]["value"] - extent["min lon"]["value"]) / 360
    side = 1 << ((SPANS[0] + 8 - span) // 2)  # cells round the world
    return (rows * side + 2) * (columns * side + 2)


def _histogram(span):
    middles = {name: {"avg": {"field": name}} for name in ("lat", "lon")}
    return {"histogram": {"field": "spot", "interval": 1 << span, "min_doc_count": 1}, "aggs": middles}
