"""Feedback after a meeting: what was said is kept apart from who said it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import OperationRefused

from ..models import Feedback, Registration
from ..wording import local


@transaction.atomic
def give_feedback(registration, feedback: Feedback, *, at=None) -> Feedback:
    """Once for each registration of somebody who had a place, after the end. `feedback` is unsaved; nothing in it leads to the registration."""
    at = at or timezone.now()
    locked = Registration.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=registration.pk)
    meeting = locked.meeting
    if not (meeting.asks_feedback and meeting.is_over(at) and not meeting.is_cancelled and locked.comes):
        raise OperationRefused(_("Only those who took part can say how it was, once the meeting is over."))
    if locked.gave_feedback:
        raise OperationRefused(_("You have given your feedback already. Thank you!"))
    feedback.meeting, feedback.day = meeting, local(at).date()
    feedback.save(force_insert=True)
    locked.gave_feedback = True
    locked.save(update_fields=["gave_feedback"])
    return feedback
