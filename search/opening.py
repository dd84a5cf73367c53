"""When something is open, as words of an index that is built once and read at any moment.

A week is cut like a ruler: minutes, pairs of minutes, fours and so on. A span of opening is the few largest pieces that fill it, a moment
lies in one piece of every size, so “open at this minute” is a look-up of some fifteen words, exact to the minute:

    w3.1170             open every week in the piece 1170 of 8 minutes
    x2.184320           the days of this piece of 4 days have hours of their own
    e2.184320.3.1170    … and on these days it is open in this piece of the week

Several places of one thing count together: it is open when one of them is. Exceptions are those of `directory.hours`: public holidays count as
far as they are entered there. In the hour that comes twice when summer time ends, both times count as the first.
"""

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from directory.freshness import BERLIN
from directory.hours import spans_of_day

DAY, WEEK = 24 * 60, 7 * 24 * 60
MINUTE_LEVELS = range(14)
"""Pieces of 1 minute up to 2^13, nearly a week."""
DAY_LEVELS = range(13)
"""Pieces of 1 day up to 2^12, eleven years."""
EARLIEST, LATEST = date(2000, 1, 1).toordinal(), date(2100, 1, 1).toordinal()

DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
TIMES = {"vormittags": (0, 12 * 60), "nachmittags": (12 * 60, 17 * 60), "abends": (17 * 60, DAY)}
"""Value in addresses → minutes of the day."""
LONG_ENOUGH = 60
"""A span counts for the time of day in which it begins and for each that it fills by so many minutes."""


@dataclass(frozen=True)
class Span:
    """Every week. Times may be unknown (both None), or only the end."""

    weekday: int
    opens: time | None
    closes: time | None


@dataclass(frozen=True)
class DayHours:
    """As `directory.models.OpeningException`."""

    starts: date
    ends: date
    opens: time | None = None
    closes: time | None = None


@dataclass
class Hours:
    """Of one place."""

    spans: list[Span] = field(default_factory=list)
    exceptions: list[DayHours] = field(default_factory=list)


def slots(spans) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(days, times of day, “day-time” pairs) of weekly spans, each in order."""
    spans = list(spans)
    pairs = sorted(
        {(span.weekday, place) for span in spans for place, bounds in enumerate(TIMES.values()) if _fills(span, *bounds)},
    )
    times = list(TIMES)
    days = sorted({span.weekday for span in spans})
    return (
        tuple(DAYS[day] for day in days),
        tuple(times[place] for place in sorted({place for day, place in pairs})),
        tuple(slot(DAYS[day], times[place]) for day, place in pairs),
    )


def slot(day, time_of_day):
    return f"{day}-{time_of_day}"


def _fills(span, start, end):
    if span.opens is None:
        return False
    opens = _minute(span.opens)
    closes = opens if span.closes is None else _minute(span.closes)
    if span.closes is not None and closes <= opens:
        closes += DAY
    return start <= opens < end or min(closes, end) - max(opens, start) >= LONG_ENOUGH


def opening_words(places: list[Hours]) -> tuple[str, ...]:
    """The words of a thing with these places."""
    base = 0
    for place in places:
        base |= _pattern(place.spans)
    found = [f"w{level}.{piece}" for level, piece in _pieces_of(base)]
    for start, end in _segments(places):
        days = _weekdays(start, end)
        usual = base & _union(_WHOLE_DAY << weekday * DAY for weekday, ordinal in days)
        pattern = _union(_pattern_on(place, weekday, ordinal) for place in places for weekday, ordinal in days)
        if pattern != usual:
            pieces = list(_pieces(start, end, DAY_LEVELS[-1]))
            found += [f"x{level}.{piece}" for level, piece in pieces]
            found += [f"e{level}.{piece}.{fine}.{part}" for fine, part in _pieces_of(pattern) for level, piece in pieces]
    return tuple(dict.fromkeys(found))


def moment_words(at: datetime) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(weekly, own hours today, open in today's own hours): open are those with one of the first and none of the second, or one of the third."""
    local = at.astimezone(BERLIN)
    return _moment_words(local.weekday() * DAY + local.hour * 60 + local.minute, local.date().toordinal())


@lru_cache(maxsize=64)
def _moment_words(minute, ordinal):
    minutes = [(level, minute >> level) for level in MINUTE_LEVELS]
    days = [(level, ordinal >> level) for level in DAY_LEVELS]
    return (
        tuple(f"w{level}.{piece}" for level, piece in minutes),
        tuple(f"x{level}.{piece}" for level, piece in days),
        tuple(f"e{level}.{piece}.{fine}.{part}" for level, piece in days for fine, part in minutes),
    )


# --- Patterns: the minutes of a week, each a bit of a number ---------------------------------------------------------------

_WHOLE_DAY, _WHOLE_WEEK = (1 << DAY) - 1, (1 << WEEK) - 1


def _union(patterns):
    found = 0
    for pattern in patterns:
        found |= pattern
    return found


def _pattern(spans):
    return _union(_bits(span.weekday, span.opens, span.closes) for span in spans if span.opens is not None and span.closes is not None)


def _bits(weekday, opens, closes):
    """What goes past midnight, or past Sunday, goes on the next day."""
    start, end = _minute(opens), _minute(closes)
    if end <= start:
        end += DAY
    pattern = ((1 << (end - start)) - 1) << (weekday * DAY + start)
    return (pattern | pattern >> WEEK) & _WHOLE_WEEK


def _pattern_on(place, weekday, ordinal):
    """On this very day, what the day before brings past midnight included."""
    found = 0
    for day in (date.fromordinal(ordinal - 1), date.fromordinal(ordinal)):
        for opens, closes in spans_of_day(place.spans, place.exceptions, day):
            found |= _bits(day.weekday(), opens, closes)
    return found & _WHOLE_DAY << weekday * DAY


def _segments(places):
    """(first day, day after the last), ordinals: within each, a weekday's hours are always the same, and they may differ from the weekly ones."""
    edges = set()
    for place in places:
        for exception in place.exceptions:
            start = min(max(exception.starts.toordinal(), EARLIEST), LATEST)
            end = min(max(exception.ends.toordinal() + 1, EARLIEST), LATEST)
            if start < end:
                edges |= {start, start + 1, end, end + 1}  # the night before and the night after go past midnight
    ordered = sorted(edges)
    return list(itertools.pairwise(ordered))


def _weekdays(start, end):
    """[(weekday, a day of the segment with it)]."""
    return [((ordinal - 1) % 7, ordinal) for ordinal in range(start, min(end, start + 7))]


# --- Pieces -------------------------------------------------------------------------------------------------------------------


def _pieces(start, end, highest):
    """(level, number) of the fewest pieces that fill start … end-1."""
    while start < end:
        level = min((start & -start).bit_length() - 1 if start else highest, (end - start).bit_length() - 1, highest)
        yield level, start >> level
        start += 1 << level


def _pieces_of(pattern):
    found, start = [], 0
    while pattern:
        gap = (pattern & -pattern).bit_length() - 1
        pattern >>= gap
        length = (~pattern & (pattern + 1)).bit_length() - 1
        start += gap
        found += _pieces(start, start + length, MINUTE_LEVELS[-1])
        pattern >>= length
        start += length
    return found


def _minute(moment):
    return moment.hour * 60 + moment.minute


def before(day: date) -> DayHours:
    """Closed until the day before `day`."""
    return DayHours(date.fromordinal(EARLIEST), day - timedelta(days=1))
