"""Mails to partners of cooperations (room `mailing`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailing.models import QueuedMail, by_claim, to_send

from ..enums import PartnerMailKind
from .partners import CooperationPartner


class PartnerMail(QueuedMail):
    """One mail about a partner's part in a cooperation, once for each address and key: “anfrage-2”, “laeuft-noch-2026”.

    Addresses are forgotten with the row (`network.mails.forget`); nothing else keeps them, logs neither.
    """

    partner = models.ForeignKey(CooperationPartner, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=PartnerMailKind)
    address = models.EmailField(_("e-mail"))

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail to a partner")
        verbose_name_plural = _("mails to partners")
        indexes = [to_send("partner_mail_to_send"), by_claim("partner_mail_by_claim"), models.Index(fields=["due_at"])]
        constraints = [models.UniqueConstraint(fields=["partner", "address", "key"], name="partner_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.partner}"
