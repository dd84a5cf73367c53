"""What the organiser writes to many people of a meeting."""

from datetime import timedelta

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.errors import OperationRefused
from directory.operations.locking import lock
from mailing.layout import many_lines, one_line

from ..enums import MailKind, RegistrationState
from ..models import Message, Registration
from .telling import tell_many

LONGEST_SUBJECT, LONGEST_BODY = 200, 8000
"""As the columns of `Message`."""
SAME = timedelta(minutes=10)
"""The same words within this time are a second click."""


class Audience(TextChoices):
    ALL = "all", gettext_lazy("all")
    CONFIRMED = "confirmed", gettext_lazy("the confirmed")
    WAITING = "waiting", gettext_lazy("the waiting list")


STATES = {
    Audience.ALL: (RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED),
    Audience.CONFIRMED: (RegistrationState.CONFIRMED,),
    Audience.WAITING: (RegistrationState.WAITING, RegistrationState.OFFERED),
}
"""Nobody whose address isn't confirmed: somebody else may have typed it."""


def audience(meeting, which):
    """The registrations that `write_to` reaches."""
    return Registration.objects.filter(meeting=meeting, state__in=STATES[Audience(which)], anonymised_at=None).exclude(email="")


@transaction.atomic
def write_to(meeting, which, subject, body, *, by, at=None) -> Message:
    """Send `subject` and `body` (plain text; blank lines part paragraphs) to all | confirmed | waiting. Replies go to the meeting's contact person."""
    at = at or timezone.now()
    subject, body = one_line(subject), many_lines(body).strip()
    if not subject or not body:
        raise OperationRefused(_("A message needs a subject and a text."))
    if len(subject) > LONGEST_SUBJECT or len(body) > LONGEST_BODY:
        raise OperationRefused(_("The subject or the text is too long."))
    lock(meeting)  # two clicks at once: the second one waits and finds the first
    if Message.objects.filter(meeting=meeting, subject=subject, body=body, at__gt=at - SAME).exists():
        raise OperationRefused(_("This message was sent a moment ago already."))
    people = audience(meeting, which)
    if not people.exists():
        raise OperationRefused(_("Nobody is there to get this message."))
    message = Message.objects.create(meeting=meeting, subject=subject, body=body, by=by, at=at)
    message.recipients = tell_many(people, MailKind.MESSAGE, key=f"message-{message.pk}", at=at, message=message)
    message.save(update_fields=["recipients"])
    return message
