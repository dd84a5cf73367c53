from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import slugs
from ..errors import OperationRefused
from .locking import lock


@transaction.atomic
def rename_slug(entry, slug, *, by=None):
    """Give an actor or offer another address; the old one goes on leading to it."""
    entry = lock(entry)
    if slug == entry.slug:
        return entry
    if not slug or slug != slugify(slug).replace("_", "-") or len(slug) > slugs.MAX_LENGTH:
        raise OperationRefused(
            _("An address has only small letters a–z, digits and hyphens, at most %(count)d.") % {"count": slugs.MAX_LENGTH}
        )
    if not slugs.is_free(type(entry), slug, for_thing=entry):
        raise OperationRefused(
            _("“%(slug)s” leads to another entry already, or did so earlier. Please choose another address.") % {"slug": slug}
        )
    old = entry.slug
    entry.slug = slug
    entry.save(update_fields=["slug", "updated_at"])
    slugs.keep_slug(entry)
    log(instance=entry, action="directory.rename_slug", user=by, data={"old": old, "new": slug})
    entry.announce()
    return entry
