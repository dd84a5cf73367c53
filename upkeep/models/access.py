"""The access log: who was given what by whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.enums import MemberRole
from directory.models import Actor

from ..enums import AccessAction, Proof


class AccessEntry(models.Model):
    """One line of an institution's access log; written, never changed. Apart from the history of the entry, which the editorial office reads too."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="access_entries")
    at = models.DateTimeField(_("when"))
    action = models.CharField(_("what"), max_length=12, choices=AccessAction)
    person = models.CharField(_("who"), max_length=310)
    """The name; of somebody without an account a shortened address."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("by whom"), max_length=310, blank=True)
    proof = models.CharField(max_length=10, choices=Proof, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["actor", "at"]), models.Index(fields=["at"])]

    def __str__(self):
        return f"{self.person} {self.get_action_display()}"
