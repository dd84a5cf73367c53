"""Mails about proposed changes (room `mailing`)."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.models import ChangeProposal
from mailing.models import QueuedMail, by_claim, to_send


class ProposalMailKind(TextChoices):
    ASKED = "hinweis", _("hint for the institution")
    APPLIED = "uebernommen", _("taken over")
    RETURNED = "zurueck", _("sent back")


class ProposalMail(QueuedMail):
    """One mail about a proposal, once for each address and key. The address is forgotten with the row."""

    proposal = models.ForeignKey(ChangeProposal, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=ProposalMailKind)
    address = models.EmailField(_("e-mail"))

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail about a proposed change")
        verbose_name_plural = _("mails about proposed changes")
        indexes = [to_send("proposal_mail_to_send"), by_claim("proposal_mail_by_claim"), models.Index(fields=["due_at"])]
        constraints = [models.UniqueConstraint(fields=["proposal", "address", "key"], name="proposal_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.proposal}"
