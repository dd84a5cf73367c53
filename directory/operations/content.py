"""Changes of content from outside the editor: they reach what is public and every draft that is still open."""

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import TaskState

from .locking import lock


@transaction.atomic
def change_content(entry, change, *, by=None, action="wagtail.edit", data=None):
    """Apply `change(entry)`, a function that sets content in memory, to `entry` and to its open drafts.

    A published entry gets a new public version with the change alone. A draft that is being edited, reviewed or waits for its date is laid
    on top of it again with the change in it, so that publishing the draft later doesn't take the change back, and what the editor wrote stays.
    """
    entry = lock(entry)
    if not entry.live:
        draft = entry.get_latest_revision_as_object()
        change(draft)
        draft.save()
        revision = draft.save_revision(user=by, clean=False, changed=True, approved_go_live_at=_take_schedule(entry.latest_revision))
        move_review(entry.latest_revision, revision)
    else:
        pending = _pending_revisions(entry)
        change(entry)
        entry.save()
        revision = entry.save_revision(user=by, clean=False, changed=False)
        entry.live_revision = revision
        entry.save(update_fields=["live_revision"])
        for old in pending:
            draft = old.as_object()
            change(draft)
            new = draft.save_revision(
                user=old.user, clean=False, changed=True, approved_go_live_at=_take_schedule(old), previous_revision=old
            )
            move_review(old, new)
    entry = lock(entry)
    log(instance=entry, action=action, user=by, revision=revision, content_changed=True, data=data)
    entry.announce()
    return entry


def add_tags(entry, tags, *, by=None):
    """Add free tags (names) to an actor or offer; those it has already change nothing."""
    if not set(tags) - set(entry.tags.names()) and not entry.has_unpublished_changes:
        return entry
    return change_content(entry, lambda content: content.tags.add(*tags), by=by, action="directory.tag")


def _pending_revisions(entry):
    """The revisions of a published entry that may still be published: the scheduled one and the latest draft, oldest first."""
    pending = list(entry.revisions.exclude(approved_go_live_at=None))
    if entry.has_unpublished_changes and entry.latest_revision and entry.latest_revision not in pending:
        pending.append(entry.latest_revision)
    return sorted(pending, key=lambda revision: (revision.created_at, revision.pk))


def _take_schedule(revision):
    moment = revision and revision.approved_go_live_at
    if moment:
        type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    return moment


def move_review(old, new):
    """A review in progress goes on with the new revision, so that its preview shows what approving publishes (always the latest)."""
    if old:
        TaskState.objects.filter(revision=old, status=TaskState.STATUS_IN_PROGRESS).update(revision=new)
