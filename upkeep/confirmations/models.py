"""Who was asked about which entries, and what they said."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Actor, Offer
from mailing.models import QueuedMail, by_claim, to_send

from .enums import Asked, ConfirmationMailKind, Reply


class QuietTime(models.Model):
    """Days without mails about entries, such as school holidays: nothing is asked, and no period goes on. Weekends and public holidays are so anyway."""

    name = models.CharField(_("name"), max_length=100, help_text=_("For example “summer holidays 2027”."))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("quiet time")
        verbose_name_plural = _("quiet times")
        ordering = ["first_day", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="quiet_time_ends_after_it_begins")]

    def __str__(self):
        return self.name


class ConfirmationRequest(models.Model):
    """One address was asked on a day about all its entries that fell due; the row is written together with its lines and its mail."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False)
    address = models.EmailField(_("e-mail"))
    to = models.CharField(_("asked"), max_length=12, choices=Asked, default=Asked.INSTITUTION)
    asked_on = models.DateField(_("asked on"))
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question about entries")
        verbose_name_plural = _("questions about entries")
        ordering = ["-asked_on", "pk"]
        indexes = [models.Index(fields=["to", "asked_on"])]
        constraints = [models.UniqueConstraint(fields=["address", "to", "asked_on"], name="asked_once_a_day")]

    def __str__(self):
        return f"{self.address} · {self.asked_on}"


class LineQuerySet(models.QuerySet):
    def waiting(self, today):
        """Without an answer, and about what is public and nobody has checked since."""
        unchecked = {
            kind: Q(**{f"{kind}__confirmed_at": None}) | Q(**{f"{kind}__confirmed_at__lt": F("asked_at")}) for kind in ("actor", "offer")
        }
        current = Q(offer__last_day=None) | Q(offer__last_day__gte=today)
        offer = Q(offer__isnull=False, offer__live=True, offer__archived_at=None) & current & unchecked["offer"]
        return self.filter((Q(offer=None) & unchecked["actor"]) | offer, reply=Reply.OPEN, actor__live=True, actor__archived_at=None)

    def reported_gone(self):
        """What somebody says doesn't exist any more, as long as the office hasn't decided."""
        return self.filter(reply=Reply.GONE, settled_at=None, actor__archived_at=None).filter(Q(offer=None) | Q(offer__archived_at=None))


class ConfirmationLine(models.Model):
    """One entry of a question: an institution, or (with `offer`) one of its offers. Answers are written by `operations`."""

    request = models.ForeignKey(ConfirmationRequest, on_delete=models.CASCADE, related_name="lines")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="confirmation_lines")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, related_name="confirmation_lines")
    asked_at = models.DateTimeField()
    reply = models.CharField(_("answer"), max_length=14, choices=Reply, default=Reply.OPEN)
    replied_at = models.DateTimeField(_("answered on"), null=True)
    note = models.TextField(_("in their own words"), max_length=1000, blank=True)
    operator_on = models.DateField(_("operator asked on"), null=True)
    office_on = models.DateField(_("office told on"), null=True)
    settled_at = models.DateTimeField(_("decided on"), null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True
    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a question")
        verbose_name_plural = _("entries of questions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["reply", "asked_at"])]

    def __str__(self):
        return str(self.entry)

    @property
    def entry(self):
        return self.offer if self.offer_id else self.actor


class ConfirmationMail(QueuedMail):
    """One mail about a question, or (without one) to somebody of the office; once for each address and key."""

    request = models.ForeignKey(ConfirmationRequest, on_delete=models.CASCADE, null=True, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=ConfirmationMailKind)
    address = models.EmailField(_("e-mail"))

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail about entries")
        verbose_name_plural = _("mails about entries")
        indexes = [to_send("confirmation_mail_to_send"), by_claim("confirmation_mail_by_claim"), models.Index(fields=["due_at"])]
        constraints = [models.UniqueConstraint(fields=["address", "key"], name="confirmation_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.address}"
