"""What an institution's page says about its meetings (`directory.sections`)."""

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from directory.prepared import Asked

from ..calendar.rows import meeting_row
from ..models import Meeting

SHOWN = 5

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
