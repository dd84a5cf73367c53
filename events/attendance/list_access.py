"""Who looked at a list of participants or took one away is written down (docs/data-protection.md)."""

import datetime as dt

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import ListAccess


class What(TextChoices):
    OPENED = "opened", _("opened")
    EXPORTED = "exported", _("downloaded as a table")
    PRINTED = "printed", _("printed")
    BADGES = "badges", _("badges printed")
    CHECK_IN = "check-in", _("check-in opened")
    CERTIFICATES = "certificates", _("certificates downloaded")
    MAILS = "mails", _("mails to them looked at")


def note(meeting, user, what, *, at=None, once_in_minutes=0):
    """`once_in_minutes`: for screens that come back after each tick."""
    at = at or timezone.now()
    own = ListAccess.objects.filter(meeting=meeting, user=user, what=what)
    if once_in_minutes and own.filter(at__gt=at - dt.timedelta(minutes=once_in_minutes)).exists():
        return
    ListAccess.objects.create(meeting=meeting, user=user, what=what, at=at)


def note_all(meetings, user, what, *, at=None, once_in_minutes):
    """As `note`, for a list that shows people of several meetings."""
    at = at or timezone.now()
    since = at - dt.timedelta(minutes=once_in_minutes)
    noted = set(ListAccess.objects.filter(meeting__in=meetings, user=user, what=what, at__gt=since).values_list("meeting", flat=True))
    ListAccess.objects.bulk_create(
        ListAccess(meeting=meeting, user=user, what=what, at=at) for meeting in meetings if meeting.pk not in noted
    )


def label(access):
    return dict(What.choices).get(access.what, access.what)
