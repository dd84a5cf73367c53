from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import MemberRole, Trust
from .actors import Actor


class Membership(models.Model):
    """A person works for an institution. Edited by the office; outside the actor's revisions."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships")
    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.EDITOR)
    trust = models.CharField(
        _("changes are"), max_length=10, choices=Trust, default=Trust.NORMAL, help_text=_("What happens to what this person changes.")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["actor__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "actor"], name="one_membership_per_user_and_actor")]

    def __str__(self):
        return f"{self.user} – {self.actor}"
