"""The waiting list and the places that are kept for a while: who moves up, who accepts or declines, and what lapses."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.prepared import Asked

from ..admission import places
from ..enums import MailKind, RegistrationState
from ..mails import tell
from ..models import Meeting, Registration
from ..wording import moment
from .occupying import Places, check_takes_place

_AHEAD = Asked(
    lambda meeting, part, since, pk: (
        Registration.objects.ahead_of(Registration(meeting_id=meeting, takes_part=part, waiting_since=since, pk=pk))
        .order_by()
        .values("meeting")
        .annotate(number=Count("pk"))
        .values_list("number")
    ),
    int,
    str,
    dt.datetime,
    int,
)
logger = logging.getLogger(__name__)


@transaction.atomic
def accept(registration, *, at=None):
    """offered → confirmed. Twice changes nothing; refused once the time for it is over."""
    room, registration = locked(registration)
    at = at or timezone.now()
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    check_takes_place(room.meeting, at)
    if registration.state == RegistrationState.OFFERED and registration.held_until <= at:
        raise OperationRefused(_("The place was kept for you until %(moment)s.") % {"moment": moment(registration.held_until)})
    if registration.state != RegistrationState.OFFERED:
        raise OperationRefused(_("No place is kept for this registration."))
    registration.state, registration.confirmed_at, registration.held_until = RegistrationState.CONFIRMED, at, None
    registration.save(update_fields=["state", "confirmed_at", "held_until"])
    tell(registration, MailKind.CONFIRMED, due_at=at)
    settle_places(room, at)
    return registration


@transaction.atomic
def decline(registration, *, at=None):
    """offered → declined; who comes next moves up. Twice changes nothing."""
    room, registration = locked(registration)
    at = at or timezone.now()
    if registration.state in (RegistrationState.DECLINED, RegistrationState.EXPIRED):
        return registration
    if registration.state != RegistrationState.OFFERED:
        raise OperationRefused(_("No place is kept for this registration."))
    close(registration, RegistrationState.DECLINED, at)
    settle_places(room, at)
    return registration


@transaction.atomic
def promote(registration, *, by, at=None):
    """Offer a place to somebody of the waiting list past its order, if there is room."""
    room, registration = locked(registration)
    at = at or timezone.now()
    if registration.state != RegistrationState.WAITING:
        raise OperationRefused(_("Only those on the waiting list can move up."))
    check_takes_place(room.meeting, at)
    settle_places(room, at, lapsed=room.lapsed(at))
    registration.refresh_from_db()
    registration.meeting = room.meeting
    if registration.state == RegistrationState.WAITING:
        if not room.has_room(registration.takes_part, registration.size):
            raise OperationRefused(_("“%(meeting)s” has too few free places.") % {"meeting": room.meeting})
        offer(registration, room.meeting, at)
        room.count()
    log(instance=room.meeting, action="events.promote", user=by, data={"registration": registration.pk})
    return registration


@transaction.atomic
def settle(meeting, *, at=None):
    """Free what has lapsed, offer free places to those who wait, write down how many are taken."""
    settle_places(Places(meeting.pk), at or timezone.now())


def settle_due(at):
    """`settle` for all meetings where time alone changed something: lapsed registrations, or free places beside a waiting list."""
    lapsed = Registration.objects.lapsed(at).values("meeting")
    waited_for = Q(places.room(), occupancy__waiting__gt=0, starts_at__gt=at, cancelled_at=None, is_full=False, live=True, archived_at=None)
    for meeting in Meeting._base_manager.filter(Q(pk__in=lapsed) | waited_for).order_by("pk").only("pk"):
        try:
            settle(meeting, at=at)
        except OperationRefused as refusal:
            logger.warning("Places of meeting %s not settled: %s", meeting.pk, refusal)


def place_in_line(registration):
    """1 for who comes next of those who wait for the same part."""
    values = registration.meeting_id, str(registration.takes_part), registration.waiting_since, registration.pk
    return sum(count for (count,) in _AHEAD.rows(*values)) + 1


# --- For the other operations, under the lock --------------------------------------------------------------------------------


def locked(registration):
    """(`Places` of its meeting, the registration as it is now). Raises `OperationRefused` when it went to another meeting in the same moment."""
    room = Places(registration.meeting_id)
    found = room.registrations.filter(pk=registration.pk).first()
    if found is None:
        raise OperationRefused(_("This registration was changed meanwhile. Please look at it again."))
    found.meeting = room.meeting
    return room, found


def settle_places(room, at, *, lapsed=None):
    """As `settle`. `lapsed`: those that are known to have lapsed; without any there is nothing to do, since every other change has settled already."""
    if lapsed == []:
        return
    for registration in room.lapsed(at) if lapsed is None else lapsed:
        registration.meeting = room.meeting
        expire(registration, at)
    room.count()
    if move_up(room, at):
        room.count()


def move_up(room, at):
    """Offer free places in the order of the waiting list; a group gets all its places or none. Returns how many registrations moved."""
    meeting = room.meeting
    is_on = meeting.is_public and not meeting.is_cancelled and meeting.starts_at is not None and meeting.starts_at > at
    if not is_on or meeting.is_full or not room.occupancy.waiting:
        return 0
    moved = 0
    for part in places.parts(meeting):
        left = room.free(part)
        in_line = room.registrations.in_line().filter(takes_part=part)
        if left is not None and not meeting.waits_strictly:
            in_line = in_line.filter(size__lte=left)
        for registration in in_line if left != 0 else ():
            if left is None or registration.size <= left:
                registration.meeting = meeting
                offer(registration, meeting, at)
                moved += 1
                left = None if left is None else left - registration.size
            elif meeting.waits_strictly:
                break
            if left == 0:
                break
    return moved


def offer(registration, meeting, at):
    """waiting → offered; confirmed at once where there is no address to ask."""
    if not registration.email:
        registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, at
        registration.save(update_fields=["state", "confirmed_at"])
        return
    registration.state = RegistrationState.OFFERED
    registration.held_until = limit_of(meeting, at, dt.timedelta(hours=meeting.offer_hours))
    registration.save(update_fields=["state", "held_until"])
    tell(registration, MailKind.OFFERED, due_at=at, until=registration.held_until.isoformat())


def expire(registration, at):
    """What lapsed. Who was offered a place hears of it while the meeting still takes place."""
    was_offered = registration.state == RegistrationState.OFFERED
    close(registration, RegistrationState.EXPIRED, at)
    meeting = registration.meeting
    if was_offered and not meeting.is_cancelled and not meeting.is_over(at):
        tell(registration, MailKind.EXPIRED, due_at=at)


def close(registration, state, at):
    registration.state, registration.closed_at = state, at
    registration.save(update_fields=["state", "closed_at"])


def changed(registration, at, **data):
    tell(registration, MailKind.CHANGED, key=f"changed-{registration.sequence}", due_at=at, **data)


def limit_of(meeting, at, time):
    """Until when a place is kept that is given at `at` for `time`: never past the beginning, and past the end for nobody."""
    last = meeting.starts_at if at < meeting.starts_at else meeting.ends_at
    return min(at + time, last)
