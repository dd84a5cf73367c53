"""Registering for a meeting, confirming it, changing it, leaving: all under the lock of the meeting's places (`occupying.Places`)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused

from ..enums import Format, MailKind, RegistrationState
from ..models import Participant, Registration
from ..models.registrations import random_key
from . import applications
from .applications import Application
from .occupying import Places, check_not_begun, check_open, check_takes_place
from .waiting import changed, close, expire, inform, limit_of, locked, settle_places

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
    name, names = applications.people(application.name, application.participants)
    email = applications.address(application.email, needed=by is None)
    room = Places(meeting.pk)
    meeting, at = room.meeting, at or timezone.now()
    past_limits = past_limits and by is not None
    submission = application.submission or random_key()
    for earlier in room.registrations.filter(Q(submission=submission) | Q(email=email) & ~Q(email="")).order_by("pk"):
        if earlier.submission == submission and earlier.email == email and (earlier.has_lapsed(at) or not earlier.is_active):
            raise OperationRefused(_("This form was sent already, and its registration has ended. Please open the form anew."))
        if earlier.submission == submission and earlier.email != email:
            submission = (
                random_key()
            )  # the way back in the browser, to mend the address: the key is taken, the first address was never confirmed
            if earlier.state == RegistrationState.PENDING:
                close(earlier, RegistrationState.CANCELLED, at)
                settle_places(room, at)
            continue
        if earlier.has_lapsed(at):
            settle_places(room, at)
        elif earlier.is_active:
            return _known(earlier, meeting, at, again=earlier.submission != submission, by=by)
    check_open(meeting, at, past_limits=past_limits)
    part, size = applications.part_of(meeting, application.takes_part), len(names)
    if meeting.precondition and not application.precondition_met and by is None:
        raise OperationRefused(_("Please confirm that you fulfil the precondition of this meeting."))
    institution = applications.line(application.institution)
    if not past_limits:
        applications.check_group(meeting, size)
        applications.check_institution(room.registrations, meeting, institution, application.actor, size)
    gets_places = _gets_places(room, part, size, at, ignore_queue=past_limits)
    if not gets_places:
        _check_waiting_list(room, part, size, waiting)
    must_confirm = (meeting.confirms_address or must_confirm) and by is None
    registration = Registration(
        meeting=meeting,
        submission=submission,
        takes_part=part,
        size=size,
        waits=not gets_places,
        name=name,
        email=email,
        phone=application.phone,
        institution=institution,
        actor=application.actor,
        accessibility_needs=applications.paragraph(application.accessibility_needs),
        answers=applications.value(application.answers),
        precondition_met=application.precondition_met,
        consents=applications.value(application.consents),
        language=application.language,
        made_by=by,
        created_at=at,
    )
    if must_confirm:
        registration.state = RegistrationState.PENDING
        registration.held_until = limit_of(meeting, at, dt.timedelta(minutes=meeting.hold_minutes))
    else:
        _enter(registration, gets_places, at, since=at)
    applications.check_fields(registration)
    registration.save(force_insert=True)
    Participant.objects.bulk_create(
        [Participant(registration=registration, position=position, name=each) for position, each in enumerate(names)]
    )
    room.add(registration)
    _write_down("events.register", registration, by)
    _tell_state(registration, at)
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
    inform(registration, MailKind.CANCELLED, due_at=at)
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


def _known(registration, meeting, at, *, again, by):
    """Twice the same form is the first one once more; a second form of the same person is told by mail, at most once an hour."""
    registration.meeting = meeting
    registration.is_known = again
    if again and by is None:
        inform(registration, MailKind.KNOWN, key=f"known-{at:%Y%m%d%H}", due_at=at)
    return registration


def _gets_places(room, part, size, at, *, ignore_queue=False):
    """Whether they fit now. What has lapsed goes first to those who wait."""
    if room.occupancy.waiting or not room.has_room(part, size):
        settle_places(room, at, only_if_lapsed=True)
    return room.has_room(part, size) if ignore_queue else room.takes_next(part, size)


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


def _tell_state(registration, at):
    kinds = {
        RegistrationState.PENDING: MailKind.VERIFY,
        RegistrationState.CONFIRMED: MailKind.CONFIRMED,
        RegistrationState.WAITING: MailKind.WAITING,
    }
    inform(registration, kinds[RegistrationState(registration.state)], due_at=at)


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
        settle_places(room, at, only_if_lapsed=True)
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
