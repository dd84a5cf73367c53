"""Who was there: noted at the door or afterwards; certificates for those who were."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused

from ..enums import Format, RegistrationState, TakesPart
from ..models import Participant, Registration
from .registering import Application, register

DOORS_OPEN = dt.timedelta(hours=12)
"""So long before a meeting begins nobody is there yet: a tick would be for the wrong meeting."""
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of codes that people type: nothing that looks like something else."""


@transaction.atomic
def check_in(participant, *, by, at=None, present=True):
    """Note at the door that `participant` has come, or take that back. Twice keeps the first time. Only confirmed ones; for others it says what to do."""
    at = at or timezone.now()
    participant = _locked(participant)
    registration = participant.registration
    _check_has_begun(registration.meeting, at)
    if present and registration.state != RegistrationState.CONFIRMED:
        raise OperationRefused(
            _("%(name)s has no confirmed place (%(state)s). Please look at the registration first.")
            % {"name": participant, "state": registration.get_state_display()}
        )
    if present and participant.attended:
        return participant
    participant.attended, participant.checked_in_at = (True, at) if present else (None, None)
    participant.save(update_fields=["attended", "checked_in_at"])
    return participant


@transaction.atomic
def mark_attendance(meeting, attended, *, by, at=None):
    """`attended`: {key of a participant: True, False or None for “not noted”}; other meetings' people and those without a place are left out. Returns how many changed."""
    _check_has_begun(meeting, at or timezone.now())
    changed = []
    for participant in expected(meeting).select_for_update(of=("self",)):
        if participant.pk in attended and participant.attended is not attended[participant.pk]:
            participant.attended = attended[participant.pk]
            participant.checked_in_at = participant.checked_in_at if participant.attended else None
            changed.append(participant)
    Participant.objects.bulk_update(changed, ["attended", "checked_in_at"], batch_size=200)
    if changed:
        log(instance=meeting, action="events.attendance", user=by, data={"people": len(changed)})
    return len(changed)


@transaction.atomic
def walk_in(meeting, *, name, institution="", submission="", by, at=None):
    """Somebody who comes without a registration: gets one, if a place is free, and is there. Returns the participant."""
    at = at or timezone.now()
    takes_part = TakesPart.ONSITE if meeting.format == Format.HYBRID else ""
    application = Application(
        name=name, email="", participants=(name,), institution=institution, takes_part=takes_part, submission=submission
    )
    registration = register(meeting, application, at=at, by=by, waiting=False, past_limits=True)
    return check_in(registration.participants.get(), by=by, at=at)


def expected(meeting, *, at_the_house=False):
    """The people with a confirmed place who are still named, by name. `at_the_house`: without those of a hybrid meeting who take part online."""
    confirmed = {"registration__meeting": meeting, "registration__state": RegistrationState.CONFIRMED, "registration__anonymised_at": None}
    if at_the_house and meeting.format == Format.HYBRID:
        confirmed["registration__takes_part"] = TakesPart.ONSITE
    return Participant.objects.filter(**confirmed).select_related("registration__actor").order_by("name", "pk")


@transaction.atomic
def certify(participants, *, at=None):
    """Give each of those who were there a code, once the meeting is over. `participants` with their registration and meeting; returns those who have one."""
    at = at or timezone.now()
    certified = []
    for participant in participants:
        registration = participant.registration
        if not participant.attended or registration.anonymised_at or not registration.meeting.is_over(at):
            continue
        if participant.certificate is None:
            participant.certificate, participant.certified_at = new_code(), at
            own = Participant.objects.filter(pk=participant.pk)
            if not own.filter(certificate=None).update(certificate=participant.certificate, certified_at=at):
                participant = own.select_related("registration__meeting").get()  # somebody else asked at the same time
        certified.append(participant)
    return certified


def new_code():
    """“K7QM-4ZPD-9XWA-R2TL”: 80 bits, not to be guessed."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _part in range(4))


def write_note(registration, note):
    """What the office wants to remember about a registration; nobody else reads it."""
    note = note.strip()
    if note != registration.note:
        Registration.objects.filter(pk=registration.pk, anonymised_at=None).update(note=note)
        registration.note = note


def _locked(participant):
    return Participant.objects.select_for_update(of=("self",)).select_related("registration__meeting").get(pk=participant.pk)


def _check_has_begun(meeting, at):
    if meeting.starts_at is None or meeting.starts_at - at > DOORS_OPEN:
        raise OperationRefused(
            _("“%(meeting)s” is still to come. Attendance can be noted from twelve hours before it.") % {"meeting": meeting}
        )
