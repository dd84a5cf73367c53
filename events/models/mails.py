"""Mails about meetings: each is a row before it is sent, so that a worker that dies loses none and sends none twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from ..enums import MailKind, MailState
from .meetings import Meeting
from .registrations import Registration


class MailText(PreviewableMixin, models.Model):
    """The office's own words for a kind of mail; without a row the words that come with the portal are taken."""

    kind = models.CharField(_("mail"), max_length=20, choices=MailKind)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="de")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=8000)

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="mail_text_once")]

    def __str__(self):
        return f"{capfirst(self.get_kind_display())} ({self.get_language_display()})"

    @property
    def preview_modes(self):
        return [("html", _("As most people see it")), ("text", _("As plain text"))]

    def serve_preview(self, request, mode_name):
        from ..office.previews import preview_mail_text  # mails come after models

        return preview_mail_text(self, mode_name)


class Message(models.Model):
    """What the office wrote to many: to all, the confirmed or the waiting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="messages")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=8000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("written"))
    recipients = models.PositiveIntegerField(_("recipients"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.subject


class Mail(models.Model):
    """One mail to one registration. `key` says what it is about, so that the same thing is told once."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=MailKind)
    key = models.CharField(max_length=60)
    """Once for each registration: “confirmed”, “moved-3”, “reminder”, “message-17”."""
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="mails")
    data = models.JSONField(default=dict, blank=True)
    """What the text needs and what isn't so any more when it is sent."""
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.QUEUED)
    due_at = models.DateTimeField(_("due"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-due_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=["queued", "sending"]), name="mail_to_send"),
            models.Index(fields=["claimed_at"], name="mail_by_claim"),  # for the sending limit
        ]
        constraints = [models.UniqueConstraint(fields=["registration", "key"], name="mail_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.registration}"
