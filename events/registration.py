"""How one gets into a meeting at a moment."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from directory import wording as words

from .enums import RegistrationWay
from .wording import local


class State(StrEnum):
    CANCELLED = "cancelled"
    OVER = "over"
    FULL = "full"
    NOT_NEEDED = "not needed"
    NOT_YET = "not yet"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class Entrance:
    """`text` is what lists say beside a meeting, "" when there is nothing to say."""

    state: State
    text: str

    @property
    def is_open(self):
        return self.state in (State.OPEN, State.NOT_NEEDED)


def entrance(meeting, at) -> Entrance:
    if meeting.is_cancelled:
        return Entrance(State.CANCELLED, _("cancelled"))
    if meeting.is_over(at):
        return Entrance(State.OVER, "")
    if meeting.is_full:
        return Entrance(State.FULL, _("fully booked"))
    if meeting.closes_at and meeting.closes_at <= at:
        return Entrance(State.CLOSED, _("registration closed"))
    if meeting.registration == RegistrationWay.NOT_NEEDED:
        return Entrance(State.NOT_NEEDED, _("no registration needed"))
    if meeting.opens_at and meeting.opens_at > at:
        return Entrance(State.NOT_YET, _("registration from %(day)s on") % {"day": _day(meeting.opens_at, at)})
    if meeting.closes_at:
        return Entrance(State.OPEN, _("register until %(day)s") % {"day": _day(meeting.closes_at, at)})
    return Entrance(State.OPEN, "")


def _day(moment, at):
    day = local(moment).date()
    return words.day(day, year=day.year != local(at).year)
