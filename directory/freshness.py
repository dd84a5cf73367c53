"""How current an entry is: checked and still within the rhythm of its kind, due, or never checked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
DEFAULT_MONTHS = 12
LONG_MONTHS = 3
"""So long after a check was due, pages say that nobody has looked for a long time, and the search shows the entry later."""


class State(StrEnum):
    OK = "ok"
    DUE = "due"
    NONE = "none"


@dataclass(frozen=True)
class Freshness:
    state: State
    checked_on: date | None = None
    due_on: date | None = None
    is_long: bool = False
    """Due for `LONG_MONTHS`."""


def add_months(day, months):
    """The same day so many months later, or the month's last day where it has none (31 January + 1 → 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, day.day - 4, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("unreachable: every month has 28 days")


def freshness(entry, at: datetime) -> Freshness:
    """Of an actor, or of an offer, which follows its actor's kind; what has neither is checked once a year. Due from the day on that lies `confirm_months` after the check, as Berlin counts days."""
    if entry.confirmed_at is None:
        return Freshness(State.NONE)
    kind = getattr(entry.actor if hasattr(entry, "actor_id") else entry, "kind", None)
    checked_on = entry.confirmed_at.astimezone(BERLIN).date()
    due_on = add_months(checked_on, kind.confirm_months if kind else DEFAULT_MONTHS)
    today = at.astimezone(BERLIN).date()
    return Freshness(State.DUE if today >= due_on else State.OK, checked_on, due_on, today >= add_months(due_on, LONG_MONTHS))


def checked_before(day, months) -> datetime:
    """The moment before which a check lies that is due by `day` at a rhythm of `months`."""
    return datetime.combine(add_months(day, -months) + timedelta(days=1), time.min, tzinfo=BERLIN)
