"""The public pages of meetings as people get them."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import pytest

from directory import operations as entries
from directory.freshness import BERLIN
from events import operations
from events.models import AgendaItem, Material, Meeting
from tests.directory.test_views import FRAME, text_of
from tests.factories import ActorFactory, AreaFactory, MeetingFactory, SeriesFactory, TargetGroupFactory, TopicFactory, VenueFactory

from .conftest import AT

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def full_meeting(number=0, **fields):
    """A meeting with everything that its page shows."""
    meeting = MeetingFactory(
        series=SeriesFactory(),
        hybrid=True,
        venue__area=AreaFactory(),
        summary="Kurz gesagt.",
        description="<p>Lang gesagt.</p>",
        registration_email="post@klangwerk.example",
        contact_name="Ines Radtke",
        **fields,
    )
    meeting.topics, meeting.target_groups = [TopicFactory()], [TargetGroupFactory()]
    meeting.agenda = [AgendaItem(starts=dt.time(9), title="Ankommen", speakers="Birte Nowak, Kita")]
    meeting.materials = [Material(title="Folien", url="https://klangwerk.example/folien")]
    meeting.save()
    return meeting


def titles(client, path):
    return re.findall(r'row__title"><a [^>]*>([^<]*)</a>', client.get(path).content.decode().replace("\u00ad", ""))


# --- The list ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/termine/", "/termine/?ansicht=monat&monat=2026-12", "/termine/?zeit=vergangene"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_calendar_takes_the_same_queries_for_any_number(client, at, django_assert_num_queries, count, path):
    AreaFactory(), AreaFactory()
    for number in range(count):
        full_meeting(local=(2026, 12, 8 + number, 9))
        full_meeting(local=(2026, 10, 8 + number, 9))
    client.get(path)

    with django_assert_num_queries((15 if "monat" in path else 14) + FRAME):
        found = titles(client, path)

    assert len(found) == count


def test_the_list_shows_what_comes_by_month_and_what_was_the_other_way_round(client, at):
    MeetingFactory(name="Januar", local=(2027, 1, 7, 9))
    MeetingFactory(name="Dezember", local=(2026, 12, 8, 9))
    MeetingFactory(name="Oktober", local=(2026, 10, 8, 9))
    MeetingFactory(name="Gestern", local=(2026, 11, 22, 9))

    assert titles(client, "/termine/") == ["Dezember", "Januar"]
    assert titles(client, "/termine/?zeit=vergangene") == ["Gestern", "Oktober"]
    text = text_of(client.get("/termine/"))
    assert ("Dezember 2026 1 Termin" in text, "Januar 2027 1 Termin" in text) == (True, True)


def test_a_meeting_that_is_going_on_is_still_among_the_coming_ones(client, at):
    MeetingFactory(name="Jetzt", starts_at=AT - dt.timedelta(minutes=30))
    MeetingFactory(name="Eben aus", starts_at=AT - dt.timedelta(minutes=90))

    assert titles(client, "/termine/") == ["Jetzt"]
    assert "läuft gerade" in text_of(client.get("/termine/"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("reihe=laeuft", ["Reihe"]),
        ("art=workshop", ["Werkstatt"]),
        ("form=vor-ort", ["Werkstatt"]),
        ("form=vor-ort&form=online", ["Reihe", "Werkstatt", "Voll", "Teuer", "Zu"]),
        ("thema=t-oben", ["Werkstatt"]),
        ("gruppe=g-fach", ["Reihe"]),
        ("gebiet=g-see", ["Werkstatt"]),
        ("nur=frei", ["Reihe", "Werkstatt", "Teuer"]),
        ("nur=kostenlos&nur=frei", ["Reihe", "Werkstatt"]),
        ("einrichtung=klangwerk", ["Teuer"]),
        ("reihe=gibtesnicht&thema=%00", ["Reihe", "Werkstatt", "Voll", "Teuer", "Zu"]),
    ],
)
def test_filters(client, at, query, expected):
    above = TopicFactory(slug="t-oben")
    area = AreaFactory(slug="g-see")
    in_series = MeetingFactory(name="Reihe", series=SeriesFactory(slug="laeuft"), local=(2026, 12, 1, 9))
    in_series.target_groups = [TargetGroupFactory(slug="g-fach")]
    in_series.save()
    workshop = MeetingFactory(name="Werkstatt", kind="workshop", onsite=True, venue__area=area, local=(2026, 12, 2, 9))
    workshop.topics = [TopicFactory(parent=above)]
    workshop.save()
    MeetingFactory(name="Voll", is_full=True, local=(2026, 12, 3, 9))
    MeetingFactory(name="Teuer", is_free=False, price=15, organiser=ActorFactory(slug="klangwerk"), local=(2026, 12, 4, 9))
    MeetingFactory(name="Zu", closes_at=AT, local=(2026, 12, 5, 9))

    assert titles(client, f"/termine/?{query}") == expected


def test_what_an_address_means_wrongly_is_said_and_left_out(client, at):
    MeetingFactory(name="Da")

    for query, words in (
        ("reihe=gibtesnicht", "gibt es hier nicht"),
        ("ansicht=karte", "Diese Ansicht gibt es nicht"),
        ("ansicht=monat&monat=2026-13", "Diesen Monat gibt es nicht"),
        ("ansicht=monat&monat=²⁰²⁶-12", "Diesen Monat gibt es nicht"),
        ("ansicht=monat&monat=9999-12", "Diesen Monat gibt es nicht"),
        ("zeit=morgen", "Diesen Zeitraum gibt es nicht"),
        ("seite=zwei", "keine Seitenzahl"),
    ):
        response = client.get(f"/termine/?{query}")

        assert response.status_code == 200
        assert words in text_of(response), query


def test_an_empty_calendar_leads_on(client, at):
    assert "Im Moment gibt es keine Termine" in text_of(client.get("/termine/"))
    assert "Keine Termine in diesem Monat" in text_of(client.get("/termine/?ansicht=monat"))


def test_calendars_only_answer_questions(client, at):
    assert client.post("/termine/").status_code == 405


# --- The month ---------------------------------------------------------------------------------------------------------------


def grid_of(client, query):
    """{day: texts of its meetings} of the shown month."""
    html = client.get(f"/termine/?ansicht=monat&{query}").content.decode().replace("\u00ad", "")
    table = html[html.index('<table class="calendar"') : html.index("</table>")]
    days = {}
    for classes, day, rest in re.findall(r'<td class="([^"]*)"><span class="day"[^>]*>(\d+)</span>(.*?)</td>', table):
        if "out" not in classes:
            days[int(day)] = [re.sub(r"<[^>]+>", "", text).strip() for text in re.findall(r"<a [^>]*>(.*?)</a>", rest)]
    return days


def test_a_month_has_all_its_days_and_its_meetings(client, at):
    MeetingFactory(name="Erster", local=(2026, 12, 1, 0, 15))
    MeetingFactory(name="Letzter", local=(2026, 12, 31, 23))
    MeetingFactory(name="Neujahr", local=(2027, 1, 1, 0, 30))

    days = grid_of(client, "monat=2026-12")

    assert (len(days), {day: found for day, found in days.items() if found}) == (31, {1: ["0:15 Erster"], 31: ["23:00 Letzter"]})
    assert grid_of(client, "monat=2027-01")[1] == ["Letzter", "0:30 Neujahr"]


def test_without_a_month_it_is_the_present_one_and_today_is_marked(client, at):
    html = client.get("/termine/?ansicht=monat").content.decode()

    assert "November 2026" in html
    assert html.count('aria-current="date"') == 1
    assert 'rel="prev"' in html
    assert "monat=2026-12" in html


def test_a_moved_meeting_stands_on_both_days_and_a_cancelled_one_says_so(client, at):
    meeting = MeetingFactory(name="Umzug", local=(2026, 12, 8, 9))
    draft = Meeting.objects.get()
    draft.starts_at, draft.ends_at = dt.datetime(2026, 12, 10, 9, tzinfo=BERLIN), dt.datetime(2026, 12, 10, 10, tzinfo=BERLIN)
    entries.save_draft(draft)
    entries.publish(meeting)
    operations.cancel(MeetingFactory(name="Fällt aus", local=(2026, 12, 9, 9)), at=AT)

    days = grid_of(client, "monat=2026-12")
    text = text_of(client.get("/termine/?ansicht=monat&monat=2026-12"))

    assert (days[8], days[9], days[10]) == (["9:00 Umzug, verschoben"], ["9:00 Fällt aus, abgesagt"], ["9:00 Umzug"])
    assert ("verschoben auf 10. Dezember 2026" in text, "neuer Termin" in text, "abgesagt" in text) == (True, True, True)


def test_the_ends_of_the_calendar_lead_no_further(client, at):
    assert 'rel="prev"' not in client.get("/termine/?ansicht=monat&monat=2000-01").content.decode()
    assert 'rel="next"' not in client.get("/termine/?ansicht=monat&monat=2100-12").content.decode()


# --- One meeting -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_meeting_takes_10_queries_for_any_number_of_things_on_it(client, at, django_assert_num_queries, count):
    meeting = full_meeting()
    for number in range(count):
        AgendaItem.objects.create(meeting=meeting, title="Punkt", sort_order=number)
        Material.objects.create(meeting=meeting, title="Datei", url="https://klangwerk.example/", sort_order=number)
        MeetingFactory(series=meeting.series, repeats=meeting)
        meeting.topics.add(TopicFactory())
    meeting.save()
    client.get(meeting.get_absolute_url())

    with django_assert_num_queries(7 + FRAME):
        response = client.get(meeting.get_absolute_url())

    assert text_of(response).count("Punkt") == count


def test_the_page_says_what_one_wants_to_know(client, at):
    meeting = full_meeting(
        local=(2026, 12, 8, 9), precondition="Zielvereinbarung", capacity_onsite=24, capacity_online=40, time_note="Ankommen ab 8:45 Uhr"
    )

    text = text_of(client.get(meeting.get_absolute_url()))

    for words in (
        "Dienstag, 8. Dezember 2026, 9:00–10:30 Uhr",
        "Ankommen ab 8:45 Uhr",
        "Salzspeicher, Atelier 1",
        "per Videokonferenz",
        "24 Plätze vor Ort, 40 online",
        "kostenlos",
        "Zielvereinbarung",
        "Ines Radtke",
        "Birte Nowak, Kita",
        "In meinen Kalender",
    ):
        assert words in text, words
    assert "post@klangwerk.example" not in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"registration": "ohne"}, "Kommen Sie einfach vorbei"),
        ({"is_full": True}, "ausgebucht"),
        ({"opens_at": dt.datetime(2026, 12, 1, 8, tzinfo=BERLIN)}, "Die Anmeldung beginnt am 1. Dezember 2026, 8:00 Uhr"),
        ({"closes_at": AT}, "Die Anmeldung ist geschlossen"),
        ({"registration_url": "https://x.example/"}, "Zur Anmeldung"),
        ({}, "fragen Sie beim Veranstalter"),
    ],
)
def test_how_one_takes_part(client, at, fields, words):
    assert words in text_of(client.get(MeetingFactory(**fields).get_absolute_url()))


def test_the_online_room_is_open_only_where_nobody_registers(client, at):
    closed = MeetingFactory(online_url="https://raum.example/geheim")
    assert "raum.example" not in client.get(closed.get_absolute_url()).content.decode()

    open_to_all = MeetingFactory(online_url="https://raum.example/offen", registration="ohne")

    assert "https://raum.example/offen" in client.get(open_to_all.get_absolute_url()).content.decode()


def test_results_show_once_a_meeting_is_over(client, at):
    coming = MeetingFactory(follow_up="<p>Drei Wünsche</p>")
    past = MeetingFactory(follow_up="<p>Drei Wünsche</p>", local=(2026, 11, 20, 9), registration_url="https://x.example/")

    assert "Drei Wünsche" not in text_of(client.get(coming.get_absolute_url()))
    text = text_of(client.get(past.get_absolute_url()))
    assert ("Drei Wünsche" in text, "Dieser Termin ist vorbei" in text, "Zur Anmeldung" in text) == (True, True, False)


def test_hidden_series_organisers_and_neighbours_are_not_named(client, at):
    meeting = MeetingFactory(
        series=SeriesFactory(name="Geheime Reihe", live=False), organiser=ActorFactory(name="Geheimer Verein", live=False)
    )
    MeetingFactory(name="Geheimer Nachbar", series=meeting.series, live=False, repeats=meeting)

    html = client.get(meeting.get_absolute_url()).content.decode().replace("\u00ad", "")

    assert (meeting.name in html, "Geheime" in html) == (True, False)


def test_other_dates_of_the_theme_lead_to_each_other(client, at):
    first = MeetingFactory(name="Übergabe", local=(2026, 9, 17, 16, 30))
    MeetingFactory(name="Übergabe", local=(2027, 2, 4, 16, 30), repeats=first)

    text = text_of(client.get(first.get_absolute_url()))

    assert "Dieses Thema an anderen Tagen" in text
    assert "16:30–18:00 Uhr" in text


def test_what_was_archived_is_gone_and_a_draft_was_never_there(client, at):
    archived, draft = MeetingFactory(archived_at=AT), MeetingFactory(live=False)

    gone = client.get(archived.get_absolute_url())

    assert (gone.status_code, client.get(draft.get_absolute_url()).status_code) == (410, 404)
    assert "Der Termin wurde aus dem Kalender genommen" in text_of(gone)
    assert client.get(f"{archived.get_absolute_url()}termin.ics").status_code == 410


def test_an_old_address_leads_to_the_present_one(client, at):
    meeting = MeetingFactory(slug=None, name="Alte Adresse")
    entries.rename_slug(meeting, "neue-adresse")

    response = client.get("/termine/alte-adresse/")

    assert (response.status_code, response.url) == (301, "/termine/neue-adresse/")


def json_ld(client, thing):
    html = client.get(thing.get_absolute_url()).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])["@graph"]


def test_search_machines_read_status_mode_and_place(client, at):
    meeting = MeetingFactory(name="Werkstatt", hybrid=True, local=(2026, 12, 8, 9), series=SeriesFactory(name="Läuft!", slug="laeuft"))
    assert json_ld(client, meeting)[0] == {
        "@type": "EducationEvent",
        "@id": f"http://testserver/termine/{meeting.slug}/#event",
        "name": "Werkstatt",
        "url": f"http://testserver/termine/{meeting.slug}/",
        "startDate": "2026-12-08T09:00+01:00",
        "endDate": "2026-12-08T10:30+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Salzspeicher, Atelier 1",
                "address": {"@type": "PostalAddress", "streetAddress": "Speichergasse 4", "postalCode": "43110", "addressLocality": "Seewarden", "addressCountry": "DE"},
            },
            {"@type": "VirtualLocation", "url": f"http://testserver/termine/{meeting.slug}/"},
        ],
        "organizer": {"@type": "Organization", "name": meeting.organiser.name, "url": f"http://testserver{meeting.organiser.get_absolute_url()}"},
        "superEvent": {"@type": "EventSeries", "name": "Läuft!", "url": "http://testserver/termine/reihen/laeuft/"},
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR", "url": f"http://testserver/termine/{meeting.slug}/", "availability": "https://schema.org/InStock"},
        "inLanguage": "de",
    }  # fmt: skip

    operations.cancel(meeting, at=AT)

    assert json_ld(client, meeting)[0]["eventStatus"] == "https://schema.org/EventCancelled"


# --- Series ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_series_takes_1_query(client, at, django_assert_num_queries, count):
    for number in range(count):
        series = SeriesFactory()
        MeetingFactory(series=series, local=(2026, 12, 8 + number, 9))
    client.get("/termine/reihen/")

    with django_assert_num_queries(1 + FRAME):
        response = client.get("/termine/reihen/")

    assert text_of(response).count("als Nächstes:") == count


def test_series_with_dates_come_first_and_count_public_meetings_only(client, at):
    MeetingFactory(series=SeriesFactory(name="Spät"), local=(2027, 3, 1, 9))
    soon = SeriesFactory(name="Früh")
    (
        MeetingFactory(series=soon, local=(2026, 12, 1, 9)),
        MeetingFactory(series=soon, live=False),
        MeetingFactory(series=soon, local=(2026, 1, 1, 9)),
    )
    SeriesFactory(name="Ruht")
    SeriesFactory(name="Geheim", live=False)

    text = text_of(client.get("/termine/reihen/"))

    assert text.index("Früh") < text.index("Spät") < text.index("Ruht")
    assert ("als Nächstes: Dienstag, 1. Dezember 2026 2 Termine insgesamt" in text, "Geheim" in text) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_series_takes_3_queries(client, at, django_assert_num_queries, count):
    series = SeriesFactory(organiser=ActorFactory())
    for number in range(count):
        MeetingFactory(series=series, onsite=True, local=(2026, 12, 8 + number, 9))
        MeetingFactory(series=series, onsite=True, local=(2026, 10, 8 + number, 9))
    client.get(series.get_absolute_url())

    with django_assert_num_queries(3 + FRAME):
        response = client.get(series.get_absolute_url())

    text = text_of(response)
    assert (text.count("Schnittstelle OGS"), text.index("Dezember 2026") < text.index("Oktober 2026")) == (2 * count, True)


# --- Elsewhere ---------------------------------------------------------------------------------------------------------------


def test_an_institutions_page_names_its_coming_meetings(client, at):
    actor = ActorFactory()
    MeetingFactory(name="Bald", organiser=actor)
    MeetingFactory(name="Vorbei", organiser=actor, local=(2026, 1, 8, 9))
    MeetingFactory(name="Anderswo")

    text = text_of(client.get(actor.get_absolute_url()))

    assert ("Bald" in text, "Vorbei" in text, "Anderswo" in text) == (True, False, False)


def test_the_feed_tells_what_was_announced_moved_or_cancelled_last(client, at):
    MeetingFactory(name="Alt", last_published_at=AT - dt.timedelta(days=9))
    off = MeetingFactory(name="Fällt aus", last_published_at=AT - dt.timedelta(days=8))
    MeetingFactory(name="Neu", last_published_at=AT - dt.timedelta(days=1), onsite=True)
    MeetingFactory(name="Geheim", live=False)
    operations.cancel(off, at=AT)

    root = ElementTree.fromstring(client.get("/termine/feed.xml").content)

    found = [(entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}id").text) for entry in root.findall(f"{ATOM}entry")]
    assert [title for title, _id in found] == ["Abgesagt: Fällt aus", "Neu", "Alt"]
    assert found[0][1] == f"urn:uuid:{off.uuid}"
    assert root.find(f"{ATOM}updated").text.startswith("2026-11-23")


def test_a_feed_follows_filters(client, at):
    MeetingFactory(name="Drin", series=SeriesFactory(slug="laeuft")), MeetingFactory(name="Draußen")

    text = client.get("/termine/feed.xml?reihe=laeuft").content.decode()

    assert ("Drin" in text, "Draußen" in text) == (True, False)


def test_english_readers_get_english_words_round_german_titles(client, at):
    MeetingFactory(name="Übergabe", local=(2026, 12, 8, 9), onsite=True)

    html = client.get("/en/termine/").content.decode().replace("\u00ad", "")

    assert re.search(r'<a href="/en/termine/[^"]+" lang="de">Übergabe</a>', html)
    assert ("December 2026" in html, "9:00–10:30" in html) == (True, True)


def test_a_venue_alone_takes_its_area_from_the_place():
    area = AreaFactory(name="Seewarden")

    assert (VenueFactory(area=area).area, str(VenueFactory(room=""))) == (area, "Salzspeicher")
