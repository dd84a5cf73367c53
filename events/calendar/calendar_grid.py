"""A month as a table of weeks, Monday first."""

import calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.timezone import make_aware

from directory.freshness import BERLIN

FIRST_YEAR, LAST_YEAR = 2000, 2100
WEEKS = calendar.Calendar(firstweekday=calendar.MONDAY)


@dataclass(frozen=True)
class Day:
    date: date
    is_outside: bool
    is_today: bool
    entries: list = field(default_factory=list)
    """Rows that stand on this day."""


@dataclass(frozen=True)
class MonthGrid:
    first: date
    weeks: list[list[Day]]

    @property
    def previous(self):
        return shifted(self.first, -1)

    @property
    def next(self):
        return shifted(self.first, 1)


def read_month(text) -> date | None:
    """The first day of “2026-12”; None for anything else."""
    year, dash, number = text.partition("-")
    if not (dash and len(text) == 7 and text.isascii() and year.isdecimal() and number.isdecimal()):
        return None
    return date(int(year), int(number), 1) if FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(number) <= 12 else None


def shifted(first, months) -> date | None:
    """The first day of the month so many months on; None beyond the calendar."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def bounds(first) -> tuple[datetime, datetime]:
    """The moments at which a month begins and ends in Berlin."""
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return _midnight(first), _midnight(following)


def _midnight(day):
    return make_aware(datetime.combine(day, datetime.min.time()), BERLIN)


def month_grid(first, rows, today) -> MonthGrid:
    """`rows` have a `day`, and stand in their order."""
    by_day = defaultdict(list)
    for row in rows:
        by_day[row.day].append(row)
    weeks = [
        [Day(day, day.month != first.month, day == today, by_day[day] if day.month == first.month else []) for day in week]
        for week in WEEKS.monthdatescalendar(first.year, first.month)
    ]
    return MonthGrid(first, weeks)
