"""From draft to public and back. The rules that hold for every way to publish stand in `Entry.publish`."""

from django.db import transaction
from wagtail.log_actions import log

from .locking import lock


@transaction.atomic
def save_draft(entry, *, by=None):
    """Keep the content of `entry` (new, or loaded and changed in memory) as a draft; what is public stays as it is. Returns the revision."""
    is_new = entry._state.adding
    if is_new:
        entry.live = False
    if is_new or not entry.live:
        entry.save()
    revision = entry.save_revision(user=by, clean=False)
    log(instance=entry, action="wagtail.create" if is_new else "wagtail.edit", user=by, revision=revision, content_changed=True)
    return revision


@transaction.atomic
def publish(entry, *, by=None, at=None):
    """Make the latest draft of `entry` public; without a draft, the entry as it is. `at` is the moment that is written down, by default now.

    A draft that says itself when it wants to go live (`go_live_at` in the future) is scheduled for then.
    """
    entry = lock(entry)
    revision = entry.latest_revision if entry.has_unpublished_changes else None
    if revision is None:
        entry.check_publishable()
        revision = entry.save_revision(user=by, changed=False, clean=False)
    revision.publish(user=by, skip_permission_checks=True)
    entry.refresh_from_db()
    if at and entry.live:
        first = at if entry.first_published_at == entry.last_published_at else entry.first_published_at
        entry.first_published_at, entry.last_published_at = first, at
        entry.save(update_fields=["first_published_at", "last_published_at"])
    return entry


@transaction.atomic
def unpublish(entry, *, by=None):
    """Take `entry` off the site; its content stays as a draft. Doing it twice changes nothing."""
    entry = lock(entry)
    if entry.live:
        entry.unpublish(user=by)
    return entry
