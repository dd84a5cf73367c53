"""Drafts on the public pages, for the admin. What a draft lacks is filled in so that the page can be laid out."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .views.meetings import meeting_page
from .views.series import series_page


def preview_meeting(request, meeting):
    meeting.name = meeting.name or _("Title is missing")
    meeting.slug = meeting.slug or "vorschau"
    meeting.starts_at = meeting.starts_at or timezone.now().replace(minute=0)
    meeting.ends_at = max(meeting.ends_at or meeting.starts_at, meeting.starts_at + timedelta(minutes=1))
    return meeting_page(request, meeting)


def preview_series(request, series):
    series.name = series.name or _("Name is missing")
    series.slug = series.slug or "vorschau"
    return series_page(request, series)
