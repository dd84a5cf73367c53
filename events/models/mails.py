"""Mails about meetings: each is a row before it is sent, so that a worker that dies loses none and sends none twice."""

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from mailing.models import QueuedMail, by_claim, to_send

from ..enums import MailKind
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


class Mail(QueuedMail):
    """One mail to one registration, once for each key: “confirmed”, “moved-3”, “reminder”, “message-17”."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("mail"), max_length=20, choices=MailKind)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, blank=True, related_name="mails")

    class Meta(QueuedMail.Meta):
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [to_send("mail_to_send"), by_claim("mail_by_claim")]
        constraints = [models.UniqueConstraint(fields=["registration", "key"], name="mail_told_once")]

    def __str__(self):
        return f"{self.get_kind_display()} → {self.registration}"
