"""Invitations, single and by the hundred."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.enums import MemberRole
from directory.models import Actor

from ..enums import BatchState, InvitationState


class InvitationBatch(models.Model):
    """A table of people to invite. `rows` holds what was read until the invitations are written; then it is emptied, since they hold it."""

    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(pgettext_lazy("list", "state"), max_length=10, choices=BatchState, default=BatchState.CHECKED)
    rows = models.JSONField(default=list, blank=True)
    """[{"actor": pk, "email", "role", "first_name", "last_name"}]"""
    message = models.TextField(_("a personal word"), max_length=1000, blank=True)
    made_at = models.DateTimeField(_("uploaded"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("list of invitations")
        verbose_name_plural = _("lists of invitations")
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.file_name


class InvitationQuerySet(models.QuerySet):
    def open(self, at):
        """Those that can be accepted at `at`."""
        return self.filter(state=InvitationState.OPEN, expires_at__gt=at)


class Invitation(models.Model):
    """One address may become a member of one institution. Its link goes to that address only; `round` is part of it, so that a newer link ends older ones."""

    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.EDITOR)
    message = models.TextField(_("a personal word"), max_length=1000, blank=True)
    state = models.CharField(pgettext_lazy("invitation", "state"), max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    round = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField(_("invited"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(_("valid until"))
    settled_at = models.DateTimeField(_("answered"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(InvitationBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations")

    wagtail_reference_index_ignore = True
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "expires_at"]), models.Index(fields=["batch", "state"])]
        constraints = [models.UniqueConstraint("actor", Lower("email"), condition=Q(state="offen"), name="one_open_invitation_per_address")]

    def __str__(self):
        return f"{self.email} – {self.actor}"

    def save(self, *args, **kwargs):
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def is_open(self, at):
        return self.state == InvitationState.OPEN and self.expires_at > at
