"""Distances, and which area a point, postcode or place name lies in.

Coordinates are WGS 84 degrees, latitude first. Outlines are kept ready in each process; a change of any area, made by whichever
process, is noticed with one small query per look-up (`Area.changed_at`). Whoever asks thousands of times takes `current_finder()` once.
"""

import math
import threading

import shapely
from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast

from .enums import AreaLevel
from .models.areas import Area, Postcode

EARTH_RADIUS_KM = 6371.0088
NEAR_DEGREES = 0.003
"""About 300 m: outlines are simplified, so a house at the border may stand just outside all of them."""


def distance_km(lat1, lon1, lat2, lon2):
    """Kilometres as the crow flies (haversine)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def bounding_box(lat, lon, km):
    """(lat_min, lat_max, lon_min, lon_max) of a box that holds everything within `km`; for a first, indexed filter. Stays within ±90 and ±180."""
    dlat = math.degrees(km / EARTH_RADIUS_KM)
    widest = min(90.0, abs(lat) + dlat)
    shrink = math.cos(math.radians(widest))
    dlon = 180.0 if shrink < 1e-9 else min(180.0, math.degrees(km / EARTH_RADIUS_KM) / shrink)
    return max(-90.0, lat - dlat), min(90.0, lat + dlat), max(-180.0, lon - dlon), min(180.0, lon + dlon)


def place_key(name):
    """What two spellings of a place share: “Haldensleben, Stadt” and “haldensleben” are the same."""
    return " ".join(name.partition(",")[0].casefold().replace("-", " ").split())


class KnownArea:
    """What a look-up needs of an area; `path` is treebeard's."""

    __slots__ = ("depth", "id", "key", "level", "name", "path")

    def __init__(self, pk, path, name, level):
        self.id, self.path, self.name, self.level = pk, path, name, level
        self.depth = len(path) // Area.steplen
        self.key = place_key(name)


class AreaFinder:
    """All areas as they were at `version`."""

    def __init__(self, version=None):
        self.version = version
        columns = ("pk", "path", "name", "level", "text", "slug", "lat", "lon")
        rows = list(Area.objects.annotate(text=Cast("outline", TextField())).values_list(*columns))
        self.areas = {row[0]: KnownArea(*row[:4]) for row in rows}
        self.slugs = {row[0]: row[5] for row in rows}
        self.middles = {row[0]: row[6:] for row in rows if row[6] is not None and row[7] is not None}
        """Area → (latitude, longitude), where they are known."""
        self.by_path = {area.path: area for area in self.areas.values()}
        outlined = [(self.areas[row[0]], row[4]) for row in rows if row[4] and row[4] != "null"]
        self.outlined = [area for area, _text in outlined]
        self.geometries = shapely.from_geojson([text for _area, text in outlined])
        shapely.prepare(self.geometries)
        self._positions = {area.id: position for position, area in enumerate(self.outlined)}
        self.tree = shapely.STRtree(self.geometries)
        self._by_key = {}
        for area in self.areas.values():
            self._by_key.setdefault(area.key, []).append(area)
        self._postcodes = None

    def at(self, lat, lon):
        """The deepest area whose outline contains the point, or whose outline is at most about 300 m away; else None."""
        point = shapely.Point(lon, lat)
        hits = self.tree.query(point, predicate="intersects")
        if not len(hits):
            hits = self.tree.query_nearest(point, max_distance=NEAR_DEGREES)
        return max((self.outlined[hit] for hit in hits), key=lambda area: (area.depth, area.path), default=None)

    def distance_degrees(self, area, lat, lon):
        """How far the point lies outside the outline of `area`, in degrees; 0 inside; None when it has no outline."""
        position = self._positions.get(area.id)
        return None if position is None else float(shapely.distance(self.geometries[position], shapely.Point(lon, lat)))

    def named(self, name, *, below=None, level=None):
        """Areas called `name`; `below` an area (or that area itself) and of `level` when given."""
        return [
            area
            for area in self._by_key.get(place_key(name), [])
            if (below is None or area.path.startswith(below.path)) and (level is None or area.level == level)
        ]

    def ancestors(self, area):
        """From the root down to `area` itself."""
        return self.ancestors_of(area.path)

    def ancestors_of(self, path):
        return [self.by_path[path[:end]] for end in range(Area.steplen, len(path) + 1, Area.steplen)]

    def outline(self, area_id):
        """A shapely geometry, or None."""
        position = self._positions.get(area_id)
        return None if position is None else self.geometries[position]

    def of_postcode(self, code, municipality=""):
        """The area of the one row with that place; else the deepest area that all rows of the code share; else None."""
        rows = self._postcode_rows(code)
        if municipality:
            rows = [row for row in rows if place_key(row[0]) == place_key(municipality)] or rows
        found = {area for _place, area in rows}
        if not found or None in found:
            found.discard(None)
        return self.shared(found)

    def find(self, *, lat=None, lon=None, postcode="", municipality="", quarter=""):
        """The deepest area that the facts name without contradiction, as `KnownArea`, else None.

        A point goes first. What postcode, municipality and quarter say is followed only further down from there.
        """
        area = self.at(lat, lon) if lat is not None and lon is not None else None
        by_code = self.of_postcode(postcode, municipality) if postcode else None
        if by_code and (area is None or by_code.path.startswith(area.path)):
            area = by_code
        if municipality:
            area = self._deeper(area, municipality, AreaLevel.MUNICIPALITY)
        if quarter:
            area = self._deeper(area, quarter, AreaLevel.QUARTER)
        return area

    def load_postcodes(self):
        """Read all postcodes at once, for thousands of look-ups."""
        self._postcodes = {}
        for code, place, area in Postcode.objects.values_list("code", "place", "area_id"):
            self._postcodes.setdefault(code, []).append((place, self.areas.get(area)))

    def _postcode_rows(self, code):
        if self._postcodes is not None:
            return self._postcodes.get(code, [])
        return [(place, self.areas.get(area)) for place, area in Postcode.objects.filter(code=code).values_list("place", "area_id")]

    def _deeper(self, area, name, level):
        found = self.named(name, below=area, level=level)
        return found[0] if len(found) == 1 else area

    def shared(self, areas):
        """The deepest area that holds all of `areas`, else None."""
        if not areas:
            return None
        shared = min((area.path for area in areas), key=len)
        while shared and not all(area.path.startswith(shared) for area in areas):
            shared = shared[: -Area.steplen]
        return self.by_path.get(shared)


_lock = threading.Lock()
_finder = None


def current_finder():
    """The `AreaFinder` of this process, made anew when areas have changed since. One query when nothing changed."""
    global _finder
    version = Area.objects.order_by().aggregate(count=Count("pk"), changed=Max("changed_at"))
    with _lock:
        if _finder is None or _finder.version != version:
            _finder = AreaFinder(version)
        return _finder


def find_area(lat=None, lon=None, postcode="", municipality="", quarter=""):
    """The `Area` of a place (see `AreaFinder.find`), or None. At most three queries."""
    if (lat is None or lon is None) and not (postcode or municipality):
        return None
    found = current_finder().find(lat=lat, lon=lon, postcode=postcode, municipality=municipality, quarter=quarter)
    return Area.objects.get(pk=found.id) if found else None
