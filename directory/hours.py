"""Opening hours of a location: open now, opens next, and the week as people read it.

Times in the database are local wall time in Berlin; `at` is an aware datetime in any zone. Relations are read by `.all()`, so prefetch
`opening_spans` and `opening_exceptions`. Three rules:

- An exception replaces the weekly hours of its days. Where several cover a day, those with the shortest period hold: an open Tuesday
  within the holidays beats the holidays. Of equal ones those with times beat "closed".
- A span that closes at 00:00, or before it opens, ends on the next day.
- "Only by appointment" means that nobody can just walk in: such a location is never "open now".
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from . import wording

BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")
HORIZON_DAYS = 370


@dataclass(frozen=True)
class HoursRow:
    """One line of the table: “Mo bis Do”, “8:00–12:00 und 14:00–16:00” (“geschlossen” when there are none)."""

    days: str
    times: str
    is_today: bool = False


@dataclass(frozen=True)
class ExceptionRow:
    days: str
    times: str
    note: str


def spans_on(location, day: date) -> list[tuple[time, time]]:
    """(opens, closes) of one day, exceptions taken into account, in order."""
    return spans_of_day(location.opening_spans.all(), location.opening_exceptions.all(), day)


def spans_of_day(spans, exceptions, day: date) -> list[tuple[time, time]]:
    """The same from weekly spans and exceptions, for which anything with the columns' names will do."""
    exceptions = [exception for exception in exceptions if exception.starts <= day <= exception.ends]
    if exceptions:
        shortest = min(exception.ends - exception.starts for exception in exceptions)
        return sorted((e.opens, e.closes) for e in exceptions if e.ends - e.starts == shortest and e.opens is not None)
    return sorted((span.opens, span.closes) for span in spans if span.weekday == day.weekday())


def _intervals(location, day):
    """(start, end) of that day's spans, aware, in UTC: only there do comparisons respect the change to summer time."""
    for opens, closes in spans_on(location, day):
        last_day = day if closes > opens else day + timedelta(days=1)
        start = datetime.combine(day, opens, BERLIN).astimezone(UTC)
        end = datetime.combine(last_day, closes, BERLIN).astimezone(UTC)
        if start < end:  # 2:30 moves to 3:30 on the night when the clock jumps (as RFC 5545 says), so 2:30 to 3:15 is no time at all
            yield start, end


def open_until(location, at: datetime) -> datetime | None:
    """When it closes, if it is open at `at`: aware, in Berlin time. Spans that touch count as one."""
    if location.by_appointment:
        return None
    day = at.astimezone(BERLIN).date()
    moment = at.astimezone(UTC)
    until = None
    for start, end in sorted(i for offset in (-1, 0, 1) for i in _intervals(location, day + timedelta(days=offset))):
        if start <= (until or moment) < end:
            until = end
    return until.astimezone(BERLIN) if until else None


def is_open(location, at: datetime) -> bool:
    return open_until(location, at) is not None


def next_opening(location, at: datetime) -> datetime | None:
    """The first moment after `at` when it opens having been closed, in Berlin time; None by appointment, without hours, or beyond a year."""
    if location.by_appointment or not (location.opening_spans.all() or location.opening_exceptions.all()):
        return None
    today = at.astimezone(BERLIN).date()
    moment = at.astimezone(UTC)
    closed_from = open_until(location, at) or moment
    for offset in range(HORIZON_DAYS):
        for start, end in sorted(_intervals(location, today + timedelta(days=offset))):
            if start > closed_from:
                return start.astimezone(BERLIN)
            if start <= closed_from < end:  # touches what is open already
                closed_from = end
    return None


def state_text(location, at: datetime) -> str:
    """“jetzt geöffnet, bis 16:00 Uhr”, “geschlossen, öffnet morgen um 8:00 Uhr”, “nur nach Vereinbarung”, or nothing where no hours are known."""
    if location.by_appointment:
        return _("only by appointment")
    if not (location.opening_spans.all() or location.opening_exceptions.all()):
        return ""
    until = open_until(location, at)
    if until:
        if until - at > timedelta(hours=24):
            return _("open now")
        return _("open now, until %(time)s") % {"time": wording.clock(until.time(), closing=True)}
    opens = next_opening(location, at)
    if opens is None:
        return _("closed now")
    today = at.astimezone(BERLIN).date()
    days = (opens.date() - today).days
    values = {"time": wording.clock(opens)}
    if days == 0:
        return _("closed now, opens today at %(time)s") % values
    if days == 1:
        return _("closed now, opens tomorrow at %(time)s") % values
    if days < 7:
        return _("closed now, opens on %(day)s at %(time)s") % {**values, "day": WEEKDAYS[opens.weekday()]}
    return _("closed now, opens on %(day)s") % {"day": wording.day(opens.date())}


def weekly_rows(location, today: date | None = None) -> list[HoursRow]:
    """The week with equal days grouped: neighbours only, so that “Mo und Mi” never hides a Tuesday between. Empty without hours."""
    by_day = [tuple(sorted((span.opens, span.closes) for span in location.opening_spans.all() if span.weekday == day)) for day in range(7)]
    if not any(by_day):
        return []
    groups: list[list[int]] = []
    for day in range(7):
        if groups and by_day[groups[-1][-1]] == by_day[day]:
            groups[-1].append(day)
        else:
            groups.append([day])
    return [
        HoursRow(
            days=wording.weekdays(days, full=len(days) == 1),
            times=wording.join(wording.span(*span) for span in by_day[days[0]]) or _("closed"),
            is_today=today is not None and today.weekday() in days,
        )
        for days in groups
    ]


def exception_rows(location, today: date) -> list[ExceptionRow]:
    """What is still to come or holds now, a line for each period."""
    periods: dict[tuple[date, date, str], list[tuple[time, time]]] = {}
    for exception in sorted(location.opening_exceptions.all(), key=lambda e: (e.starts, e.ends, e.opens is not None, e.opens)):
        if exception.ends >= today:
            times = periods.setdefault((exception.starts, exception.ends, exception.note), [])
            if exception.opens is not None:
                times.append((exception.opens, exception.closes))
    return [
        ExceptionRow(wording.day_range(starts, ends), wording.join(wording.span(*span) for span in times) or _("closed"), note)
        for (starts, ends, note), times in periods.items()
    ]
