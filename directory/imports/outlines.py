"""Outlines of areas: what a file gives, checked, joined and simplified."""

import shapely
from shapely.errors import GEOSException


def shape_of(geometry):
    """The polygons of a GeoJSON geometry in degrees; None when it is damaged, of another kind, or off the globe."""
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
        if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
            return None
        west, south, east, north = shape.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            return None
        return shape if shape.is_valid else shapely.make_valid(shape)
    except (GEOSException, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None


def simplify(entries, tolerance):
    """Join the parts of each area and simplify all together, so that neighbours keep one border."""
    outlined = [entry for entry in entries if entry["shapes"]]
    for entry in outlined:
        entry["shape"] = shapely.union_all(entry["shapes"])
    if not outlined:
        return
    shapes = [entry["shape"] for entry in outlined]
    if tolerance:
        if shapely.coverage_is_valid(shapes):
            shapes = list(shapely.coverage_simplify(shapes, tolerance))
        else:
            shapes = [shape.simplify(tolerance) for shape in shapes]
    for entry, shape in zip(outlined, shapes, strict=True):
        entry["outline"] = outline_of(shape)
        point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
        if entry["lat"] is None or entry["lon"] is None:
            entry["lat"], entry["lon"] = round(point.y, 5), round(point.x, 5)


def outline_of(shape):
    """A GeoJSON geometry with five decimals, about a metre."""
    shape = shapely.set_precision(shape, 0.00001)
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and not part.is_empty]

    def rings(polygon):
        return [[[round(x, 5), round(y, 5)] for x, y in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]

    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": rings(polygons[0])}
    return {"type": "MultiPolygon", "coordinates": [rings(polygon) for polygon in polygons]}
