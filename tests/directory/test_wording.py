from datetime import date, time
from decimal import Decimal

import pytest
from django.utils.translation import override

from directory import wording
from directory.models import Area, Location, Offer, OfferSession


@pytest.fixture(autouse=True)
def _in_german():
    with override("de"):
        yield


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"is_free": True}, "kostenlos"),
        ({"price_from": Decimal("0"), "price_to": Decimal("0")}, "kostenlos"),
        ({"price_from": Decimal("26"), "price_to": Decimal("26"), "price_unit": "monat"}, "26 € im Monat"),
        ({"price_from": Decimal("10"), "price_to": Decimal("26.5"), "price_unit": "halbjahr"}, "10 bis 26,50 € im Halbjahr"),
        ({"price_from": Decimal("1234.5")}, "ab 1.234,50 €"),
        ({"price_to": Decimal("8"), "price_unit": "termin"}, "bis 8 € pro Termin"),
        ({"price_from": Decimal("5"), "price_to": Decimal("5"), "price_unit": "einmalig"}, "5 €"),
    ],
)
def test_a_price_reads_as_people_say_it(fields, expected):
    assert plain(wording.price(Offer(**fields))) == expected


def test_the_full_price_names_the_reduced_one():
    offer = Offer(price_from=Decimal("26"), price_to=Decimal("26"), price_unit="monat", price_reduced=Decimal("13"))

    assert plain(wording.price_in_full(offer)) == "26 € im Monat, ermäßigt 13 €"


def test_a_reduced_price_of_nothing_is_free_of_charge():
    assert wording.price_reduced(Offer(price_reduced=Decimal("0"))) == "ermäßigt kostenlos"


def test_prices_are_english_for_english_readers():
    with override("en"):
        assert plain(wording.price(Offer(price_from=Decimal("26.5"), price_to=Decimal("26.5"), price_unit="monat"))) == "26.50 € a month"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, None, ""),
        (6, 9, "6 bis 9 Jahre"),
        (6, None, "ab 6 Jahren"),
        (1, None, "ab 1 Jahr"),
        (None, 12, "bis 12 Jahre"),
        (0, 3, "0 bis 3 Jahre"),
        (7, 7, "7 Jahre"),
        (0, None, ""),
        (60, 99, "ab 60 Jahren"),
        (0, 99, ""),
    ],
)
def test_ages_read_as_people_say_them(low, high, expected):
    assert wording.ages(low, high) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [([], ""), ([0, 1, 2, 3], "Mo bis Do"), ([1, 3], "Di und Do"), ([0, 1], "Mo und Di"), ([0, 1, 2, 4], "Mo bis Mi und Fr"), ([6], "So")],
)
def test_weekdays_in_a_row_become_a_range(days, expected):
    assert wording.weekdays(days) == expected


def offer_with(*sessions, **fields):
    return Offer(sessions=[OfferSession(weekday=day, starts=starts, ends=ends) for day, starts, ends in sessions], **fields)


def test_sessions_fit_on_a_row():
    assert wording.sessions(offer_with((1, time(15, 15), time(16)), (3, time(15, 15), time(16)))) == "Di und Do, 15:15"
    assert wording.sessions(offer_with((4, time(9, 30), None), (4, time(10, 30), None))) == "Fr, 9:30 und 10:30"
    assert wording.sessions(offer_with((0, None, None), (1, None, None), (2, None, None))) == "Mo bis Mi"


def test_sessions_group_the_days_that_share_their_times():
    offer = offer_with((1, time(15, 15), time(16)), (3, time(15, 15), time(16)), (5, time(9), time(0)))

    assert wording.session_groups(offer, full=True) == [("Dienstag und Donnerstag", "15:15–16:00", ""), ("Samstag", "9:00–24:00", "")]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2027, 1, 12), None, "ab 12.\N{NO-BREAK SPACE}Januar\N{NO-BREAK SPACE}2027"),
        (date(2026, 1, 12), None, ""),
        (date(2027, 1, 12), date(2027, 6, 30), "12.\N{NO-BREAK SPACE}Januar bis 30.\N{NO-BREAK SPACE}Juni\N{NO-BREAK SPACE}2027"),
        (
            date(2026, 12, 1),
            date(2027, 2, 1),
            "1.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026 bis 1.\N{NO-BREAK SPACE}Februar\N{NO-BREAK SPACE}2027",
        ),
        (date(2020, 8, 10), date(2020, 8, 14), "10. bis 14.\N{NO-BREAK SPACE}August\N{NO-BREAK SPACE}2020"),
        (date(2027, 5, 5), date(2027, 5, 5), "am 5.\N{NO-BREAK SPACE}Mai\N{NO-BREAK SPACE}2027"),
        (None, date(2027, 6, 30), "bis 30.\N{NO-BREAK SPACE}Juni\N{NO-BREAK SPACE}2027"),
        (None, None, ""),
    ],
)
def test_a_period_says_what_is_still_of_use(first, last, expected):
    assert wording.period(Offer(starts_on=first, ends_on=last), date(2026, 11, 23)) == expected


def test_when_falls_back_on_the_note():
    assert wording.when(Offer(schedule_note="in den Ferien"), date(2026, 11, 23)) == "in den Ferien"


@pytest.mark.parametrize(("count", "expected"), [(None, ""), (0, "ausgebucht"), (1, "1 Platz frei"), (4, "4 Plätze frei")])
def test_free_places(count, expected):
    assert wording.places_free(Offer(places_free=count)) == expected


def test_the_size_of_a_group():
    assert wording.group_size(Offer(places_min=3, places_max=4)) == "3 bis 4 Teilnehmende"
    assert wording.group_size(Offer(places_max=12)) == "höchstens 12 Teilnehmende"
    assert wording.group_size(Offer()) == ""


def test_places_name_the_first_and_count_the_rest():
    house = Location(street="Notenweg 12", municipality="Berlin", area=Area(pk=1, name="Pankow"))
    other = Location(street="Am Lesezeichen 7", municipality="Berlin")

    assert wording.places([house]) == "Notenweg 12, Pankow"
    assert wording.places([other, house]) == "Am Lesezeichen 7, Berlin und 1 weiterer Standort"
    assert wording.places([house, other, other]) == "Notenweg 12, Pankow und 2 weitere Standorte"
    assert wording.places([]) == ""


@pytest.mark.parametrize(
    ("km", "expected"),
    [(0.001, "am selben Ort"), (0.03, "50 m"), (0.34, "350 m"), (0.98, "1,0 km"), (2.14, "2,1 km"), (12.6, "13 km"), (None, "")],
)
def test_a_distance_is_as_exact_as_it_is_useful(km, expected):
    assert plain(wording.distance(km)) == expected


def test_languages_are_listed_in_words():
    assert wording.languages(["de", "tr", "uk"]) == "Deutsch, Türkisch und Ukrainisch"
    assert wording.languages(["gsg"]) == "Deutsche Gebärdensprache"
    assert wording.languages([]) == ""
