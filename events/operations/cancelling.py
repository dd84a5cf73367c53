"""A meeting that doesn't take place stays where people look for it, and says so."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.operations.locking import lock

from ..mails import announcing
from .fitting import follow_publishing


@transaction.atomic
def cancel(meeting, *, reason="", by=None, at=None):
    """Say on all pages, in all calendars and to all who are registered that `meeting` doesn't take place. Twice changes the reason only, without a mail.

    Refused for drafts and for what is over.
    """
    meeting, at = lock(meeting), at or timezone.now()
    if not meeting.is_public:
        raise OperationRefused(_("“%(meeting)s” isn't published. Nobody expects it, so it needs no cancellation.") % {"meeting": meeting})
    if meeting.is_over(at):
        raise OperationRefused(_("“%(meeting)s” is over already.") % {"meeting": meeting})
    if meeting.is_cancelled and meeting.cancel_reason == reason:
        return meeting
    is_news = not meeting.is_cancelled
    meeting.cancelled_at = meeting.cancelled_at or at
    _write(meeting, reason=reason, by=by, action="events.cancel")
    if is_news:
        announcing.cancelled(meeting, at)
    return meeting


@transaction.atomic
def reinstate(meeting, *, by=None, at=None):
    """Take a cancellation back."""
    meeting, at = lock(meeting), at or timezone.now()
    if not meeting.is_cancelled:
        return meeting
    if meeting.is_over(at):
        raise OperationRefused(_("“%(meeting)s” is over already.") % {"meeting": meeting})
    meeting.cancelled_at = None
    _write(meeting, reason="", by=by, action="events.reinstate")
    announcing.reinstated(meeting, at)
    follow_publishing(meeting, meeting.format, at=at)
    return meeting


def _write(meeting, *, reason, by, action):
    meeting.cancel_reason = reason
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "cancel_reason", "sequence", "updated_at"])
    log(instance=meeting, action=action, user=by, data={"reason": reason})
    meeting.announce()
