"""Where hits are: each with its places, or cells when those are too many."""

from dataclasses import dataclass

from ...spots import MOST_CELLS, SPANS, cell_of
from ..base import Points, Spot
from . import asking

SPANS_AT_ONCE = 3
"""Each has at most four times the cells of the one before."""
DECIMALS = 6
"""Of a degree, which is a hand's breadth; columns are as exact as that."""


@dataclass(frozen=True)
class Extent:
    """What `text` finds, as far as the map must know."""

    found: int
    """Hits, on the map or not."""
    query: dict
    """Those with a place."""
    placed: int
    corners: dict


def extent(ask, query, text, doc_types) -> Extent:
    placed = {"bool": {"filter": [{"terms": {"doc_type": list(doc_types)}}, {"exists": {"field": "points"}}]}}
    found = asking.met_by(query, text)
    answer = ask(query=found, size=0, track_total_hits=True, aggs={"placed": {"filter": placed, "aggs": _EXTENT}})
    corners = answer["aggregations"]["placed"]
    return Extent(answer["hits"]["total"]["value"], {"bool": {"filter": [found, placed]}}, corners["doc_count"], corners)


def points(ask, extent: Extent, most) -> Points:
    if not extent.placed:
        return Points(0)
    if extent.placed > most:
        return Points(extent.placed, cells=_cells(ask, extent.query, extent.corners))
    # Columns and nothing else: what is kept of each document as it was written takes seven times as long.
    columns = {"_source": False, "stored_fields": "_none_", "docvalue_fields": ["doc_type", "object_id", "points"]}
    answer = ask(query=extent.query, size=extent.placed, track_total_hits=False, filter_path="hits.hits.fields", **columns)
    return Points(extent.placed, spots=tuple(_spot(hit["fields"]) for hit in answer.get("hits", {}).get("hits", ())))


def _spot(columns):
    places = tuple((float(lat), float(lon)) for lat, _mark, lon in (point.partition(", ") for point in columns["points"]))
    return Spot(columns["doc_type"][0], columns["object_id"][0], tuple((round(lat, DECIMALS), round(lon, DECIMALS)) for lat, lon in places))


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
