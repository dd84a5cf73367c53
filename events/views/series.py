"""/termine/reihen/: series with their coming and past meetings."""

from django.db.models import Count, Min, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import richtext
from directory.rows import foreign
from directory.structured_data import breadcrumb_data, script
from directory.views.entries import find_entry, pages_of_entries

from ..calendar import ical
from ..calendar.listing import by_month
from ..calendar.rows import meeting_row
from ..calendar.structured_data import series_data
from ..models import Meeting, Series
from ..wording import local, weekday_date
from .calendars import meeting_address, query, subscription
from .meetings import gone

PAST_SHOWN = 20


@require_safe
def series_list(request):
    """All public series; those with a date before them first. One query."""
    at = timezone.now()
    public = Q(meetings__live=True, meetings__archived_at=None, meetings__ends_at__isnull=False)
    ahead = public & Q(meetings__ends_at__gt=at, meetings__cancelled_at=None)
    found = Series.objects.public().annotate(
        coming=Count("meetings", filter=ahead), all=Count("meetings", filter=public), next_at=Min("meetings__starts_at", filter=ahead)
    )
    rows = sorted(
        found,
        key=lambda series: (series.next_at is None, series.next_at, series.sort_name) if series.next_at else (True, at, series.sort_name),
    )
    shown = [{"series": series, "next": weekday_date(local(series.next_at).date()) if series.next_at else ""} for series in rows]
    return render(
        request,
        "events/series_list.html",
        {"rows": shown, "lang": foreign("de"), "breadcrumb": [(_("Meetings"), reverse("events:meetings"))]},
    )


@require_safe
@pages_of_entries
def series_detail(request, slug):
    return series_page(request, find_entry(request, Series.objects.select_related("organiser"), slug, gone=gone))


@require_safe
@pages_of_entries
def series_file(request, slug):
    series = find_entry(request, Series.objects.all(), slug, gone=gone)
    meetings = Meeting.objects.public().filter(series=series, ends_at__gt=timezone.now() - ical.BACK)
    return ical.calendar_response(request, meetings, name=series.name, address=meeting_address, file_name=series.slug)


def series_page(request, series):
    at = timezone.now()
    meetings = Meeting.objects.public().filter(series=series).for_listing() if series.pk else Meeting.objects.none()
    coming = list(meetings.coming(at).order_by("starts_at", "pk"))
    past = list(meetings.past(at).order_by("-starts_at", "-pk")[: PAST_SHOWN + 1])
    origin = request.build_absolute_uri("/").rstrip("/")
    crumbs = [(_("Meetings"), reverse("events:meetings")), (_("Series"), reverse("events:series_list"))]
    list_url = f"{reverse('events:meetings')}?reihe={series.slug}"
    return render(
        request,
        "events/series_detail.html",
        {
            "series": series,
            "lang": foreign("de"),
            "organiser": series.organiser if series.organiser_id and series.organiser.is_public else None,
            "description": richtext.shown(series.description) if series.description else "",
            "lead": "" if richtext.begins_with(series.description, series.summary) else series.summary,
            "coming": by_month([meeting_row(meeting, at, with_series=False) for meeting in coming]),
            "past": by_month([meeting_row(meeting, at, with_series=False) for meeting in past[:PAST_SHOWN]]),
            "all_past_url": f"{list_url}&zeit=vergangene" if len(past) > PAST_SHOWN else "",
            **subscription(request, reverse("events:series_file", args=[series.slug])),
            "feed_url": reverse("events:feed") + query(f"?reihe={series.slug}"),
            "breadcrumb": crumbs,
            "structured_data": script(
                series_data(series, coming[:PAST_SHOWN], origin),
                breadcrumb_data([*crumbs, (series.name, series.get_absolute_url())], origin),
            ),
        },
    )
