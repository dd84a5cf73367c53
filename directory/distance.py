"""Distances on the ground, and who is near: a box that the index on (lat, lon) answers, then the exact distance."""

from math import asin, cos, radians, sin, sqrt

from django.db.models import F, FloatField, Value
from django.db.models.functions import Power

from .listed import kinds_of, listed_actors
from .models import Location
from .prepared import Asked

EARTH_KM = 6371.0088
KM_PER_DEGREE = 111.195
CANDIDATES = 100


def kilometres(lat1, lon1, lat2, lon2):
    """Great-circle distance between two WGS 84 points."""
    a = sin(radians(lat2 - lat1) / 2) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(a)))


def bounding_box(lat, lon, km):
    """(south, west, north, east) in degrees round a circle of `km`; near the poles all longitudes."""
    high = km / KM_PER_DEGREE
    if abs(lat) + high >= 90:
        return lat - high, -180.0, lat + high, 180.0
    wide = min(high / cos(radians(abs(lat) + high)), 180.0)
    return lat - high, lon - wide, lat + high, lon + wide


def locations_near(lat, lon, km):
    """Public locations in the box, the nearest first (by a flat approximation, exact enough to cut off)."""
    return _in_box(lat, lon, cos(radians(lat)), *bounding_box(lat, lon, km))


def _in_box(lat, lon, shrunk, south, west, north, east):
    """`shrunk`: a degree of longitude there as a part of one at the equator."""
    flat = Power((F("lon") - Value(lon)) * Value(shrunk), 2, output_field=FloatField()) + Power(
        F("lat") - Value(lat), 2, output_field=FloatField()
    )
    return Location.objects.public().filter(lat__range=(south, north), lon__range=(west, east)).annotate(flat=flat).order_by("flat", "pk")


_around = Asked(
    lambda actor, *box: _in_box(*box).exclude(actor=actor).values_list("actor_id", "lat", "lon")[:CANDIDATES], int, *[float] * 7
)


def nearby_actors(actor, location, *, limit=4, km=10):
    """[(actor, kilometres)] round `location`, the nearest first, each actor once with its nearest location. Four queries at most; none without coordinates."""
    if location is None or location.lat is None:
        return []
    near = {}
    here = location.lat, location.lon
    for actor_id, lat, lon in _around.rows(actor.pk or 0, *here, cos(radians(location.lat)), *bounding_box(*here, km)):
        distance = kilometres(location.lat, location.lon, lat, lon)
        if distance <= km and distance < near.get(actor_id, (km + 1,))[0]:
            near[actor_id] = (distance, actor_id)
    nearest = sorted(near.values())[:limit]
    actors = {found.pk: found for found in listed_actors([pk for _km, pk in nearest], kinds_of(actor))} if nearest else {}
    return [(actors[pk], distance) for distance, pk in nearest if pk in actors]
