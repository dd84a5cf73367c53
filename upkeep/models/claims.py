"""Claims: somebody says that they work for an institution."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import Actor

from ..enums import ClaimState, Proof
from .invitations import Invitation


class Claim(models.Model):
    """“Is that your institution?” Open once the address is confirmed; granted by proof or by the office. What is granted is an invitation to that address."""

    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="claims")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    function = models.CharField(_("task at the institution"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    state = models.CharField(pgettext_lazy("claim", "state"), max_length=14, choices=ClaimState, default=ClaimState.UNCONFIRMED)
    made_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)
    asked_address = models.EmailField(_("asked at the institution"), blank=True)
    """The published address to which the question went; its link is good for this address only."""
    answered_at = models.DateTimeField(_("answered by the institution"), null=True, blank=True)
    denied = models.BooleanField(_("the institution says no"), default=False)
    proof = models.CharField(_("decided by"), max_length=10, choices=Proof, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    invitation = models.OneToOneField(Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="claim")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "made_at"])]

    def __str__(self):
        return f"{self.name} – {self.actor}"

    def save(self, *args, **kwargs):
        self.email = self.email.lower()
        super().save(*args, **kwargs)
