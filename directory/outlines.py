"""Outlines of areas as paths of one small SVG, without a map server."""

from math import cos, radians
from typing import NamedTuple

WIDTH = 400
TALLEST = 440
MOST_POINTS = 1500


class Picture(NamedTuple):
    width: int
    height: int
    area: str
    """`d` of the area's own outline."""
    parts: list[tuple[object, str]]
    """(sub-area, `d`)"""


def picture(area, parts=()) -> Picture | None:
    """`area` and those of `parts` that have an outline, in one frame; None when `area` has none. Longitudes shrink with the latitude."""
    rings = _rings(area.outline)
    if not rings:
        return None
    drawn = [(part, part_rings) for part in parts if (part_rings := _rings(part.outline))]
    points = [point for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shrink = cos(radians((south + north) / 2))
    wide, high = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)
    scale = min(WIDTH / wide, TALLEST / high)
    total = len(points) + sum(len(ring) for _, part_rings in drawn for ring in part_rings)
    step = max(1, -(-total // MOST_POINTS))

    def path(some_rings):
        return "".join(
            _path([(round((x - west) * shrink * scale, 1), round((north - y) * scale, 1)) for x, y in ring], step) for ring in some_rings
        )

    return Picture(round(wide * scale), round(high * scale), path(rings), [(part, path(part_rings)) for part, part_rings in drawn])


def _rings(geometry):
    """Rings of (lon, lat) of a GeoJSON Polygon or MultiPolygon; none of anything else or anything broken."""
    if not isinstance(geometry, dict):
        return []
    coordinates = geometry.get("coordinates")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(geometry.get("type"), [])
    try:
        return [[(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon if len(ring) > 3]
    except (TypeError, ValueError, IndexError, KeyError):
        return []


def _path(points, step):
    kept = points[:-1:step] if len(points) > 3 * step else points[:-1]
    drawn = [point for index, point in enumerate(kept) if index == 0 or point != kept[index - 1]]
    if len(drawn) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "Z"
