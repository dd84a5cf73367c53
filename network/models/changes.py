"""What lists that processes keep in memory have to read anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListChange(models.Model):
    """Something of cooperations changed, written in the transaction of the change; `network.listing.changes` writes and forgets them.

    `kind` says of what `ids` are; without ids it concerns all.
    """

    kind = models.CharField(_("what changed"), max_length=12)
    ids = models.JSONField(_("keys"), default=list)
    at = models.DateTimeField(_("changed on"), db_index=True)

    class Meta:
        verbose_name = _("change for lists of cooperations")
        verbose_name_plural = _("changes for lists of cooperations")

    def __str__(self):
        return f"{self.kind}: {len(self.ids)}"
