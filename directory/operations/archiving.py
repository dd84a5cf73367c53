"""Archiving takes the place of deleting: nobody outside sees the entry any more, and everything of it stays."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from .locking import lock


@transaction.atomic
def archive(entry, *, by=None, at=None):
    """Hide `entry` from the site until it is restored; a running submission and a scheduled publication end. Twice changes nothing."""
    entry = lock(entry)
    if entry.is_archived:
        return entry
    workflow_state = entry.current_workflow_state
    if workflow_state:
        workflow_state.cancel(user=by)
    entry.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    entry.archived_at = at or timezone.now()
    entry.save(update_fields=["archived_at", "updated_at"])
    log(instance=entry, action="directory.archive", user=by)
    entry.announce()
    return entry


@transaction.atomic
def restore(entry, *, by=None):
    """Take `entry` out of the archive: published again if it was published then."""
    entry = lock(entry)
    if not entry.is_archived:
        return entry
    entry.archived_at = None
    entry.save(update_fields=["archived_at", "updated_at"])
    log(instance=entry, action="directory.restore", user=by)
    entry.announce()
    return entry
