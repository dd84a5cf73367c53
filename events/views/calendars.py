"""/termine/: the list, the month, the calendar to subscribe to, the feed."""

from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.addresses import fixed_address

from ..calendar import ical
from ..calendar.feeds import meetings_feed
from ..calendar.listing import MONTH, PAST, narrow_only, read_calendar, subscribed
from ..models import Meeting, Series
from ..wording import month


@require_safe
def calendar(request):
    """With a literal number of queries for any number of meetings."""
    found = read_calendar(request.GET, timezone.now())
    url = reverse("events:meetings")
    return render(
        request,
        "events/meeting_list.html",
        {
            "listing": found,
            "list_url": url,
            "times": [
                {
                    "name": _("Coming"),
                    "url": url + query(found.url(zeit=None, ansicht=None, monat=None)),
                    "current": not (found.is_past or found.grid),
                },
                {"name": _("Past"), "url": url + query(found.url(zeit=PAST, ansicht=None, monat=None)), "current": found.is_past},
                {"name": _("Month"), "url": url + query(found.url(zeit=None, ansicht=MONTH)), "current": found.grid is not None},
            ],
            "previous_month": _month_link(found, url, found.grid and found.grid.previous),
            "next_month": _month_link(found, url, found.grid and found.grid.next),
            "month_title": found.grid and month(found.grid.first),
            "has_series": Series.objects.public().exists(),
            **subscription(request, reverse("events:calendar_file"), found.filters_only),
            "feed_url": f"{reverse('events:feed')}{query('?' + found.filters_only)}",
        },
    )


@require_safe
def calendar_file(request):
    meetings = subscribed(request.GET, timezone.now(), ical.BACK)
    return ical.calendar_response(request, meetings, name=_("Meetings"), address=meeting_address, file_name="termine")


@require_safe
def feed(request):
    at = timezone.now()
    meetings = narrow_only(Meeting.objects.public().coming(at), request.GET, at)
    guid = uuid5(NAMESPACE_URL, request.build_absolute_uri()).urn
    return meetings_feed(request, meetings, title=_("Meetings"), url=reverse("events:meetings"), guid=guid)


def meeting_address(slug):
    """As `Meeting.get_absolute_url`, once for many."""
    return f"{fixed_address('events:meetings')}{slug}/"


def subscription(request, path, filters=""):
    """The address of a calendar, for downloading it and for programs that subscribe (webcal)."""
    address = f"{path}?{filters}" if filters else path
    whole = request.build_absolute_uri(address)
    return {"calendar_url": whole, "webcal_url": whole.replace(f"{urlsplit(whole).scheme}://", "webcal://", 1)}


def query(text):
    """A query string without the question mark that nothing follows."""
    return "" if text == "?" else text


def _month_link(found, url, first):
    return {"title": month(first), "url": url + query(found.url(monat=f"{first:%Y-%m}"))} if first else None
