"""Mails of all rooms: each is a row before it is sent, so that a worker that dies loses none and sends none twice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .enums import MailState


class QueuedMail(models.Model):
    """One mail to one address. `key` says what it is about; the room's own constraint says for whom it is told once.

    What kinds there are, whether a mail is still true and how it is written, each room says itself (`mailing.sending.register`).
    """

    kind = models.CharField(_("mail"), max_length=20)
    key = models.CharField(max_length=60)
    data = models.JSONField(default=dict, blank=True)
    """What the text needs and what isn't so any more when it is sent."""
    state = models.CharField(pgettext_lazy("mail", "state"), max_length=8, choices=MailState, default=MailState.QUEUED)
    due_at = models.DateTimeField(_("due"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-due_at", "-pk"]


def to_send(name):
    """The index of a room for what waits."""
    return models.Index(fields=["due_at", "id"], condition=Q(state__in=["queued", "sending"]), name=name)


def by_claim(name):
    """The index for the sending limit."""
    return models.Index(fields=["claimed_at"], name=name)
