"""Meetings as iCalendar (RFC 5545): one, a series, or whatever filters leave. Calendar programs that subscribed ask again and again.

`UID` never changes; `SEQUENCE` rises with each announced change (`Meeting._publish`, `events.operations`); what is cancelled stays, with its status.
Times are Berlin's wall time with the zone's rules beside them, so that no program shifts them when summer time ends.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText, vUri

from directory.freshness import BERLIN
from directory.richtext import without_mails

from ..enums import Format
from ..wording import kind_words
from .ical_lines import event_lines

CONTENT_TYPE = "text/calendar; charset=utf-8"
MOST_MEETINGS = 2000
BACK = timedelta(days=365)
"""So long past meetings stay in a subscribed calendar."""
REFRESH = timedelta(hours=6)
KEPT = 5000
"""Texts of events in memory, about 1 KB each: making one takes a quarter of a millisecond."""

BERLIN_RULES = (
    b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"
    b"BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)
"""As rules, which every program reads; a test compares them with the system's time zones."""


class Facts(NamedTuple):
    """What an event says; equal facts give equal texts."""

    uuid: UUID
    slug: str
    name: str
    summary: str
    kind: str
    format: str
    starts_at: datetime
    ends_at: datetime
    updated_at: datetime
    sequence: int
    cancelled_at: datetime | None
    cancel_reason: str
    venue: str | None
    room: str | None
    street: str | None
    postcode: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    series: str | None
    series_live: bool | None
    series_archived: datetime | None


COLUMNS = (
    "uuid", "slug", "name", "summary", "kind", "format", "starts_at", "ends_at", "updated_at", "sequence", "cancelled_at", "cancel_reason",
    "venue__name", "venue__room", "venue__street", "venue__postcode", "venue__municipality", "venue__lat", "venue__lon",
    "series__name", "series__live", "series__archived_at",
)  # fmt: skip


def calendar_response(request, meetings, *, name, address, file_name, method="PUBLISH"):
    """`meetings`: a queryset of public ones; `name`: of the calendar; `address(slug)`: path of a meeting's page. One query. (Who has it already, gets nothing: `portal.caching`.)"""
    origin = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(calendar_text(meetings, name=name, origin=origin, address=address, method=method), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    return response


def calendar_text(meetings, *, name, origin, address, method="PUBLISH") -> bytes:
    language = get_language() or "de"
    rows = meetings.order_by("starts_at", "pk").values_list(*COLUMNS)[:MOST_MEETINGS]
    events = [event_text(Facts(*row), origin + address(row[1]), language) for row in rows]
    return b"".join([_head(name, method), BERLIN_RULES, *events, b"END:VCALENDAR\r\n"])


def invitation_text(event: Event, *, method) -> bytes:
    """One event as a mail brings it."""
    return b"".join([_without_end(_empty(method)), BERLIN_RULES, event.to_ical(), b"END:VCALENDAR\r\n"])


def _empty(method):
    calendar = Calendar()
    calendar.add("prodid", "-//Bildungslandschaft//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _without_end(calendar):
    return calendar.to_ical().removesuffix(b"END:VCALENDAR\r\n")


def _head(name, method):
    calendar = _empty(method)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Berlin")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return _without_end(calendar)


def facts_of(meeting) -> Facts:
    """Of one meeting, as it stands in the database."""
    return Facts(*type(meeting).objects.values_list(*COLUMNS).get(pk=meeting.pk))


@lru_cache(maxsize=KEPT)
def event_text(facts: Facts, url: str, language: str) -> bytes:
    """`language` is the active one; it stands here because the text depends on it."""
    return event_lines(_properties(facts, url))


def make_event(facts: Facts, url: str) -> Event:
    """To change it, for mails."""
    event = Event()
    for name, value in _properties(facts, url):
        event.add(name, value)
    return event


def _properties(facts, url):
    """[(name, value)], in the order in which the library writes them."""
    cancelled = facts.cancelled_at is not None
    categories = [kind_words(facts.kind, get_language()), _series(facts)]
    found = [
        ("summary", _("Cancelled: %(title)s") % {"title": facts.name} if cancelled else facts.name),
        ("dtstart", facts.starts_at.astimezone(BERLIN)),
        ("dtend", facts.ends_at.astimezone(BERLIN)),
        ("dtstamp", facts.updated_at.astimezone(UTC)),
        ("uid", str(facts.uuid)),
        ("sequence", facts.sequence),
        ("categories", [part for part in categories if part]),
        ("class", vText("PUBLIC")),
        ("description", "\n\n".join(part for part in (_cancellation(facts), without_mails(facts.summary), url) if part)),
        ("geo", (facts.lat, facts.lon)) if facts.format != Format.ONLINE and facts.lat is not None else None,
        ("last-modified", facts.updated_at.astimezone(UTC)),
        ("location", _location(facts)),
        ("status", "CANCELLED" if cancelled else "CONFIRMED"),
        ("transp", "TRANSPARENT" if cancelled else "OPAQUE"),
        ("url", vUri(url)),
    ]
    return [pair for pair in found if pair]


def _location(facts):
    place = f"{facts.postcode or ''} {facts.municipality or ''}".strip()
    house = ", ".join(part for part in (facts.venue, facts.room, facts.street, place) if part) if facts.format != Format.ONLINE else ""
    if facts.format == Format.HYBRID and house:
        return _("%(place)s and online") % {"place": house}
    return house or capfirst(str(Format(facts.format).label))


def _cancellation(facts):
    if not facts.cancelled_at:
        return ""
    return _("This meeting doesn’t take place.") + (f" {facts.cancel_reason}" if facts.cancel_reason else "")


def _series(facts):
    return facts.series if facts.series_live and facts.series_archived is None else ""
