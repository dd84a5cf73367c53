"""What publishing a changed meeting, or another address of its venue, means for the people who are registered: refused where places that are taken would vanish, settled afterwards."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.errors import OperationRefused

from ..admission import places
from ..enums import ACTIVE_STATES, AT_A_PLACE, HOLDING_STATES, Format, RegistrationState, TakesPart
from ..mails import announcing
from ..models import Meeting, Occupancy, Registration
from .occupying import Places
from .waiting import settle_places


def check_people_fit(meeting, *, at=None):
    """Raises `OperationRefused` when `meeting`, as it would be published, has no place for people who have one. Nobody of theirs lapses unseen: that is left out."""
    if not meeting.pk or not Occupancy.objects.filter(meeting=meeting.pk).exists():
        return
    at = at or timezone.now()
    lapsed = Q(state__in=HOLDING_STATES, held_until__lte=at)
    there = Registration.objects.filter(meeting=meeting.pk, state__in=ACTIVE_STATES).exclude(lapsed)
    holding = there.people()
    if _moves_as_one(meeting):
        [part] = places.parts(meeting)
        _check_capacity(meeting, part, holding["onsite"] + holding["online"])
        return
    for part in TakesPart:
        if part not in places.parts(meeting):
            _check_nobody_left(meeting, part, there)
        else:
            _check_capacity(meeting, part, holding[places.COLUMNS[part]])


def follow_publishing(meeting, former_format, *, at=None):
    """After `meeting` was published: those of a meeting that went from one place to the other come along; places are settled under what is valid now."""
    if not Occupancy.objects.filter(meeting=meeting.pk).exists():
        return
    at = at or timezone.now()
    room = Places(meeting.pk)
    if _is_swap(former_format, room.meeting.format):
        [part] = places.parts(room.meeting)
        room.registrations.exclude(takes_part=part).update(takes_part=part, sequence=F("sequence") + 1)
    if room.meeting.starts_at is not None and room.meeting.starts_at > at:
        offered = room.registrations.filter(state=RegistrationState.OFFERED, held_until__gt=room.meeting.starts_at)
        offered.update(held_until=room.meeting.starts_at)
    settle_places(room, at)


@transaction.atomic
def follow_venue(venue, former, at):
    """After the address or room of `venue` was changed (`former`: `Venue.whole` before): calendars get a new version, and who comes there is told, once."""
    there = Meeting._base_manager.filter(venue=venue, format__in=AT_A_PLACE, ends_at__gt=at, cancelled_at=None, live=True, archived_at=None)
    keys = list(there.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    Meeting._base_manager.filter(pk__in=keys).update(sequence=F("sequence") + 1)
    for meeting in Meeting._base_manager.filter(pk__in=keys).order_by("pk"):
        announcing.venue_changed(meeting, former, at)


def _moves_as_one(meeting):
    """From on site to online or back: everybody comes along. Out of a hybrid meeting nobody is moved unasked."""
    return _is_swap(Meeting._base_manager.values_list("format", flat=True).get(pk=meeting.pk), meeting.format)


def _is_swap(former, now):
    return former != now and Format.HYBRID not in (former, now)


def _check_nobody_left(meeting, part, there):
    count = sum(there.filter(takes_part=part).values_list("size", flat=True))
    if count:
        raise OperationRefused(
            ngettext(
                "%(count)d person is registered %(part)s. Please move or cancel their registration before the meeting changes its format.",
                "%(count)d people are registered %(part)s. Please move or cancel their registrations before the meeting changes its format.",
                count,
            )
            % {"count": count, "part": TakesPart(part).label}
        )


def _check_capacity(meeting, part, taken):
    capacity = places.capacity(meeting, part)
    if capacity is not None and taken > capacity:
        raise OperationRefused(
            _(
                "%(taken)d places are taken already (%(part)s), so there can't be only %(capacity)d. "
                "Please enter at least %(taken)d or cancel registrations first."
            )
            % {"taken": taken, "capacity": capacity, "part": TakesPart(part).label}
        )
