"""What an institution's page says about its meetings (`directory.sections`)."""

from urllib.parse import urlencode

from django.urls import reverse

from ..calendar.rows import meeting_row
from ..models import Meeting

SHOWN = 5


def meetings_of(actor, at):
    """The next meetings that it organises: {"rows", "url"}; None without any. One query."""
    found = list(Meeting.objects.public().coming(at).filter(organiser=actor.pk).for_listing().order_by("starts_at", "pk")[: SHOWN + 1])
    if not found:
        return None
    url = f"{reverse('events:meetings')}?{urlencode({'einrichtung': actor.slug})}" if len(found) > SHOWN else ""
    return {"rows": [meeting_row(meeting, at) for meeting in found[:SHOWN]], "url": url}
