"""What the filters of a query mean, said so that every engine can translate it: words in fields and ranges of numbers, put together."""

from collections.abc import Iterator
from dataclasses import dataclass

from .cells import cover, cover_box
from .engines.base import SearchQuery
from .opening import DAYS, TIMES, moment_words, slot

YEAR = 365


@dataclass(frozen=True)
class AnyOf:
    """One of these words stands in the field, whole."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class AtLeast:
    """A number: days as ordinals."""

    field: str
    low: int


@dataclass(frozen=True)
class Between:
    """A number with a fraction: degrees."""

    field: str
    low: float
    high: float


@dataclass(frozen=True)
class Either:
    """(`first` without `but`) or `second`."""

    first: AnyOf
    but: AnyOf
    second: AnyOf


Condition = AnyOf | AtLeast | Between | Either


def conditions(query: SearchQuery, *, without: str = "") -> Iterator[Condition]:
    """All filters of a query but that of the field `without`; “distance” is the field of `near`. Ages and past things are the engine's."""
    filters = {field: values for field, values in query.filters if field != without}
    if "day" in filters and "time" in filters:
        # On Mondays and in the evening means on Monday evening.
        days, times = filters.pop("day"), filters.pop("time")
        yield AnyOf("slot", tuple(slot(day, time) for day in days for time in times))
    for field, values in filters.items():
        if (condition := _condition(field, values, query)) is not None:
            yield condition
    if query.box is not None:
        yield from _inside(query.box)
    if query.near and query.near.km is not None and without != "distance":
        yield within(query.near, query.near.km)


def within(near, km) -> AnyOf:
    return AnyOf("cell", cover(near.lat, near.lon, km))


def _inside(box):
    """Of a part of a map; a continent is not put together from cells."""
    if words := cover_box(box.west, box.south, box.east, box.north):
        yield AnyOf("cell", words)
    else:
        yield Between("lat", box.south, box.north)
        yield Between("lon", box.west, box.east)


def _condition(field, values, query):
    if field == "open":
        if query.at is None:
            return None
        weekly, own, today = moment_words(query.at)
        return Either(AnyOf("opening", weekly), AnyOf("opening", own), AnyOf("opening", today))
    if field == "checked":
        return AtLeast("checked_on", query.today.toordinal() - YEAR)
    return AnyOf(field, values)


def counted_apart(query: SearchQuery) -> dict[str, dict[str, Condition]]:
    """Field → value → condition: what is counted by asking for each value under all filters but the field's own."""
    filters = dict(query.filters)
    apart: dict[str, dict[str, Condition]] = {"checked": {"jahr": _condition("checked", ("jahr",), query)}}
    if query.at is not None:
        apart["open"] = {"jetzt": _condition("open", ("jetzt",), query)}
    if "time" in filters:
        apart["day"] = {day: AnyOf("slot", tuple(slot(day, time) for time in filters["time"])) for day in DAYS}
    if "day" in filters:
        apart["time"] = {time: AnyOf("slot", tuple(slot(day, time) for day in filters["day"])) for time in TIMES}
    if query.near:
        apart["distance"] = {f"{km}": within(query.near, km) for km in RADII}
    return apart


RADII = (1, 3, 5, 10, 25)
"""Kilometres that can be chosen at once; any other may be typed."""
