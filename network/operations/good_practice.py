"""The office's choice of cooperations that others can learn from."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.operations.locking import lock

LONGEST = 500


@transaction.atomic
def choose_good_practice(cooperation, *, reason, by=None, at=None):
    """Choose a public cooperation, and say why. Once more with other words changes the words only."""
    cooperation = lock(cooperation)
    reason = reason.strip()
    if not cooperation.is_public:
        raise OperationRefused(
            _("“%(cooperation)s” isn’t public. Only what everybody sees can be a good example.") % {"cooperation": cooperation}
        )
    if not reason or len(reason) > LONGEST:
        raise OperationRefused(
            _("Please say in one or two sentences (at most %(count)d characters) what others can learn.") % {"count": LONGEST}
        )
    cooperation.good_practice_at = cooperation.good_practice_at or at or timezone.now()
    return _write(cooperation, reason, by, "network.choose")


@transaction.atomic
def unchoose_good_practice(cooperation, *, by=None):
    """Take the choice back."""
    cooperation = lock(cooperation)
    if cooperation.good_practice_at is None:
        return cooperation
    cooperation.good_practice_at = None
    return _write(cooperation, "", by, "network.unchoose")


def _write(cooperation, reason, by, action):
    cooperation.good_practice_reason = reason
    cooperation.save(update_fields=["good_practice_at", "good_practice_reason", "updated_at"])
    log(instance=cooperation, action=action, user=by, data={"reason": reason})
    cooperation.announce()
    return cooperation
