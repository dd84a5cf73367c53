from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..errors import OperationRefused
from .locking import lock


@transaction.atomic
def confirm(entry, *, by=None, at=None):
    """Write down that somebody looked at `entry` and found it right (“geprüft am”). An earlier moment never replaces a later one."""
    entry = lock(entry)
    at = at or timezone.now()
    if entry.confirmed_at and entry.confirmed_at >= at:
        return entry
    entry.confirmed_at = at
    entry.save(update_fields=["confirmed_at"])
    log(instance=entry, action="directory.confirm", user=by)
    entry.announce()
    return entry


@transaction.atomic
def take_back_confirmation(entry, *, confirmed_at, before, by=None):
    """Undo the `confirm` that wrote `confirmed_at`; `before` (a moment or None) is what stood there. Refused once somebody has confirmed anew."""
    entry = lock(entry)
    if entry.confirmed_at != confirmed_at:
        raise OperationRefused(_("“%(entry)s” was confirmed once more since, so this can’t be undone.") % {"entry": entry})
    entry.confirmed_at = before
    entry.save(update_fields=["confirmed_at"])
    log(instance=entry, action="directory.take_back_confirmation", user=by)
    entry.announce()
    return entry
