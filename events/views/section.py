"""What the pages of institutions and alliances say about their meetings (`directory.sections`, `network.sections`)."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from directory.prepared import Asked

from ..calendar.rows import meeting_row
from ..models import Meeting

SHOWN = 5
PAST_SHOWN = 3

_next = Asked(
    lambda organiser, at: (
        Meeting.objects.public().coming(at).filter(organiser=organiser).order_by("starts_at", "pk").values_list("pk")[: SHOWN + 1]
    ),
    int,
    datetime,
)


def meetings_of(actor, at):
    """The next meetings that it organises: {"rows", "url"}; None without any. Two queries."""
    ids = [pk for (pk,) in _next.rows(actor.pk, at)]
    if not ids:
        return None
    found = list(Meeting.objects.filter(pk__in=ids).for_listing().order_by("starts_at", "pk"))
    url = f"{reverse('events:meetings')}?{urlencode({'einrichtung': actor.slug})}" if len(found) > SHOWN else ""
    return {"rows": [meeting_row(meeting, at) for meeting in found[:SHOWN]], "url": url}


def meetings_of_alliance(alliance, at):
    """Forums and meetings of an alliance, next and past: {"coming", "past" (rows), "url", "past_url" (of the rest)}; None without any. Two queries."""
    found = Meeting.objects.public().filter(alliance=alliance.pk).for_listing()
    coming = list(found.coming(at).order_by("starts_at", "pk")[: SHOWN + 1])
    past = list(found.past(at).order_by("-starts_at", "-pk")[: PAST_SHOWN + 1])
    if not coming and not past:
        return None
    url = f"{reverse('events:meetings')}?{urlencode({'buendnis': alliance.slug})}"
    return {
        "coming": [meeting_row(meeting, at) for meeting in coming[:SHOWN]],
        "past": [meeting_row(meeting, at) for meeting in past[:PAST_SHOWN]],
        "url": url if len(coming) > SHOWN else "",
        "past_url": f"{url}&zeit=vergangene" if len(past) > PAST_SHOWN else "",
    }
