"""Partners of cooperations and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import Actor

from ..enums import Answer, PartnerRole
from ..querysets import PartnerQuerySet
from .cooperations import Cooperation


class CooperationPartner(models.Model):
    """An institution in a cooperation. Who hasn't confirmed is shown without a name. Everything here changes only through `network.operations`.

    Outside the cooperation's revisions: publishing an old draft must not undo an answer. Who left stays as a row, with both days.
    """

    cooperation = models.ForeignKey(Cooperation, verbose_name=_("cooperation"), on_delete=models.CASCADE, related_name="partners")
    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.PROTECT, related_name="partnerships")
    role = models.CharField(_("role"), max_length=14, choices=PartnerRole, default=PartnerRole.PARTNER)
    answer = models.CharField(_("answer"), max_length=14, choices=Answer, default=Answer.OPEN)
    round = models.PositiveSmallIntegerField(_("times asked"), default=0)
    """Links of an earlier round are dead."""
    asked_at = models.DateTimeField(_("asked on"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Empty when it was a link in a mail."""
    confirmed_as = models.JSONField(default=dict, blank=True)
    """The essentials for which the confirmation holds (`network.essentials`)."""
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    remark = models.TextField(_("remark"), max_length=1000, blank=True)
    """What isn't right, in the partner's words; a task for the office until it is settled."""
    remarked_at = models.DateTimeField(_("remarked on"), null=True, blank=True)
    joined_on = models.DateField(_("partner since"), null=True, blank=True)
    left_on = models.DateField(_("partner until"), null=True, blank=True)
    created_at = models.DateTimeField(_("added on"), auto_now_add=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["actor", "answer", "cooperation"]),
            models.Index(fields=["answer", "asked_at"]),
            models.Index(fields=["remarked_at"], condition=Q(remarked_at__isnull=False), name="partner_with_remark"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "actor"], name="actor_once_in_a_cooperation"),
            models.CheckConstraint(condition=Q(answer=Answer.OPEN) | Q(answered_at__isnull=False), name="partner_answered_at_some_time"),
        ]

    def __str__(self):
        return str(self.actor)

    @property
    def is_named(self):
        """As `named()` filters."""
        return self.answer == Answer.CONFIRMED and self.actor.is_public
