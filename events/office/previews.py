"""Drafts on the public pages, for the admin. What a draft lacks is filled in so that the page can be laid out."""

from datetime import timedelta

from csp.constants import UNSAFE_INLINE
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mailing.letterhead import letterhead

from ..mails.composing import write
from ..mails.example import example
from ..mails.texts import Text, portal_text
from ..views.meetings import meeting_page
from ..views.series import series_page


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


def preview_mail_text(text, mode):
    """The mail as it will look, with invented people: `mode` is "html" or "text"."""
    with override(text.language):
        came = portal_text(text.kind, text.language)
        written = write(example(text.kind, text.language, timezone.now()), Text(text.subject, text.body, came.button), letterhead())
    if mode == "text":
        return HttpResponse(f"{_('Subject')}: {written.subject}\n\n{written.text}", content_type="text/plain; charset=utf-8")
    response = HttpResponse(written.html)
    response._csp_update = {"style-src": [UNSAFE_INLINE]}  # mails have no other styles than those in their tags
    return response
