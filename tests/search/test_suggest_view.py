"""The address that the search field asks."""

import pytest
from django.test import Client

from directory.models import Postcode
from search.engines import get_engine
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/suche/vorschlaege/"


def ask(client, text, prefix=""):
    return client.get(f"{prefix}{ADDRESS}", {"q": text})


def test_suggestions_come_in_groups_with_labels_for_everybody(index):
    actor = ActorFactory(name="Flötenhaus", slug="floetenhaus")
    LocationFactory(actor=actor, area=AreaFactory(name="Karow", slug="karow"))
    index()

    response = ask(Client(), "floe")

    assert response.json() == {
        "status": "2 Vorschläge",
        "groups": [
            {
                "name": "words",
                "label": "Suchen nach",
                "items": [
                    {"parts": ["", "Flö", "tenhaus"], "url": "/suche/?q=Fl%C3%B6tenhaus", "icon": "search", "kind": "", "note": "", "lang": "", "query": "Flötenhaus"},
                ],
            },
            {
                "name": "einrichtungen",
                "label": "Einrichtungen",
                "items": [
                    {"parts": ["", "Flö", "tenhaus"], "url": "/einrichtungen/floetenhaus/", "icon": "music", "kind": "musikschule", "note": "Musikschule · Karow", "lang": "", "query": ""},
                ],
            },
        ],
    }  # fmt: skip


def test_answers_may_be_kept_for_a_moment_and_hold_nothing_personal(client, index):
    response = ask(client, "x")

    assert (response["Content-Type"], response["Cache-Control"]) == ("application/json", "public, max-age=10")
    assert "Cookie" not in response.get("Vary", "")
    assert response.cookies == {}
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("number", [1, 3])
def test_a_letter_costs_few_queries_however_much_is_found(client, index, django_assert_num_queries, number):
    for place in range(number):
        LocationFactory(actor=ActorFactory(name=f"Birke {place}"))
        OfferFactory(name=f"Birkensaft {place}")
    index()
    ask(client, "birke")

    with django_assert_num_queries(4):  # the version of topics and areas; institutions and their places, offers
        response = ask(client, "birke")

    assert [group["name"] for group in response.json()["groups"]] == ["words", "angebote", "einrichtungen"]


def test_each_language_has_its_own_answers(client, index):
    ActorFactory(name="Birke", slug="birke")
    index()

    answer = ask(client, "birk", "/en").json()

    assert answer["status"] == "2 suggestions"
    assert answer["groups"][-1]["label"] == "Institutions"
    assert answer["groups"][-1]["items"][0]["url"] == "/en/einrichtungen/birke/"


def test_nothing_is_proposed_while_the_index_is_missing(client, index_place):
    ActorFactory(name="Birke")

    response = ask(client, "birke")

    assert (response.status_code, response.json()["groups"]) == (200, [])
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x" * 10_000,
        "wort " * 2000,
        "a\x00b",
        "\x1b[31m",
        "👩‍👩‍👧",
        "\u202eetölf",
        "שלום",
        "حضانة",
        "\ud83d",
        "a AND (b OR",
        "*",
        "../../",
        "<script>",
    ],
)
def test_whatever_is_typed_is_answered(client, index, text):
    ActorFactory(name="Birke")
    index()

    response = client.get(f"{ADDRESS}?q=" + "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass")))

    assert (response.status_code, response.json()["groups"]) == (200, [])


def test_other_parameters_and_other_methods(client, index):
    assert client.get(ADDRESS).json()["groups"] == []
    assert client.get(f"{ADDRESS}?q=a&q=b&x=1").status_code == 200
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405


def test_counts_are_those_of_the_search(index):
    import datetime as dt

    from search.engines.base import SearchQuery

    for name in ("Birke", "Birke und Erle", "Erle"):
        ActorFactory(name=name)
    index()
    today = dt.date(2027, 3, 1)
    queries = [SearchQuery(today=today, words=words) for words in (("Birke",), ("Birke", "Erle"), ("Birke", "Ulme"), ("Ulme",), ())]

    assert get_engine().counts(queries) == [get_engine().search(query).total for query in queries] == [2, 1, 2, 0, 3]
    assert get_engine().counts([]) == []


# --- “Where?” -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def places(db):
    city = AreaFactory(name="Musterstadt", slug="musterstadt")
    LocationFactory(area=AreaFactory(name="Alt-Linden", slug="alt-linden", parent=city), lat=52.4, lon=13.4)
    area = AreaFactory(name="Linden", slug="linden", parent=city)
    LocationFactory(area=area, lat=52.5, lon=13.4)
    LocationFactory(area=AreaFactory(name="Lindau", slug="lindau", parent=city), lat=52.6, lon=13.4)
    for code in ("12345", "12399"):
        Postcode.objects.create(code=code, place="Musterstadt", lat=52.5, lon=13.4, area=area)


def asked_for(client, text, prefix=""):
    groups = client.get(f"{prefix}{ADDRESS}", {"ort": text}).json()["groups"]
    return [(item["query"], item["note"]) for group in groups for item in group["items"]]


def test_where_proposes_places_that_the_field_understands(client, places):
    response = client.get(ADDRESS, {"ort": "lind"})

    assert response.json() == {
        "status": "3 Vorschläge",
        "groups": [
            {
                "name": "places",
                "label": "Orte, Gebiete, Postleitzahlen",
                "items": [
                    {"parts": ["", "Lind", "au"], "url": "/suche/?ort=Lindau", "icon": "map-pin", "kind": "", "note": "Musterstadt", "lang": "", "query": "Lindau"},
                    {"parts": ["", "Lind", "en"], "url": "/suche/?ort=Linden", "icon": "map-pin", "kind": "", "note": "Musterstadt", "lang": "", "query": "Linden"},
                    {"parts": ["Alt-", "Lind", "en"], "url": "/suche/?ort=Alt-Linden", "icon": "map-pin", "kind": "", "note": "Musterstadt", "lang": "", "query": "Alt-Linden"},
                ],
            }
        ],
    }  # fmt: skip


def test_where_proposes_postcodes_by_their_first_digits(client, places):
    assert asked_for(client, "123") == [("12345 Musterstadt", "Linden"), ("12399 Musterstadt", "Linden")]
    assert [name for name, _note in asked_for(client, "12399")] == ["12399 Musterstadt"]


@pytest.mark.parametrize("text", ["", " ", "xyz", "\x00", "(", "' OR 1=1", "ä" * 5000])
def test_where_proposes_nothing_for_what_begins_no_place(client, places, text):
    assert asked_for(client, text) == []


def test_where_proposes_without_an_index_and_a_new_place_at_once(client, places):
    assert asked_for(client, "neu") == []

    LocationFactory(area=AreaFactory(name="Neustadt", slug="neustadt"), lat=52.5, lon=13.4)

    assert asked_for(client, "neu", "/en") == [("Neustadt", "")]


def test_a_letter_of_where_costs_one_query(client, places, django_assert_num_queries):
    asked_for(client, "lind")

    with django_assert_num_queries(1):
        asked_for(client, "linde")
