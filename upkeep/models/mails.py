"""Mails about belonging (room `mailing`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Actor
from mailing.models import QueuedMail, by_claim, to_send

from ..enums import AccessMailKind
from .claims import Claim
from .invitations import Invitation


class AccessMail(QueuedMail):
    """One mail about an invitation, a claim or a membership, once for each institution, address and key."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="mails")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=AccessMailKind)
    address = models.EmailField(_("e-mail"))

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail about access")
        verbose_name_plural = _("mails about access")
        indexes = [to_send("access_mail_to_send"), by_claim("access_mail_by_claim"), models.Index(fields=["due_at"])]
        constraints = [models.UniqueConstraint(fields=["actor", "address", "key"], name="access_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.actor}"
