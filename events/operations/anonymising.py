"""Personal data of registrations goes when its purpose is over, or when the person asks for it. What stays tells numbers and no names."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from mailing.enums import MailState

from ..enums import AnswerKind
from ..models import ListAccess, Mail, Meeting, Participant, Question, Registration
from .registering import withdraw

KEEP_ACCESSES = dt.timedelta(days=3 * 365)
CHUNK = 200


@transaction.atomic
def anonymise(registration, *, at=None):
    """Nothing of `registration` names a person any more; institution, size, state and attendance stay. Twice does nothing more.

    Whether the person had been there before is kept as yes or no, here and at their later registrations, since the address that told it is gone.
    Refused while the registration is needed: somebody is still to come.
    """
    at = at or timezone.now()
    registration = Registration.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=registration.pk)
    if registration.anonymised_at:
        return registration
    if registration.is_active and not registration.meeting.is_over(at):
        raise OperationRefused(_("This registration is for a meeting to come. Please cancel it first."))
    _keep_returning(registration)
    registration.answers = _without_text(registration)
    for name in ("name", "email", "phone", "accessibility_needs", "note"):
        setattr(registration, name, "")
    registration.consents = [{"purpose": consent.get("purpose", ""), "at": consent.get("at", "")} for consent in registration.consents]
    registration.anonymised_at = at
    registration.save(
        update_fields=[
            "name", "email", "phone", "accessibility_needs", "note", "answers", "consents", "is_returning", "anonymised_at",
        ]
    )  # fmt: skip
    Participant.objects.filter(registration=registration).update(name="")
    mails = Mail.objects.filter(registration=registration)
    mails.filter(state__in=(MailState.QUEUED, MailState.SENDING)).update(state=MailState.DROPPED)
    mails.update(data={}, error="")
    return registration


def anonymise_due(at):
    """Anonymise all whose meeting has been over for its `retention_days`. Returns how many. Each is a transaction of its own, so it may stop anywhere."""
    waiting = Registration.objects.filter(anonymised_at=None)
    meetings = Meeting.objects.filter(pk__in=waiting.values("meeting"), ends_at__lt=at - dt.timedelta(days=1))
    due = [key for key, ends_at, days in meetings.values_list("pk", "ends_at", "retention_days") if ends_at + dt.timedelta(days=days) <= at]
    done = 0
    for start in range(0, len(due), CHUNK):
        for registration in waiting.filter(meeting__in=due[start : start + CHUNK]).order_by("pk").iterator(chunk_size=CHUNK):
            anonymise(registration, at=at)
            done += 1
    ListAccess.objects.filter(at__lt=at - KEEP_ACCESSES).delete()
    return done


@transaction.atomic
def erase(email, *, by, at=None):
    """Everything about the address `email` goes now: what is still to come is cancelled first, so that its places are free. Returns how many registrations.

    The log of the meetings says that it was done and by whom, never for which address.
    """
    at = at or timezone.now()
    found = list(about(email).select_related("meeting"))
    if not found:
        raise OperationRefused(_("Nothing is stored about this address."))
    for registration in found:
        if registration.is_active and not registration.meeting.is_over(at):
            withdraw(registration, by=by, at=at)
        anonymise(registration, at=at)
        log(instance=registration.meeting, action="events.erase", user=by)
    return len(found)


def about(email):
    """The registrations that carry the address, oldest first."""
    return Registration.objects.filter(email__iexact=email.strip(), anonymised_at=None).exclude(email="").order_by("created_at", "pk")


def _keep_returning(registration):
    if not registration.email:
        return
    same = Registration.objects.filter(email__iexact=registration.email).exclude(pk=registration.pk)
    if registration.is_returning is None and registration.meeting.starts_at:
        registration.is_returning = same.took_part().filter(meeting__ends_at__lte=registration.meeting.starts_at).exists()
    if registration.meeting.ends_at and Registration.objects.took_part().filter(pk=registration.pk).exists():
        same.filter(anonymised_at=None, meeting__starts_at__gte=registration.meeting.ends_at).update(is_returning=True)


def _without_text(registration):
    """Ticks and choices stay: many people gave the same. What somebody wrote goes, and so does the answer to a question that is gone."""
    if not registration.answers:
        return []
    kept = (AnswerKind.CHOICE, AnswerKind.CONSENT)
    keys = set(Question.objects.filter(meeting=registration.meeting_id, kind__in=kept).values_list("pk", flat=True))
    return [answer for answer in registration.answers if answer.get("question") in keys]
