"""Places that people type into “Where?”: a postcode, a town, a district, a quarter, or an address with one of them at its end.

    look_up("13187")              the middle of the postcode
    look_up("Florastr. 7, Pankow")   Pankow
    look_up("Neustadt")           a choice, when the register reaches several places of that name

The book of names is kept ready in each process and made anew when areas or postcodes change, and every hour for the middles of areas that
have no coordinates of their own, which are taken from what lies there.
"""

import bisect
import itertools
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field

import numpy
import shapely
from django.db.models import Avg, Count
from rapidfuzz import fuzz, process

from directory.enums import AreaLevel
from directory.geo import AreaFinder, current_finder, distance_km, place_key
from directory.models import Area, Location, Postcode

from .analysis import fold
from .cells import haversine
from .held import let_go
from .kept import Kept, watch

VERSION = "places"
STEPS = (1, 3, 5, 10, 25, 50, 100, 200)
"""Kilometres that a search round a place begins with: the first that reaches its farthest corner, nearly."""
NEARLY = 0.9
USUAL_KM = {AreaLevel.QUARTER: 3, AreaLevel.MUNICIPALITY: 5, AreaLevel.BOROUGH: 10, AreaLevel.DISTRICT: 25, AreaLevel.STATE: 100}
"""Where no outline is known."""
POSTCODE_KM = 5
LONGEST = 120
MOST_CHOICES, MOST_SUGGESTIONS = 8, 3
ALIKE = 72
"""Of 100: how alike a suggestion must be."""
LIFE = 3600
SAME_TOWN_KM = 30
POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")


@dataclass(frozen=True)
class Place:
    """`name` is understood when it is typed. `km` reaches all of it. `area` is the slug of its area, if it is one."""

    name: str
    lat: float
    lon: float
    km: float
    area: str = ""
    within: str = field(default="", compare=False)
    """Name of what it lies in."""


@dataclass(frozen=True)
class LookUp:
    """One place; or several that are called so, the likeliest first; or names that look like it."""

    place: Place | None = None
    choices: tuple[Place, ...] = ()
    suggestions: tuple[str, ...] = ()


def find(text) -> Place | None:
    """The place that `text` names; where several are called so, none."""
    return look_up(text).place


def look_up(text) -> LookUp:
    return _book().look_up(text[:LONGEST])


def beginning_with(text, limit) -> list[Place]:
    """Places whose name or postcode begins so; those that the register reaches come first."""
    return _book().beginning_with(text[:LONGEST], limit)


@dataclass
class _Entry:
    """A name in the book: an area, or the rows of a postcode or of a town in the postcodes."""

    name: str
    path: str
    """Of its area; "" when unknown."""
    points: list[tuple[float, float]] = field(default_factory=list)
    area_id: int | None = None
    code: str = ""
    things: int = 0
    """Public locations there."""


class PlaceBook:
    def __init__(self, finder: AreaFinder):
        self.finder, self.read_at = finder, time.monotonic()
        things, middles = self._locations()
        self.entries: dict[str, list[_Entry]] = defaultdict(list)
        self.codes: dict[str, _Entry] = {}
        for area in finder.areas.values():
            point = finder.middles.get(area.id) or middles.get(area.path)
            if point:
                self.entries[_key(area.name)].append(_Entry(area.name, area.path, [point], area.id, things=things.get(area.path, 0)))
        self._add_postcodes(things)
        self._starts = sorted({(start, name) for name, entries in self.entries.items() for start in _starts(entries[0].name)})

    def _locations(self):
        """Area → number of public locations at it or below, and their middle. One query."""
        sums = defaultdict(lambda: [0, 0, 0.0, 0.0])
        rows = (
            Location.objects.public()
            .order_by()
            .exclude(area=None)
            .values_list("area_id")
            .annotate(Count("pk"), Count("lat"), Avg("lat"), Avg("lon"))
        )
        for area_id, number, placed, lat, lon in rows:
            path = self.finder.areas[area_id].path if area_id in self.finder.areas else ""
            for end in range(Area.steplen, len(path) + 1, Area.steplen):
                total = sums[path[:end]]
                total[0] += number
                if placed:
                    total[1] += placed
                    total[2] += lat * placed
                    total[3] += lon * placed
        return (
            {path: number for path, (number, *_rest) in sums.items()},
            {path: (lat / placed, lon / placed) for path, (_number, placed, lat, lon) in sums.items() if placed},
        )

    def _add_postcodes(self, things):
        towns: dict[tuple, _Entry] = {}
        for code, place, lat, lon, area_id in Postcode.objects.order_by("code", "place").values_list(
            "code", "place", "lat", "lon", "area_id"
        ):
            area = self.finder.areas.get(area_id)
            path = area.path if area else ""
            entry = self.codes.setdefault(code, _Entry(f"{code} {place}", path, code=code, things=things.get(path, 0)))
            if not entry.name.endswith(f" {place}"):
                entry.name = code
            entry.points.append((lat, lon))
            key = _key(place)
            if not any(_is_the_same(known, path, lat, lon) for known in self.entries.get(key, ())):
                town = towns.setdefault((key, path or code), _Entry(place, path, code=code, things=things.get(path, 0)))
                town.points.append((lat, lon))
        for (key, _path), town in towns.items():
            self.entries[key].append(town)

    # --- Looking up ---------------------------------------------------------------------------------------------------

    def look_up(self, text) -> LookUp:
        text = " ".join(text.split())
        code = POSTCODE.search(text)
        if code and code[0] in self.codes:
            return LookUp(self._place(self.codes[code[0]]))
        for name, within in _readings(text):
            if found := self._named(name, within):
                if len(found) == 1:
                    return LookUp(self._place(found[0]))
                return LookUp(choices=tuple(self._place(entry, chosen_from=found) for entry in found[:MOST_CHOICES]))
        return LookUp(suggestions=self._like(code[0] if code else text))

    def _named(self, name, within):
        entries = self.entries.get(_key(name), [])
        if within:
            key = _key(within)
            entries = [entry for entry in entries if any(_key(area.name) == key for area in self._above(entry))]
        # Of Pankow in Pankow the wider one is meant.
        entries = [
            entry
            for entry in entries
            if not any(other is not entry and other.path and other.area_id and _is_below(entry, other) for other in entries)
        ]
        reached = [entry for entry in entries if entry.things]
        return sorted(reached or entries, key=lambda entry: (-entry.things, entry.path, entry.code))

    def _above(self, entry):
        return [area for area in self.finder.ancestors_of(entry.path) if area.id != entry.area_id]

    def _like(self, text):
        key = _key(text)
        if key.isdigit():
            near = sorted(self.codes, key=lambda code: (abs(int(code) - int(key)), code))
            return tuple(self.codes[code].name for code in near[:MOST_SUGGESTIONS] if code[:2] == key[:2])
        if not key:
            return ()
        begin = (
            sorted((name for name in self.entries if name.startswith(key)), key=lambda name: (-self._things(name), name))
            if len(key) > 2
            else []
        )
        alike = process.extract(key, self.entries.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
        ordered = [name for name, score, _ in sorted(alike, key=lambda match: (not self._things(match[0]), -match[1], match[0]))]
        return tuple(self.entries[name][0].name for name in list(dict.fromkeys([*begin, *ordered]))[:MOST_SUGGESTIONS])

    def _things(self, name):
        return max(entry.things for entry in self.entries[name])

    def beginning_with(self, text, limit):
        key = _key(text)
        if not key:
            return []
        if key.isdigit():
            found = [self.codes[code] for code in self.codes if code.startswith(key)]
        else:
            starts = itertools.takewhile(
                lambda pair: pair[0].startswith(key), itertools.islice(self._starts, bisect.bisect_left(self._starts, (key,)), None)
            )
            names = dict.fromkeys(name for _start, name in starts)
            found = [entry for name in names for entry in self._named(self.entries[name][0].name, "")]
        found.sort(key=lambda entry: (not _key(entry.name).startswith(key), not entry.things, len(entry.name), -entry.things, entry.name))
        return [self._place(entry, chosen_from=self._named(entry.name, "") if not entry.code else ()) for entry in found[:limit]]

    def _place(self, entry, *, chosen_from=()):
        lat, lon = (sum(part) / len(part) for part in zip(*entry.points, strict=True))
        name = entry.name
        if len(chosen_from) > 1:
            wider = next((area.name for area in reversed(self._above(entry)) if _key(area.name) != _key(name)), "")
            name = f"{entry.name} ({entry.code or wider})" if entry.code or wider else name
        within = next((area.name for area in reversed(self._above(entry)) if _key(area.name) != _key(entry.name)), "")
        return Place(name, lat, lon, self._km(entry, lat, lon), self.finder.slugs.get(entry.area_id, ""), within)

    def _km(self, entry, lat, lon):
        if entry.area_id is None:
            return POSTCODE_KM
        if (outline := self.finder.outline(entry.area_id)) is None:
            return USUAL_KM[self.finder.areas[entry.area_id].level]
        lons, lats = shapely.get_coordinates(outline).T
        farthest = float(numpy.max(haversine(lat, lon, lats, lons)))
        return next((km for km in STEPS if km >= farthest * NEARLY), STEPS[-1])


def _key(name):
    """Spaces and hyphens don't count: “Prenzlauerberg”."""
    return place_key(fold(name)).replace(" ", "")


def _starts(name):
    """As people begin to type it: at each of its words."""
    words = re.split(r"[\s-]+", name)
    return [key for place in range(len(words)) if (key := _key(" ".join(words[place:])))]


def _is_the_same(area, path, lat, lon):
    """Whether a town of the postcodes is this area of the same name, or lies round it."""
    return area.area_id is not None and (path.startswith(area.path) or distance_km(*area.points[0], lat, lon) < SAME_TOWN_KM)


def _is_below(entry, other):
    return entry.path.startswith(other.path) and (entry.path != other.path or entry.area_id != other.area_id)


def _readings(text):
    """[(name, what it lies in or "")]: “A (B)”, “A, B”, the whole, then what stands after the last comma, then the last words."""
    if match := re.fullmatch(r"(.+?)\s*\((.+)\)", text):
        yield match[1], match[2]
        text = match[1]
    first, comma, last = text.rpartition(",")
    if comma:
        yield first, last
        yield last, ""
        yield first, ""
    yield text, ""
    without_code = POSTCODE.sub(" ", last).strip()
    if without_code and without_code != text:
        yield without_code, ""
    words = without_code.split()
    for start in range(1, len(words)):
        yield " ".join(words[start:]), ""


def watch_changes():
    watch(VERSION, Area, Postcode)


def _book():
    """The book of this process, made anew after a change, and every hour for what lies in the areas."""
    book = _kept.current()
    if time.monotonic() > book.read_at + LIFE:
        _kept.forget()
        let_go()
        book = _kept.current()
    return book


_kept = Kept(VERSION, lambda: PlaceBook(current_finder()))
