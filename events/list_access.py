"""Who looked at a list of participants or took one away is written down (docs/data-protection.md)."""

import datetime as dt

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import ListAccess


class What(TextChoices):
    OPENED = "opened", _("opened")
    EXPORTED = "exported", _("downloaded as a table")
    PRINTED = "printed", _("printed")
    BADGES = "badges", _("badges printed")
    CHECK_IN = "check-in", _("check-in opened")
    CERTIFICATES = "certificates", _("certificates downloaded")


def note(meeting, user, what, *, at=None, once_in_minutes=0):
    """`once_in_minutes`: for screens that come back after each tick."""
    at = at or timezone.now()
    own = ListAccess.objects.filter(meeting=meeting, user=user, what=what)
    if once_in_minutes and own.filter(at__gt=at - dt.timedelta(minutes=once_in_minutes)).exists():
        return
    ListAccess.objects.create(meeting=meeting, user=user, what=what, at=at)


def label(access):
    return dict(What.choices).get(access.what, access.what)
