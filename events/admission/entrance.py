"""How one gets into a meeting at a moment. Reads `meeting.occupancy` where the form of this portal is used; lists load it with the meeting."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import wording as words

from ..enums import RegistrationWay, TakesPart
from ..wording import local
from . import places

FEW = 10
"""Up to so many free places are counted out: “noch 5 Plätze”."""


class State(StrEnum):
    CANCELLED = "cancelled"
    OVER = "over"
    FULL = "full"
    WAITING_LIST = "waiting list"
    NOT_NEEDED = "not needed"
    NOT_YET = "not yet"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class Entrance:
    """`text` is what lists say beside a meeting, "" when there is nothing to say. `free`: places left, None while nobody counts them."""

    state: State
    text: str
    free: int | None = None

    @property
    def is_open(self):
        return self.state in (State.OPEN, State.NOT_NEEDED)

    @property
    def takes_names(self):
        """Whether somebody may register now, be it for the waiting list."""
        return self.state in (State.OPEN, State.WAITING_LIST)


def closing(meeting):
    """Until when people register; the form of this portal closes with the beginning unless another time is set."""
    return meeting.closes_at or (meeting.starts_at if meeting.registration == RegistrationWay.HERE else None)


def entrance(meeting, at) -> Entrance:
    if meeting.is_cancelled:
        return Entrance(State.CANCELLED, _("cancelled"))
    if meeting.is_over(at):
        return Entrance(State.OVER, "")
    if meeting.registration == RegistrationWay.HERE:
        return _own_entrance(meeting, at)
    if meeting.is_full:
        return Entrance(State.FULL, _("fully booked"))
    return _window(meeting, at) or Entrance(State.OPEN, _deadline(meeting, at))


def _own_entrance(meeting, at):
    window = _window(meeting, at)
    if window:
        return window
    parts = places.open_parts(meeting)
    if not parts:
        state, text = (State.WAITING_LIST, _("waiting list")) if meeting.has_waiting_list else (State.FULL, _("fully booked"))
        return Entrance(state, text, 0)
    left = [places.free(meeting, part) for part in parts]
    count = None if None in left else sum(left)
    return Entrance(State.OPEN, _places_left(meeting, parts, count) or _deadline(meeting, at), count)


def _window(meeting, at):
    closes = closing(meeting)
    if closes and closes <= at:
        return Entrance(State.CLOSED, _("registration closed"))
    if meeting.registration == RegistrationWay.NOT_NEEDED:
        return Entrance(State.NOT_NEEDED, _("no registration needed"))
    if meeting.opens_at and meeting.opens_at > at:
        return Entrance(State.NOT_YET, _("registration from %(day)s on") % {"day": _day(meeting.opens_at, at)})
    return None


def _places_left(meeting, parts, count):
    few = count is not None and count <= FEW
    if len(parts) == len(places.parts(meeting)):
        return ngettext("%(count)d place left", "%(count)d places left", count) % {"count": count} if few else ""
    if parts == [TakesPart.ONLINE]:
        return (
            ngettext("%(count)d place left, online", "%(count)d places left, online", count) % {"count": count} if few else _("only online")
        )
    return (
        ngettext("%(count)d place left, on site", "%(count)d places left, on site", count) % {"count": count} if few else _("only on site")
    )


def _deadline(meeting, at):
    return _("register until %(day)s") % {"day": _day(meeting.closes_at, at)} if meeting.closes_at else ""


def _day(moment, at):
    day = local(moment).date()
    return words.day(day, year=day.year != local(at).year)
