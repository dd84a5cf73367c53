"""What meetings reached: numbers that add up, before personal data is deleted and after."""

import csv
import datetime as dt
import json
from io import StringIO

import pytest

from events import operations
from events.models import Registration
from events.office.statistics import Reach, statistics
from tests.factories import ActorFactory, AreaFactory, LocationFactory, MeetingFactory, SeriesFactory

from .conftest import AT
from .registered import registered

pytestmark = pytest.mark.django_db
YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
SCREENS = ["/cms/termine/statistik/", "/cms/termine/datenschutz/"]
ADDRESS = SCREENS[1]


def a_year():
    """Three meetings of a series and one without, one of them cancelled."""
    series = SeriesFactory(name="Läuft!")
    pankow = AreaFactory(name="Pankow")
    school = ActorFactory(name="Klangwerk")
    LocationFactory(actor=school, area=pankow, is_main=True)
    first = MeetingFactory(name="Erster", series=series, local=(2026, 2, 3, 16, 30))
    second = MeetingFactory(name="Zweiter", series=series, local=(2026, 5, 5, 16, 30))
    MeetingFactory(name="Abgesagt", series=series, local=(2026, 6, 2, 16, 30), cancelled_at=AT)
    alone = MeetingFactory(name="Allein", local=(2026, 9, 1, 16, 30))
    MeetingFactory(local=(2025, 12, 31, 16, 30)), MeetingFactory(live=False, local=(2026, 3, 3, 16, 30))
    registered(first, "Ines Radtke", others=["Mara Quelle"], attended=True, actor=school)
    registered(first, "Jonas Muster", attended=False, institution="Kita Wiese")
    registered(second, "Ines Radtke", attended=True, institution="klangwerk ")
    registered(second, "Jonas Muster", attended=True, institution="Kita Wiese")
    registered(second, "Ute Wald", state="waiting")
    registered(second, "Kim Weg", state="declined")
    registered(alone, "Ines Radtke", actor=school)
    registered(alone, "Noch Offen", state="pending")


def numbers(row):
    return {name: getattr(row, name) for name in (*Reach.NUMBERS, "not_noted", "institution_count")}


def summary(found):
    return numbers(found.total), [(row.label, numbers(row)) for row in (*found.series, *found.meetings)], found.areas


def test_the_numbers_of_a_year():
    a_year()

    found = statistics(*YEAR)

    assert numbers(found.total) == {
        "meetings": 4, "cancelled": 1, "registrations": 8, "confirmed": 5, "waiting": 1, "pending": 1, "ended": 1, "people": 6, "came": 4, "absent": 1,
        "people_waiting": 1, "returning": 2, "not_noted": 1, "institution_count": 2,
    }  # fmt: skip
    assert [(row.label, row.meetings, row.people, row.institution_count) for row in found.series] == [("Läuft!", 3, 5, 2), ("", 1, 1, 1)]
    assert found.areas == [("Pankow", 1, 3), ("", 2, 3)]


def test_rows_add_up_to_the_sums():
    a_year()

    found = statistics(*YEAR)

    for rows in (found.series, found.meetings):
        sums = {name: sum(getattr(row, name) for row in rows) for name in Reach.NUMBERS}
        assert sums == {name: getattr(found.total, name) for name in Reach.NUMBERS}
    for row in (found.total, *found.series, *found.meetings):
        assert row.registrations == row.confirmed + row.waiting + row.pending + row.ended
        assert row.people == row.came + row.absent + row.not_noted
    assert sum(people for _area, _institutions, people in found.areas) == found.total.people


@pytest.mark.parametrize("order", ["pk", "-pk"])
def test_deleting_personal_data_changes_no_number(order):
    a_year()
    before = summary(statistics(*YEAR))

    for registration in Registration.objects.order_by(order):
        operations.anonymise(registration, at=AT)
        assert summary(statistics(*YEAR)) == before

    assert not Registration.objects.exclude(email="").exists()


def test_one_series_and_one_day():
    a_year()

    one = statistics(*YEAR, series=Registration.objects.first().meeting.series)
    day = statistics(dt.date(2026, 9, 1), dt.date(2026, 9, 1))

    assert (one.total.meetings, [row.label for row in day.meetings]) == (3, ["Allein"])


@pytest.mark.parametrize("number", [2, 30])
def test_statistics_take_the_same_queries(django_assert_num_queries, number):
    for n in range(number):
        meeting = MeetingFactory(local=(2026, 5, 1 + n % 28, 9), series=SeriesFactory())
        registered(meeting, f"P{n} Muster", actor=ActorFactory())

    with django_assert_num_queries(7):
        statistics(*YEAR)


def test_the_screen_shows_a_table_and_gives_it_away(as_user, moderator, at):
    a_year()
    client = as_user(moderator)

    page = client.get(SCREENS[0]).content.decode()
    table = client.get(SCREENS[0], {"first": "2026-01-01", "last": "2026-06-30", "export": "csv"})

    rows = list(csv.reader(StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert all(word in page for word in ("Läuft!", "Pankow", "ohne Reihe", "davon 1 abgesagt"))
    assert [row[1] for row in rows] == ["Titel", "Erster", "Zweiter", "Abgesagt", ""]
    assert rows[-1] == ["Summe", "", "", "1", "6", "4", "1", "0", "1", "5", "4", "1", "0", "1", "2", "1"]


@pytest.mark.parametrize("query", [{"first": "x"}, {"first": "2026-05-01", "last": "2026-04-01"}, {"series": "999"}, {"last": ""}])
def test_a_wrong_period_is_said(as_user, office, at, query):
    response = as_user(office).get(SCREENS[0], query)

    assert (response.status_code, response.context["found"], bool(response.context["form"].errors)) == (200, None, True)


def test_who_sees_the_screens_over_all_meetings(client, as_user, editor, moderator, office, at):
    registered(MeetingFactory(), "Ines Radtke")
    asked = {"email": "ines@example.org"}

    strangers = [client.get(address).status_code for address in SCREENS]
    seen = {user: [as_user(user).get(address).status_code for address in SCREENS] for user in (editor, moderator, office)}
    refused = [
        as_user(user).post(ADDRESS, asked | extra) for user in (editor, moderator) for extra in ({}, {"export": "1"}, {"erase": "1"})
    ]

    assert strangers == [302, 302]
    assert seen == {editor: [302, 302], moderator: [200, 302], office: [200, 200]}
    assert not any("Radtke" in response.content.decode() for response in refused)
    assert Registration.objects.get().name == "Ines Radtke"


def test_the_menu_shows_what_one_may(as_user, editor, office, at):
    menus = [as_user(user).get("/cms/").content.decode() for user in (editor, office)]

    assert [[address in menu for address in SCREENS] for menu in menus] == [[False, False], [True, True]]


def test_a_person_gets_what_is_stored_and_it_is_erased(as_user, office, at):
    meeting = MeetingFactory(name="Übergabe", registration="hier")
    operations.register(meeting, operations.Application(name="Ines Radtke", email="ines@example.org"), by=office, at=AT)
    client, asked = as_user(office), {"email": " Ines@example.org "}

    shown = client.post(ADDRESS, asked).content.decode()
    given = client.post(ADDRESS, asked | {"export": "1"})
    response = client.post(ADDRESS, asked | {"erase": "1"}, follow=True)

    assert all(word in shown for word in ("Übergabe", "Ines Radtke"))
    assert json.loads(given.content)["registrations"][0]["name"] == "Ines Radtke"
    assert [str(message).strip() for message in response.context["messages"]] == ["1 Anmeldung wurde anonymisiert."]
    assert list(Registration.objects.values_list("name", "email", "state")) == [("", "", "cancelled")]
    assert "nichts gespeichert" in client.post(ADDRESS, asked).content.decode()


@pytest.mark.parametrize("email", ["", "kein", "a@b\nBcc: c@d.example"])
def test_what_is_no_address_is_said(as_user, office, at, email):
    response = as_user(office).post(ADDRESS, {"email": email, "erase": "1"})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["email"])
