"""Outlines of the invented district: from a few corners to borders that look grown.

The line between two corners is bent by halving it again and again, each middle pushed aside by an amount that depends only on
the two corners' names. So both neighbours get the very same line, whichever direction they walk it, and every run gives the same picture.
"""

import hashlib
import itertools
import math

KM_PER_DEGREE = 110.57
HALVINGS = 4
ROUGHNESS = 0.13
"""How far the middle of a line moves aside at most, as a share of the line's length."""


def place(centre, x, y):
    """(lat, lon) in degrees, WGS 84, of a point `x` km east and `y` km north of `centre`."""
    lat = centre["lat"] + y / KM_PER_DEGREE
    lon = centre["lon"] + x / (111.32 * math.cos(math.radians(centre["lat"])))
    return round(lat, 5), round(lon, 5)


def outline(geography, ring):
    """A GeoJSON polygon (lon/lat) through the named corners of `ring`."""
    points, centre = geography["points"], geography["centre"]
    border = []
    for name, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        border += _bent(points, name, following)[:-1]
    coordinates = [list(reversed(place(centre, x, y))) for x, y in border]
    return {"type": "Polygon", "coordinates": [[*coordinates, coordinates[0]]]}


def middle(geography, ring):
    """(lat, lon) of the middle of an area's corners, good enough for a label."""
    corners = [geography["points"][name] for name in ring]
    return place(geography["centre"], sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))


def _bent(points, name, following):
    first, last = sorted((name, following))
    line = [tuple(points[first]), tuple(points[last])]
    for step in range(HALVINGS):
        finer = []
        for number, (one, two) in enumerate(itertools.pairwise(line)):
            finer += [one, _pushed_middle(one, two, f"{first}-{last}-{step}-{number}")]
        line = [*finer, line[-1]]
    return line if first == name else line[::-1]


def _pushed_middle(one, two, seed):
    aside = ROUGHNESS * (int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) / 2**31 - 1)
    across = (one[1] - two[1], two[0] - one[0])
    return (one[0] + two[0]) / 2 + across[0] * aside, (one[1] + two[1]) / 2 + across[1] * aside
