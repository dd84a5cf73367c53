"""What the filters of a query mean, as clauses that every engine translates."""

from collections.abc import Iterator

from .clauses import AnyOf, Around, Clause, Inside, Mixed, Numbers, Some
from .engines.base import SearchQuery
from .opening import DAYS, TIMES, moment_words, slot

YEAR = 365


def conditions(query: SearchQuery, *, without: str = "") -> Iterator[Clause]:
    """All filters of a query but that of the field `without`; “distance” is the field of `near`. Ages and past things stand in `search.ranking`."""
    filters = {field: values for field, values in query.filters if field != without}
    if "day" in filters and "time" in filters:
        # On Mondays and in the evening means on Monday evening.
        days, times = filters.pop("day"), filters.pop("time")
        yield AnyOf("slot", tuple(slot(day, time) for day in days for time in times))
    for field, values in filters.items():
        if (condition := _condition(field, values, query)) is not None:
            yield condition
    if query.box is not None:
        yield Inside(query.box.west, query.box.south, query.box.east, query.box.north)
    if query.near and query.near.km is not None and without != "distance":
        yield within(query.near, query.near.km)


def within(near, km) -> Around:
    return Around(near.lat, near.lon, km)


def _condition(field, values, query):
    if field == "open":
        if query.at is None:
            return None
        weekly, own, today = moment_words(query.at)
        regular = Mixed([AnyOf("opening", weekly)], without=[AnyOf("opening", own)])
        return Some([regular, AnyOf("opening", today)])
    if field == "checked":
        return Numbers("checked_on", query.today.toordinal() - YEAR, None)
    return AnyOf(field, values)


def counted_apart(query: SearchQuery) -> dict[str, dict[str, Clause]]:
    """Field → value → condition: what is counted by asking for each value under all filters but the field's own."""
    filters = dict(query.filters)
    apart: dict[str, dict[str, Clause]] = {"checked": {"jahr": _condition("checked", ("jahr",), query)}}
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
