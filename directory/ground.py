"""The outlines of areas as the ground of a map: one GeoJSON for the whole region, small enough for a phone, asked of nobody else.

Fine where something of the register is, coarse round about, the coarsest for the rest of the country. Neighbours keep their common border.
"""

import hashlib
import json

import shapely
from django.core.cache import caches
from django.db.models import Count, Max, Min
from shapely.errors import GEOSException

from .models import Area, Location

FINE, ROUND_ABOUT, FAR = 0.0006, 0.004, 0.012
"""Degrees by which a border may be off."""
MOST_POINTS = 15_000
"""In all; more make borders coarser."""
KEPT = 6 * 60 * 60
"""Seconds after which a place in an area of its own shows on the ground; a changed area shows at once."""
MOST_QUARTERS = 400
"""Areas without a place, below one with places, that are named at most."""
SMALLEST_PART = 4
"""Islands, exclaves and holes smaller than so many squares of the tolerance are left out."""


def ground() -> bytes:
    """A FeatureCollection: areas with `name`, `depth` (1 is the widest), `home` (something of the register is there),
    `divided` (its parts are there too) and `label` [lon, lat]; those without an outline are points."""
    state = Area.objects.aggregate(Max("changed_at"), Count("pk"))
    key = f"ground-{hashlib.blake2b(repr(state).encode(), digest_size=8).hexdigest()}"
    made = caches["numbers"].get(key)
    if made is None:
        made = _make()
        caches["numbers"].set(key, made, KEPT)
    return made


def _make():
    home, chosen = _areas()
    rows = list(Area.objects.filter(pk__in=chosen).order_by("path").values("name", "depth", "path", "outline", "lat", "lon"))
    shaped = [(row, shape) for row in rows if (shape := _shape(row.pop("outline"))) is not None]
    divided = {row["path"][: -Area.steplen] for row, _shape in shaped}
    roughness = 1
    while True:
        drawn = _simplified(shaped, home, divided, roughness)
        if sum(shapely.get_num_coordinates(shape) for shape in drawn.values()) <= MOST_POINTS or roughness > 64:
            break
        roughness *= 2
    features = [_feature(row, drawn.get(row["path"]), home, divided) for row in rows]
    collection = {"type": "FeatureCollection", "features": [feature for feature in features if feature]}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _areas():
    """(paths of areas with public places in them, keys of all areas of the map)."""
    places = Location.objects.public().exclude(area=None).order_by()
    lowest = places.values_list("area__path", flat=True).distinct()
    home = {path[:end] for path in lowest for end in range(Area.steplen, len(path) + 1, Area.steplen)}
    frame = places.exclude(lat=None).aggregate(Min("lat"), Max("lat"), Min("lon"), Max("lon"))
    chosen, quarters = [], []
    for pk, path, depth, lat, lon in Area.objects.order_by().values_list("pk", "path", "depth", "lat", "lon"):
        if depth == 1 or path in home or (depth == 2 and _is_round(frame, lat, lon)):
            chosen.append(pk)
        elif path[: -Area.steplen] in home and _is_round(frame, lat, lon):
            quarters.append(pk)
    return home, chosen + (quarters if len(quarters) <= MOST_QUARTERS else [])


def _is_round(frame, lat, lon):
    """Whether a point lies in the frame of all places or not farther outside than half its size."""
    if lat is None or lon is None or frame["lat__min"] is None:
        return False
    high, wide = ((frame[f"{name}__max"] - frame[f"{name}__min"]) / 2 + 0.2 for name in ("lat", "lon"))
    return frame["lat__min"] - high <= lat <= frame["lat__max"] + high and frame["lon__min"] - wide <= lon <= frame["lon__max"] + wide


def _shape(outline):
    """None for what is no polygon: outlines are what somebody once imported."""
    if not outline:
        return None
    try:
        shape = shapely.from_geojson(json.dumps(outline))
        if shape.geom_type not in ("Polygon", "MultiPolygon"):
            return None
        return shape if shape.is_valid else shapely.make_valid(shape)
    except (GEOSException, AttributeError):
        return None


def _simplified(shaped, home, divided, roughness):
    """{path: shape}. Parts of one area are simplified together, so that no gaps open between them, where their borders really meet."""
    groups: dict[tuple[str, float], list] = {}
    for row, shape in shaped:
        inside, whole_land = row["path"] in home, row["depth"] == 1 and row["path"] in divided
        tolerance = (ROUND_ABOUT if whole_land else FINE) if inside else FAR if row["depth"] == 1 else ROUND_ABOUT
        groups.setdefault((row["path"][: -Area.steplen], tolerance * roughness), []).append((row["path"], shape))
    done = {}
    for (_parent, tolerance), members in groups.items():
        shapes = [shape for _path, shape in members]
        simplify = shapely.coverage_simplify if shapely.coverage_is_valid(shapes) else shapely.simplify
        done |= {
            path: _without_crumbs(shape, tolerance) for (path, _shape), shape in zip(members, simplify(shapes, tolerance), strict=True)
        }
    return {path: shape for path, shape in done.items() if not shape.is_empty}


def _without_crumbs(shape, tolerance):
    """Without tiny islands and tiny holes, of which imported outlines have hundreds."""
    smallest = SMALLEST_PART * tolerance**2
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    large = [part for part in polygons if part.area >= smallest] or polygons[:1]
    whole = [shapely.Polygon(part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area >= smallest]) for part in large]
    return whole[0] if len(whole) == 1 else shapely.MultiPolygon(whole)


def _feature(row, shape, home, divided):
    """None for an area of which neither outline nor middle is known."""
    if row["lat"] is not None and row["lon"] is not None:
        label = [row["lon"], row["lat"]]
    elif shape is not None:
        middle = shape.representative_point()
        label = [middle.x, middle.y]
    else:
        return None
    label = [round(value, 4) for value in label]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": label} if shape is None else _rounded(json.loads(shapely.to_geojson(shape))),
        "properties": {
            "name": row["name"],
            "depth": row["depth"],
            "home": row["path"] in home,
            "divided": row["path"] in divided,
            "label": label,
        },
    }


def _rounded(geometry):
    """To four digits, some ten metres; a point that falls on the one before is left out."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring):
    points = [[round(lon, 4), round(lat, 4)] for lon, lat, *_height in ring]
    kept = [point for before, point in zip([None, *points], points, strict=False) if point != before]
    return kept if len(kept) > 3 else points
