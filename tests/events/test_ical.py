"""What calendar programs get, read by a parser that forgives nothing."""

import datetime as dt
import re
import uuid
from zoneinfo import ZoneInfo

import icalendar
import pytest

from directory.freshness import BERLIN
from events import operations
from events.calendar import ical
from events.enums import Format
from events.models import Meeting
from tests.factories import MeetingFactory, SeriesFactory

from .conftest import AT

pytestmark = pytest.mark.django_db
CALENDAR_NEEDS = {"PRODID", "VERSION"}
EVENT_NEEDS = {"UID", "DTSTAMP", "DTSTART"}


def parsed(response):
    """The calendar after checks of RFC 5545: line ends, lengths, what is needed, one identity each, a zone for each named time."""
    body = response.content
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    body.decode("utf-8")  # no letter is cut in two
    calendar = icalendar.Calendar.from_ical(body, multiple=False)
    assert set(calendar) >= CALENDAR_NEEDS
    events = calendar.walk("VEVENT")
    for part in [calendar, *calendar.walk("VTIMEZONE"), *events]:
        assert part.errors == []
    assert all(set(event) >= EVENT_NEEDS for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert {event["DTSTART"].params["TZID"] for event in events} <= zones == {"Europe/Berlin"}
    return calendar


def events_of(client, path="/termine/kalender.ics"):
    return parsed(client.get(path)).walk("VEVENT")


def test_a_meeting_says_all_that_a_calendar_can_hold(client, at):
    series = SeriesFactory(name="Läuft!")
    meeting = MeetingFactory(
        name="Musik; Tanz, Theater",
        series=series,
        kind="workshop",
        hybrid=True,
        local=(2026, 12, 8, 9),
        summary="Fragen an post@klangwerk.example.\nZweite Zeile.",
        uuid=uuid.UUID("8a6f0a52-8a5e-4a37-9d7e-0c4a0ad3f1f5"),
    )

    [event] = events_of(client, f"/termine/{meeting.slug}/termin.ics")

    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == ("8a6f0a52-8a5e-4a37-9d7e-0c4a0ad3f1f5", 0, "CONFIRMED")
    assert str(event["SUMMARY"]) == "Musik; Tanz, Theater"
    assert (event.start, event.end) == (dt.datetime(2026, 12, 8, 9, tzinfo=BERLIN), dt.datetime(2026, 12, 8, 10, 30, tzinfo=BERLIN))
    assert str(event["LOCATION"]) == "Salzspeicher, Atelier 1, Speichergasse 4, 43110 Seewarden und online"
    assert event.categories == ["Workshop", "Läuft!"]
    url = f"http://testserver/termine/{meeting.slug}/"
    assert str(event["URL"]) == url
    assert str(event["DESCRIPTION"]) == f"Fragen an post (at) klangwerk.example.\nZweite Zeile.\n\n{url}"


def test_a_cancelled_meeting_stays_with_its_reason_and_a_higher_version(client, at):
    meeting = MeetingFactory(name="Ferien planen")
    operations.cancel(meeting, reason="Die Referentin ist krank.", at=AT)

    [event] = events_of(client)

    assert (str(event["STATUS"]), event["SEQUENCE"], str(event["SUMMARY"])) == ("CANCELLED", 1, "Abgesagt: Ferien planen")
    assert "Dieser Termin findet nicht statt. Die Referentin ist krank." in str(event["DESCRIPTION"])


def test_times_are_right_on_both_sides_of_summer_time(client, at):
    MeetingFactory(local=(2027, 3, 25, 16, 30))
    MeetingFactory(local=(2027, 4, 1, 16, 30))

    winter, summer = events_of(client)

    assert [str(event["DTSTART"].to_ical(), "ascii") for event in (winter, summer)] == ["20270325T163000", "20270401T163000"]
    assert [event.start.astimezone(dt.UTC).hour for event in (winter, summer)] == [15, 14]


def test_a_meeting_through_the_night_of_the_change_lasts_as_long_as_it_does(client, at):
    """On 28 March 2027 the clock goes from 2 to 3."""
    MeetingFactory(starts_at=dt.datetime(2027, 3, 28, 0, tzinfo=dt.UTC), ends_at=dt.datetime(2027, 3, 28, 4, tzinfo=dt.UTC))

    [event] = events_of(client)

    assert (event["DTSTART"].to_ical(), event["DTEND"].to_ical()) == (b"20270328T010000", b"20270328T060000")


def test_the_rules_for_berlin_are_those_of_the_systems_time_zones():
    zone = icalendar.Timezone.from_ical(ical.BERLIN_RULES).to_tz(lookup_tzid=False)
    noon = dt.datetime(2024, 1, 1, 12)

    for day in range(365 * 8):
        local = noon + dt.timedelta(days=day)
        assert local.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset() == local.replace(tzinfo=zone).utcoffset(), local


def test_filters_give_calendars_of_their_own(client, at):
    series = SeriesFactory(slug="laeuft")
    MeetingFactory(name="Drin", series=series)
    MeetingFactory(name="Vor Ort drin", series=series, onsite=True)
    MeetingFactory(name="Andere Reihe")

    def titles(path):
        return [str(event["SUMMARY"]) for event in events_of(client, path)]

    assert titles("/termine/kalender.ics?reihe=laeuft") == ["Drin", "Vor Ort drin"]
    assert titles("/termine/kalender.ics?reihe=laeuft&form=vor-ort") == ["Vor Ort drin"]
    assert titles("/termine/reihen/laeuft/kalender.ics") == ["Drin", "Vor Ort drin"]
    assert len(titles("/termine/kalender.ics?reihe=gibtesnicht&x=%00")) == 3


def test_what_is_hidden_or_long_over_is_in_no_calendar(client, at):
    MeetingFactory(live=False), MeetingFactory(archived_at=AT), MeetingFactory(local=(2024, 12, 8, 9))
    MeetingFactory(name="Neulich", local=(2026, 6, 8, 9))
    hidden = SeriesFactory(name="Geheim", live=False)
    MeetingFactory(name="Bald", series=hidden)

    calendar = client.get("/termine/kalender.ics").content.decode()

    assert re.findall("SUMMARY:(.*)\r", calendar) == ["Neulich", "Bald"]
    assert "Geheim" not in calendar


def test_who_has_the_calendar_already_gets_nothing_again(client, at):
    meeting = MeetingFactory()
    first = client.get("/termine/kalender.ics")

    same = client.get("/termine/kalender.ics", headers={"if-none-match": first.headers["ETag"]})
    operations.cancel(meeting, at=AT)
    changed = client.get("/termine/kalender.ics", headers={"if-none-match": first.headers["ETag"]})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_takes_one_query(client, at, django_assert_num_queries, count):
    for _number in range(count):
        MeetingFactory(series=SeriesFactory(), onsite=True)

    with django_assert_num_queries(1):
        text = ical.calendar_text(
            Meeting.objects.public(), name="Termine", origin="https://x.example", address=lambda slug: f"/termine/{slug}/"
        )

    assert text.count(b"BEGIN:VEVENT") == count


def test_texts_of_events_are_kept_and_speak_the_readers_language(client, at):
    ical.event_text.cache_clear()
    MeetingFactory()

    for _time in range(3):
        client.get("/termine/kalender.ics")
    english = client.get("/en/termine/kalender.ics").content.decode()

    assert (ical.event_text.cache_info().misses, ical.event_text.cache_info().hits) == (2, 2)
    assert ("LOCATION:Online" in english, "/en/termine/" in english) == (True, True)


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"name": "Ö" * 200, "summary": "Erste; zweite, dritte \\n vierte\r\nZeile\n" + "🎈 Luftballons für alle. " * 15},
        {"name": "a" * 67, "summary": "b" * 400},
        {"name": "Kurz", "hybrid": True, "summary": "ä" + "b" * 149},
    ],
)
def test_events_are_written_as_the_library_writes_them(texts):
    meeting = MeetingFactory(series=SeriesFactory(name="Läuft, weiter!"), **texts)
    facts = ical.facts_of(meeting)

    for given in (facts, facts._replace(cancelled_at=AT, cancel_reason="Krankheit", lat=52.5, lon=13.4, format=Format.ONSITE)):
        written = ical.event_text(given, "https://portal.example/termine/a/", "de")

        assert written == ical.make_event(given, "https://portal.example/termine/a/").to_ical()
