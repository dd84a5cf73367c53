from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

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
