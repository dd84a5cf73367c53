"""Where things are."""

from collections import defaultdict

from directory.models import Area

from ..facets import ACCESS
from .reading import joined

COLUMNS = ("pk", "name", "street", "postcode", "municipality", "area__path", "lat", "lon", *ACCESS.values())
VALUES = tuple(ACCESS)


class Place:
    """All places of one thing together."""

    def __init__(self):
        self.parts, self.areas, self.access, self.points, self.ids = [], (), (), (), []
        self.names = []
        """Of the areas."""

    @property
    def words(self):
        return joined(dict.fromkeys(self.parts))


class Places:
    """Places of things: words, areas with all above, what is accessible, points. Two queries. `owner` is the lookup of the thing from a location."""

    def __init__(self, locations, owner):
        rows = list(locations.values_list(owner, *COLUMNS))
        self.ids = {row[1] for row in rows}
        self._areas = areas_with_above({row[6] for row in rows if row[6]})
        self._places = defaultdict(Place)
        for row in rows:
            self._add(self._places[row[0]], row)

    def of(self, pk):
        return self._places[pk] if pk in self._places else Place()

    def _add(self, place, row):
        _owner, pk, name, street, postcode, municipality, path, lat, lon, *access = row
        slugs, names = self._areas[path] if path else ((), ())
        place.ids.append(pk)
        place.parts += (name, street, postcode, municipality, *names)
        place.names += (municipality, *names)
        place.areas = tuple(dict.fromkeys((*place.areas, *slugs))) if place.areas else slugs
        if any(access):
            there = [value for value, is_there in zip(VALUES, access, strict=True) if is_there or value in place.access]
            place.access = tuple(there)
        if lat is not None:
            place.points += ((lat, lon),)


def areas_with_above(paths):
    """{path: (slugs, names)} of an area and all above, the widest first."""
    steps = {path: [path[:end] for end in range(Area.steplen, len(path) + 1, Area.steplen)] for path in paths}
    above = {step for each in steps.values() for step in each}
    known = {path: (slug, name) for path, slug, name in Area.objects.filter(path__in=above).order_by().values_list("path", "slug", "name")}
    return {path: (tuple(known[step][0] for step in each), tuple(known[step][1] for step in each)) for path, each in steps.items()}
