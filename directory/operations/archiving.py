"""Archiving takes the place of deleting: nobody outside sees the entry any more, and everything of it stays."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..errors import OperationRefused
from ..models import Actor, MergeRun
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
    """Take `entry` out of the archive: published again if it was published then. What was merged comes back by undoing the merge."""
    entry = lock(entry)
    if not entry.is_archived:
        return entry
    run = MergeRun.objects.active().filter(gone=entry).select_related("kept").first() if isinstance(entry, Actor) else None
    if run:
        raise OperationRefused(
            _("“%(gone)s” is part of “%(kept)s” now. To get it back, undo the merge.") % {"gone": entry, "kept": run.kept}
        )
    entry.archived_at = None
    entry.save(update_fields=["archived_at", "updated_at"])
    log(instance=entry, action="directory.restore", user=by)
    entry.announce()
    return entry
