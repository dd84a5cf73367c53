"""The lock under which all places of a meeting are given and taken, and the count that is kept of them."""

from django.db import connection
from django.utils.translation import gettext as _

from directory.errors import OperationRefused
from directory.prepared import Asked, columns

from ..admission import places
from ..admission.entrance import closing
from ..enums import RegistrationState, RegistrationWay, TakesPart
from ..models import Meeting, Occupancy, Registration

RULES = columns(
    Meeting, "id", "name", "slug", "live", "archived_at", "starts_at", "ends_at", "cancelled_at", "format", "registration", "opens_at", "closes_at", "is_full",
    "capacity_onsite", "capacity_online", "confirms_address", "hold_minutes", "group_limit", "institution_limit", "has_waiting_list", "waits_strictly",
    "offer_hours", "precondition",
)  # fmt: skip
"""What the rules read of a meeting. Whatever is asked for under the lock makes others wait."""


COUNTED = ("onsite", "online", "waiting")
_LOCKED = Asked(
    lambda meeting: (
        Meeting._base_manager.filter(pk=meeting, occupancy__isnull=False)
        .select_for_update(no_key=True)
        .values_list(*RULES, *(f"occupancy__{name}" for name in COUNTED))
    ),
    int,
)


class Places:
    """A meeting's places, locked until the end of the transaction: one change after the other counts.

    The lock is the meeting's row, which publishing and cancelling lock as well, so that nobody waits for each other. `Occupancy` is locked with it, in the
    same statement: a row that is only joined to a locked one may be older than the lock.
    """

    def __init__(self, meeting_id):
        rows = _LOCKED.rows(meeting_id)
        if rows:
            self.meeting = Meeting.from_db(connection.alias, RULES, rows[0][: len(RULES)])
            self.occupancy = Occupancy(meeting_id, *rows[0][len(RULES) :])
            self.occupancy._state.adding = False
        else:  # nobody has registered yet
            self.meeting = Meeting._base_manager.select_for_update(no_key=True).only(*RULES).get(pk=meeting_id)
            self.occupancy, _made = Occupancy.objects.get_or_create(meeting=self.meeting)
        self.meeting.occupancy = self.occupancy

    @property
    def registrations(self):
        return Registration.objects.filter(meeting=self.meeting)

    def lapsed(self, at):
        return list(self.registrations.lapsed(at))

    def free(self, part):
        """Places left, None without a limit."""
        return places.free(self.meeting, part)

    def has_room(self, part, size):
        left = self.free(part)
        return left is None or size <= left

    def takes_next(self, part, size):
        """Whether `size` people who come now get places: there is room, and nobody keeps them behind those who wait."""
        if self.meeting.is_full or not self.has_room(part, size):
            return False
        return not (
            self.meeting.waits_strictly and self.occupancy.waiting and self.registrations.in_line().filter(takes_part=part).exists()
        )

    def add(self, registration):
        """Count a new registration in without counting all others again."""
        if registration.state == RegistrationState.WAITING:
            self.occupancy.waiting += registration.size
        elif registration.holds:
            column = places.COLUMNS[TakesPart(registration.takes_part)]
            setattr(self.occupancy, column, getattr(self.occupancy, column) + registration.size)
        else:
            return
        self.occupancy.save()

    def count(self):
        """Count anew; the row is written only when it says something else, since pages are made anew with it."""
        counted = self.registrations.people()
        if any(getattr(self.occupancy, name) != number for name, number in counted.items()):
            for name, number in counted.items():
                setattr(self.occupancy, name, number)
            self.occupancy.save()


def check_open(meeting, at, *, past_limits=False):
    """Raises `OperationRefused` where nobody can register at `at`. `past_limits`: the office may go past the window, not past the end."""
    check_takes_place(meeting, at)
    if meeting.registration != RegistrationWay.HERE:
        raise OperationRefused(_("One can't register for “%(meeting)s” here.") % {"meeting": meeting})
    if past_limits:
        return
    if meeting.opens_at and at < meeting.opens_at:
        raise OperationRefused(_("Registration for “%(meeting)s” hasn't begun yet.") % {"meeting": meeting})
    if closing(meeting) <= at:
        raise OperationRefused(_("Registration for “%(meeting)s” is closed.") % {"meeting": meeting})


def check_takes_place(meeting, at):
    if not meeting.is_public or meeting.starts_at is None or meeting.ends_at is None:
        raise OperationRefused(_("“%(meeting)s” isn't published.") % {"meeting": meeting})
    if meeting.is_cancelled:
        raise OperationRefused(_("“%(meeting)s” is cancelled.") % {"meeting": meeting})
    if meeting.is_over(at):
        raise OperationRefused(_("“%(meeting)s” is over already.") % {"meeting": meeting})


def check_not_begun(meeting, at):
    """For what people do themselves; the office may go on."""
    if meeting.starts_at is not None and meeting.starts_at <= at:
        raise OperationRefused(
            _("“%(meeting)s” has begun already; nothing can be changed here any more. Please write to the contact person.")
            % {"meeting": meeting}
        )
