"""The Atom feed (RFC 4287) of meetings: what was announced, moved or cancelled last stands first."""

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.richtext import without_mails

from .. import wording

FEED_SIZE = 50


def meetings_feed(request, meetings, *, title, url, guid):
    """`meetings`: public and coming; `url`: path of the page that shows them. One query. The address of an entry may change, its id doesn't."""
    origin = request.build_absolute_uri("/").rstrip("/")
    feed = Atom1Feed(
        title=title,
        link=origin + url,
        description="",
        language=get_language() or "de",
        feed_url=request.build_absolute_uri(),
        feed_guid=guid,
        author_name=title,
    )
    published = Coalesce("last_published_at", "updated_at")
    told = Greatest(published, Coalesce("cancelled_at", published), Coalesce("moved_at", published))
    newest = meetings.for_listing().annotate(published=Coalesce(F("first_published_at"), "updated_at"), told=told).order_by("-told", "pk")
    for meeting in newest[:FEED_SIZE]:
        feed.add_item(
            title=_title(meeting),
            link=origin + meeting.get_absolute_url(),
            description="\n".join(part for part in (wording.when(meeting), wording.place(meeting), without_mails(meeting.summary)) if part),
            unique_id=meeting.uuid.urn,
            pubdate=meeting.published,
            updateddate=meeting.told,
            categories=[series.name for series in [meeting.public_series] if series],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _title(meeting):
    if meeting.is_cancelled:
        return _("Cancelled: %(title)s") % {"title": meeting.name}
    if meeting.is_moved:
        return _("Moved: %(title)s") % {"title": meeting.name}
    return meeting.name
