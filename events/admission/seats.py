"""How full a meeting with the form of this portal is, as `components/seats.html` shows it."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..enums import RegistrationWay, TakesPart
from . import places

FEW = 10


@dataclass(frozen=True)
class Seats:
    """`label`: the part (on site, online) where there are two; `capacity`: 0 where nobody counts."""

    part: TakesPart
    label: str
    text: str
    capacity: int
    taken: int
    free: int | None

    @property
    def tone(self):
        return "" if self.free is None or self.free > FEW else "full" if self.free == 0 else "few"

    @property
    def said(self):
        """For who can't see the bar."""
        return ngettext("%(taken)d of %(count)d place taken", "%(taken)d of %(count)d places taken", self.capacity) % {
            "taken": self.taken,
            "count": self.capacity,
        }


def seats(meeting):
    """One `Seats` for each way to take part; none for meetings whose places nobody counts here."""
    if meeting.registration != RegistrationWay.HERE:
        return []
    parts = places.parts(meeting)
    return [_seats(meeting, part, capfirst(part.label) if len(parts) > 1 else "") for part in parts]


def _seats(meeting, part, label):
    capacity, free = places.capacity(meeting, part), places.free(meeting, part)
    if meeting.is_full:
        free = 0
    taken = min(places.taken(meeting, part), capacity or 0)
    return Seats(part, label, _words(free, capacity, meeting), capacity or 0, taken, free)


def _words(free, capacity, meeting):
    if free is None:
        return _("places free")
    if free == 0:
        return _("fully booked, waiting list") if meeting.has_waiting_list else _("fully booked")
    if not capacity:
        return ""
    return ngettext("%(free)d of %(count)d place left", "%(free)d of %(count)d places left", capacity) % {"free": free, "count": capacity}
