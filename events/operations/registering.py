"""Registering for a meeting, confirming it, changing it, leaving: all under the lock of the meeting's places (`occupying.Places`)."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.prepared import Asked, columns

from ..enums import HOLDING_STATES, Format, MailKind, RegistrationState
from ..mails import tell
from ..models import Participant, Registration
from ..models.registrations import random_key
from . import applications
from .applications import Application
from .occupying import Places, check_not_begun, check_open, check_takes_place
from .waiting import changed, close, expire, limit_of, locked, settle_places

COMPARED = columns(Registration, "id", "meeting_id", "submission", "email", "state", "held_until", "waits")
"""Of earlier registrations, for finding out that somebody is one of them."""
_EARLIER = Asked(
    lambda meeting, submission, email, at: (
        Registration.objects.filter(
            Q(submission=submission) | (Q(email=email) & ~Q(email="")) | Q(state__in=HOLDING_STATES, held_until__lte=at), meeting=meeting
        )
        .order_by("pk")
        .values_list(*COMPARED)
    ),
    int,
    str,
    str,
    dt.datetime,
)
"""Of this form, of this person, and what has lapsed."""
UNCHANGED = object()
"""Said of an institution of the register: None takes it away."""


@transaction.atomic
def register(meeting, application: Application, *, at=None, by=None, waiting=True, past_limits=False, must_confirm=False) -> Registration:
    """A new registration: confirmed, pending while its address has to be confirmed, or waiting. `waiting=False` refuses instead of the waiting list.

    Whoever is registered already gets no second one but a mail: the first is returned with `is_known`. The same form sent twice gives the same registration.
    `must_confirm`: the address has to be confirmed although the meeting doesn't ask for it.
    By the office (`by`) nobody's address has to be confirmed; with `past_limits` it may go past the window and the limits of groups and institutions,
    never past the capacity.
    """
    registration, names = _read(application, by)
    room = Places(meeting.pk)
    meeting, at = room.meeting, at or timezone.now()
    past_limits = past_limits and by is not None
    if known := _earlier(room, registration, at, by):
        return known
    check_open(meeting, at, past_limits=past_limits)
    part, size = applications.part_of(meeting, application.takes_part), registration.size
    if meeting.precondition and not application.precondition_met and by is None:
        raise OperationRefused(_("Please confirm that you fulfil the precondition of this meeting."))
    if not past_limits:
        applications.check_group(meeting, size)
        applications.check_institution(room.registrations, meeting, registration.institution, registration.actor, size)
    gets_places = room.has_room(part, size) if past_limits else room.takes_next(part, size)
    if not gets_places:
        _check_waiting_list(room, part, size, waiting)
    registration.meeting, registration.takes_part, registration.waits, registration.created_at = meeting, part, not gets_places, at
    if (meeting.confirms_address or must_confirm) and by is None:
        registration.held_until = limit_of(meeting, at, dt.timedelta(minutes=meeting.hold_minutes))
    else:
        _enter(registration, gets_places, at, since=at)
    registration.save(force_insert=True)
    Participant.objects.bulk_create(
        [Participant(registration=registration, position=position, name=each) for position, each in enumerate(names)]
    )
    room.add(registration)
    _write_down("events.register", registration, by)
    _tell_state(registration, at, is_first=True)
    registration.is_known = False
    return registration


@transaction.atomic
def confirm(registration, *, at=None):
    """The address is right: pending → confirmed or waiting. Twice changes nothing. Too late: anew, if there is still room or a waiting list."""
    room, registration = locked(registration)
    at = at or timezone.now()
    if registration.state in (RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED):
        return registration
    check_takes_place(room.meeting, at)
    was_offered = registration.waiting_since is not None
    if was_offered or registration.state not in (RegistrationState.PENDING, RegistrationState.EXPIRED):
        raise OperationRefused(_("This registration has ended. Please register anew."))
    is_late = registration.held_until is None or registration.held_until <= at
    if is_late:
        check_open(room.meeting, at)
        if room.registrations.active().filter(email=registration.email).exclude(pk=registration.pk).exists():
            raise OperationRefused(_("You have registered anew meanwhile. Please use the link of the latest mail."))
        if registration.state == RegistrationState.PENDING:
            expire(registration, at)
            settle_places(room, at)
    gets_places = (
        registration.holds if not is_late and not registration.waits else _gets_places(room, registration.takes_part, registration.size, at)
    )
    if is_late and not gets_places:
        _check_waiting_list(room, registration.takes_part, registration.size, True)
    _enter(registration, gets_places, at, since=at if is_late else registration.created_at)
    registration.save()
    settle_places(room, at)
    registration.refresh_from_db(fields=["state", "held_until"])
    if registration.state != RegistrationState.OFFERED:
        _tell_state(registration, at)
    return registration


@transaction.atomic
def withdraw(registration, *, by=None, at=None):
    """Give the places back, or leave the waiting list; who comes next moves up. Twice changes nothing."""
    room, registration = locked(registration)
    at = at or timezone.now()
    if not registration.is_active:
        return registration
    if by is None:
        check_not_begun(room.meeting, at)
    close(registration, RegistrationState.CANCELLED, at)
    _write_down("events.withdraw", registration, by)
    tell(registration, MailKind.CANCELLED, due_at=at)
    settle_places(room, at)
    return registration


@transaction.atomic
def change(
    registration,
    *,
    participants=None,
    name=None,
    phone=None,
    institution=None,
    actor=UNCHANGED,
    accessibility_needs=None,
    answers=None,
    takes_part=None,
    by=None,
    at=None,
):
    """Other names, answers, fewer people (their places are free again); more only while registration is open and there is room. None leaves a thing as it is."""
    room, registration = locked(registration)
    meeting, at = room.meeting, at or timezone.now()
    if not registration.is_active:
        raise OperationRefused(_("This registration has ended. Please register anew."))
    check_takes_place(meeting, at)
    if by is None:
        check_not_begun(meeting, at)
    before = list(registration.participants.values_list("name", flat=True))
    own_name, names = applications.people(registration.name if name is None else name, before if participants is None else participants)
    part = registration.takes_part if takes_part is None else applications.part_of(meeting, takes_part)
    fields = {
        "name": own_name,
        "takes_part": str(part),
        "size": len(names),
        "phone": registration.phone if phone is None else phone,
        "institution": registration.institution if institution is None else applications.line(institution),
        "actor": registration.actor if actor is UNCHANGED else actor,
        "accessibility_needs": registration.accessibility_needs
        if accessibility_needs is None
        else applications.paragraph(accessibility_needs),
        "answers": registration.answers if answers is None else applications.value(answers),
    }
    more = len(names) - registration.size
    moves = part != registration.takes_part
    if more > 0 or moves:
        _check_growth(room, registration, fields, more if not moves else len(names), at, by)
    if names == before and all(getattr(registration, field) == new for field, new in fields.items()):
        return registration
    for field, new in fields.items():
        setattr(registration, field, new)
    registration.sequence += 1
    applications.check_fields(registration)
    registration.save()
    _rename(registration, names)
    _write_down("events.change_registration", registration, by)
    changed(registration, at)
    settle_places(room, at)
    registration.refresh_from_db(fields=["state", "held_until"])
    return registration


@transaction.atomic
def transfer(registration, meeting, *, by, at=None):
    """To another meeting, with its places; what was free before in the first one goes to those who wait there."""
    at = at or timezone.now()
    former = registration.meeting_id
    if former == meeting.pk:
        return registration
    rooms = {key: Places(key) for key in sorted((former, meeting.pk))}  # in one order, or two transfers could wait for each other
    registration = Registration.objects.get(pk=registration.pk)
    if registration.meeting_id != former or not registration.is_active:
        raise OperationRefused(_("This registration was changed meanwhile. Please look at it again."))
    room, left = rooms[meeting.pk], rooms[former]
    check_open(room.meeting, at, past_limits=True)
    if left.meeting.is_over(at):
        raise OperationRefused(_("“%(meeting)s” is over already.") % {"meeting": left.meeting})
    part = applications.part_of(room.meeting, registration.takes_part if room.meeting.format == Format.HYBRID else "")
    if registration.email and room.registrations.active().filter(email=registration.email).exists():
        raise OperationRefused(_("This person is registered for “%(meeting)s” already.") % {"meeting": room.meeting})
    if not room.has_room(part, registration.size):
        raise OperationRefused(_("“%(meeting)s” has too few free places.") % {"meeting": room.meeting})
    if room.registrations.filter(submission=registration.submission).exists():
        registration.submission = random_key()
    registration.meeting, registration.takes_part = room.meeting, part
    registration.sequence += 1
    _enter(registration, True, at, since=at)
    registration.save()
    _write_down("events.transfer", registration, by, former=former)
    changed(registration, at, former=former)
    settle_places(left, at)
    settle_places(room, at)
    return registration


def _read(application, by):
    """(a new registration without what only its meeting tells, the names of all people): cleaned and checked. Nobody has to wait for this."""
    name, names = applications.people(application.name, application.participants)
    registration = Registration(
        submission=application.submission or random_key(),
        size=len(names),
        name=name,
        email=applications.address(application.email, needed=by is None),
        phone=application.phone,
        institution=applications.line(application.institution),
        actor=application.actor,
        accessibility_needs=applications.paragraph(application.accessibility_needs),
        answers=applications.value(application.answers),
        precondition_met=application.precondition_met,
        consents=applications.value(application.consents),
        language=application.language,
        made_by=by,
    )
    applications.check_fields(registration)
    return registration, names


def _earlier(room, registration, at, by):
    """The registration that this person or this form has already; None when this is a new one. What has lapsed goes first to those who wait."""
    found = _earlier_rows(room, registration, at)
    if any(each.has_lapsed(at) for each in found):
        settle_places(room, at)
        found = _earlier_rows(room, registration, at)
    for each in found:
        is_same_form, is_same_person = each.submission == registration.submission, each.email == registration.email
        if is_same_person and each.is_active:
            each.meeting, each.is_known = room.meeting, not is_same_form
            if each.is_known and by is None:
                tell(each, MailKind.KNOWN, key=f"known-{at:%Y%m%d%H}", due_at=at)
            return each
        if is_same_form and is_same_person:
            raise OperationRefused(_("This form was sent already, and its registration has ended. Please open the form anew."))
        if is_same_form:
            # Back in the browser to mend the address: the key is taken, and the first address was perhaps never there.
            registration.submission = random_key()
            if each.state == RegistrationState.PENDING:
                close(each, RegistrationState.CANCELLED, at)
                settle_places(room, at)
    return None


def _earlier_rows(room, registration, at):
    rows = _EARLIER.rows(room.meeting.pk, registration.submission, registration.email, at)
    return [Registration.from_db(connection.alias, COMPARED, row) for row in rows]


def _gets_places(room, part, size, at):
    """Whether they fit now. What has lapsed goes first to those who wait."""
    settle_places(room, at, lapsed=room.lapsed(at))
    return room.takes_next(part, size)


def _check_waiting_list(room, part, size, waiting):
    applications.check_can_ever_fit(room.meeting, part, size)
    if not room.meeting.has_waiting_list or not waiting:
        left = room.free(part)
        if left and not room.meeting.is_full:
            raise OperationRefused(_("There are too few places left for your group: %(count)d.") % {"count": left})
        raise OperationRefused(_("“%(meeting)s” is fully booked.") % {"meeting": room.meeting})


def _enter(registration, gets_places, at, *, since):
    """Confirmed or waiting."""
    registration.held_until = registration.closed_at = None
    registration.waits = False
    if gets_places:
        registration.state, registration.confirmed_at = RegistrationState.CONFIRMED, at
    else:
        registration.state, registration.waiting_since = RegistrationState.WAITING, since


def _tell_state(registration, at, **more):
    kinds = {
        RegistrationState.PENDING: MailKind.VERIFY,
        RegistrationState.CONFIRMED: MailKind.CONFIRMED,
        RegistrationState.WAITING: MailKind.WAITING,
    }
    tell(registration, kinds[RegistrationState(registration.state)], due_at=at, **more)


def _check_growth(room, registration, fields, more, at, by):
    """More people, or other places: as if the added ones came now. `more`: for how many places are needed that they don't have yet."""
    meeting = room.meeting
    check_open(meeting, at, past_limits=by is not None)
    applications.check_can_ever_fit(meeting, fields["takes_part"], fields["size"])
    if by is None and fields["size"] > registration.size:
        applications.check_group(meeting, fields["size"])
        others = room.registrations.exclude(pk=registration.pk)
        applications.check_institution(others, meeting, fields["institution"], fields["actor"], fields["size"])
    if registration.holds:
        settle_places(room, at, lapsed=room.lapsed(at))
        if not room.takes_next(fields["takes_part"], more):
            raise OperationRefused(_("There are too few free places for this change. Your registration stays as it was."))


def _rename(registration, names):
    """Names in their order; who isn't named any more goes, so that arrivals and certificates stay with those who stay."""
    rows = list(registration.participants.order_by("position"))
    leaving = len(rows) - len(names)
    for row in reversed(rows):
        if leaving > 0 and row.name not in names:
            row.delete()
            rows.remove(row)
            leaving -= 1
    for row in rows[len(names) :]:
        row.delete()
    for row, name in zip(rows, names, strict=False):
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
    last = rows[-1].position if rows else -1
    added = names[len(rows) :]
    Participant.objects.bulk_create(
        [Participant(registration=registration, position=last + number, name=name) for number, name in enumerate(added, 1)]
    )


def _write_down(action, registration, by, **data):
    """What the office did, without anybody's name."""
    if by is not None:
        log(instance=registration.meeting, action=action, user=by, data={"registration": registration.pk, **data})
