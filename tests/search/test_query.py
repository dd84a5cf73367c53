"""What is understood of an address, and what is said about the rest."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import translation

from directory.models import Postcode
from search.engines.base import Near, SearchQuery
from search.enums import Sort
from search.query import read
from tests.factories import ActorKindFactory, AreaFactory, TopicFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 1)


def asked(address):
    with translation.override("en"):
        return read(QueryDict(address), language="de", today=TODAY)


def test_every_parameter_finds_its_place():
    ActorKindFactory(slug="kita")
    TopicFactory(slug="ein-thema")
    AreaFactory(slug="ein-gebiet")

    found = asked(
        "q=Flöte für Kinder&typ=angebote&art=kita&thema=ein-thema&gebiet=ein-gebiet&sprache=tr&sprache=uk&kosten=kostenlos"
        "&barrierefrei=stufenlos&alter_von=6&alter_bis=9&sortierung=name&seite=3"
    )

    assert found.query == SearchQuery(
        today=TODAY,
        words=("Flöte", "Kinder"),
        filters=(
            ("topic", ("ein-thema",)),
            ("kind", ("kita",)),
            ("area", ("ein-gebiet",)),
            ("cost", ("kostenlos",)),
            ("language", ("tr", "uk")),
            ("access", ("stufenlos",)),
            ("section", ("angebote",)),
        ),
        age_from=6,
        age_to=9,
        sort=Sort.NAME,
        filled=True,
        offset=40,
        stale_before=dt.date(2026, 12, 1),
    )
    assert found.notices == []


def test_nothing_asked_means_browsing_by_name():
    found = asked("q=&thema=&alter_von=&seite=")

    assert found.query == SearchQuery(today=TODAY, sort=Sort.NAME, filled=True, stale_before=dt.date(2026, 12, 1))
    assert (found.url(), found.notices) == ("?", [])


@pytest.mark.parametrize(
    ("address", "notice"),
    [
        ("thema=gibt-es-nicht", "The filter “gibt-es-nicht” is not known here and was left out."),
        ("typ=alles", "There is no such kind of result. You see all."),
        ("sortierung=zufall", "There is no such order. You see the best matches first."),
        ("seite=0", "This is no page number. You see the first page."),
        ("seite=-5", "This is no page number. You see the first page."),
        ("seite=drei", "This is no page number. You see the first page."),
        ("alter_von=-1", "An age is a number from 0 to 120."),
        ("alter_bis=NaN", "An age is a number from 0 to 120."),
        ("q=" + "a" * 201, "Your search text was very long. Only its first 200 letters were used."),
        ("q=" + "a+" * 30, "Only the first 20 words were searched for."),
        ("lat=NaN&lon=13", "This location was not understood and left out."),
        ("lat=52&lon=inf", "This location was not understood and left out."),
        ("lat=91&lon=13", "This location was not understood and left out."),
        ("ort=13187&km=0", "A distance is a number of kilometres from 0.5 to 200."),
        ("ort=13187&km=1e9", "A distance is a number of kilometres from 0.5 to 200."),
        ("ort=13187&km=nan", "A distance is a number of kilometres from 0.5 to 200."),
        ("ort=13187&km=viel", "A distance is a number of kilometres from 0.5 to 200."),
        ("km=5", "A distance needs a place: enter one under “Where?”."),
        ("sortierung=entfernung", "To sort by distance, enter a place under “Where?”."),
        ("offen=morgen", "The filter “morgen” is not known here and was left out."),
        ("traeger=gibt-es-nicht", "The filter “gibt-es-nicht” is not known here and was left out."),
        (
            "sprache=tr&" + "&".join(f"sprache={n}" for n in range(30)),
            "That were very many filters at once. Only the first 20 of a kind were used.",
        ),
    ],
)
def test_what_is_not_understood_is_said(address, notice):
    assert notice in asked(address).notices


def test_control_characters_and_spaces_are_no_words():
    found = asked("q=%00Flöte%0A%09%20%20blau%7F")

    assert (found.text, found.query.words) == ("Flöte blau", ("Flöte", "blau"))


def test_addresses_leave_out_one_value_or_take_another():
    found = asked("q=a+b&sprache=tr&sprache=uk&alter_von=6&seite=2")

    assert found.url() == "?q=a+b&sprache=tr&sprache=uk&alter_von=6"
    assert found.url(without=[("sprache", "tr")], alter_von=None) == "?q=a+b&sprache=uk"
    assert found.url(typ="angebote", seite=3) == "?q=a+b&sprache=tr&sprache=uk&alter_von=6&typ=angebote&seite=3"


def test_ages_the_wrong_way_round_are_turned():
    found = asked("alter_von=12&alter_bis=6")

    assert (found.query.age_from, found.query.age_to) == (6, 12)


def test_areas_that_can_be_chosen_are_the_widest_level_and_one_more_below_what_is_chosen():
    land = AreaFactory(name="Land", slug="land")
    west, east = AreaFactory(name="West", slug="west", parent=land), AreaFactory(name="Ost", slug="ost", parent=land)
    AreaFactory(name="Westend", slug="westend", parent=west)
    AreaFactory(name="Ostend", slug="ostend", parent=east)

    terms = {term.value: term.parent for term in asked("gebiet=west").terms["area"]}

    assert terms == {"ost": "", "west": "", "westend": "west"}


# --- Where ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def postcode():
    return Postcode.objects.create(code="13187", place="Berlin", lat=52.5695, lon=13.4084)


@pytest.mark.parametrize(
    ("address", "near", "pairs"),
    [
        ("ort=13187", Near(52.5695, 13.4084, 5), [("ort", "13187")]),
        ("ort=13187&km=2,5", Near(52.5695, 13.4084, 2.5), [("ort", "13187"), ("km", "2.5")]),
        ("ort=13187&km=10&km=", Near(52.5695, 13.4084, 10), [("ort", "13187"), ("km", "10")]),
        ("ort=13187&km=10&km=7", Near(52.5695, 13.4084, 7), [("ort", "13187"), ("km", "7")]),
        ("ort=13187&km=beliebig", Near(52.5695, 13.4084, None), [("ort", "13187"), ("km", "beliebig")]),
        ("lat=52.56949999&lon=13.4084", Near(52.569, 13.408, 5), [("lat", "52.569"), ("lon", "13.408")]),
        ("ort=Mein+Standort&lat=52.5&lon=13.4", Near(52.5, 13.4, 5), [("lat", "52.5"), ("lon", "13.4")]),
        ("ort=13187&lat=52.5&lon=13.4", Near(52.5695, 13.4084, 5), [("ort", "13187")]),
        ("lat=52.5", None, []),
        ("ort=Mein+Standort", None, []),
    ],
)
def test_a_place_by_name_counts_before_the_visitors_own_which_is_rounded(postcode, address, near, pairs):
    found = asked(address)

    assert (found.query.near, list(found.pairs)) == (near, pairs)


def test_near_a_place_browsing_goes_by_distance_and_searching_by_relevance(postcode):
    assert asked("ort=13187").query.sort == Sort.DISTANCE
    assert asked("ort=13187&q=Flöte").query.sort == Sort.RELEVANCE
    assert asked("ort=13187&q=Flöte&sortierung=entfernung").query.sort == Sort.DISTANCE


def test_an_unknown_place_stays_in_its_field(postcode):
    found = asked("ort=Nirgendwo&km=3")

    assert (found.query.near, found.where.text, found.where.unknown, found.url()) == (None, "Nirgendwo", "Nirgendwo", "?ort=Nirgendwo&km=3")


def test_the_moment_of_open_now_is_a_minute():
    at = dt.datetime(2027, 3, 1, 9, 30, 12, 345, tzinfo=dt.UTC)

    found = read(QueryDict("offen=jetzt&tag=mo&zeit=abends&geprueft=jahr"), language="de", today=TODAY, at=at)

    assert found.query.at == dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)
    assert found.query.filters == (("day", ("mo",)), ("time", ("abends",)), ("open", ("jetzt",)), ("checked", ("jahr",)))
