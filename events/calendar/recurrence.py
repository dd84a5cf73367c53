"""Rules by which dates come back, and the days that they give. Counts in days of the calendar, so summer time changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil import rrule
from django.utils.timezone import make_aware

from directory.freshness import BERLIN

from ..enums import Frequency

MOST_DATES = 60
WEEKS = {Frequency.WEEKLY: 1, Frequency.FORTNIGHTLY: 2, Frequency.FOUR_WEEKLY: 4}


@dataclass(frozen=True)
class Rule:
    """`frequency` from a first day on that doesn't count itself; `count` dates, or all until the day `until`."""

    frequency: Frequency
    count: int | None = None
    until: date | None = None


def days(rule: Rule, first: date, today: date) -> list[date]:
    """The days after `first` and not before `today`, at most `MOST_DATES`. Months without such a day (31 June, fifth Tuesday) are left out."""
    start = datetime.combine(first, datetime.min.time())
    limits = {"dtstart": start, "until": datetime.combine(rule.until, datetime.min.time()) if rule.until else None}
    if rule.frequency in WEEKS:
        found = rrule.rrule(rrule.WEEKLY, interval=WEEKS[rule.frequency], **limits)
    elif rule.frequency == Frequency.MONTHLY_DAY:
        found = rrule.rrule(rrule.MONTHLY, bymonthday=first.day, **limits)
    else:
        weekday = rrule.weekday(first.weekday())((first.day - 1) // 7 + 1)
        found = rrule.rrule(rrule.MONTHLY, byweekday=weekday, **limits)
    wanted = min(rule.count or MOST_DATES, MOST_DATES)
    result = []
    for moment in found:
        if len(result) == wanted:
            break
        if moment.date() > first and moment.date() >= today:
            result.append(moment.date())
    return result


def on_day(moment: datetime, day: date) -> datetime:
    """The same time on the clock in Berlin on another day. A time that the clock skips that night counts as summer time has it."""
    return make_aware(datetime.combine(day, moment.astimezone(BERLIN).time()), BERLIN)


def next_day(first: date, today: date) -> date:
    """A proposal for a repetition: the same weekday, four weeks after the last time or, if that is over, in four weeks."""
    step = timedelta(weeks=4)
    if first + step > today:
        return first + step
    return today + step + timedelta(days=(first.weekday() - today.weekday()) % 7)
