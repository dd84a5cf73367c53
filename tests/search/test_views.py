"""The result page as people get it."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import ActorText, OfferText
from search.engines import get_engine
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory, TopicFactory

pytestmark = pytest.mark.django_db


def text_of(response):
    """What stands on the page, without soft hyphens and markup."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\u00ad", "").split())


def titles(response):
    rows = re.findall(r'row__title"><a [^>]*>(.*?)</a>', response.content.decode())
    return [re.sub(r"<[^>]+>|\u00ad", "", row) for row in rows]


def test_results_show_marks_tabs_and_counts(client, index):
    actor = ActorFactory(name="Musikschule am See", summary="Flöten und mehr.")
    OfferFactory(actor=actor, name="Blockflöte", summary="Die kleine Flöte.")
    index()

    response = client.get("/suche/", {"q": "floete"})

    page = response.content.decode()
    assert "2 Treffer für „floete“" in text_of(response)
    assert "<mark>Flöten</mark> und mehr." in page
    assert "Alle 2 Angebote 1 Einrichtungen 1" in text_of(response)
    assert 'href="?q=floete&amp;typ=angebote"' in page


def test_the_empty_query_browses_everything_by_name(client, index):
    ActorFactory(name="Zeltschule")
    ActorFactory(name="Ölmühle")
    ActorFactory(name="Achatschule")
    index()

    assert titles(client.get("/suche/")) == ["Achatschule", "Ölmühle", "Zeltschule"]


def test_filters_narrow_and_each_chip_takes_one_away(client, index):
    first, second = TopicFactory(name="Glas", slug="glas"), TopicFactory(name="Holz", slug="holz")
    for name, topic in (("Eins", first), ("Zwei", second), ("Drei", None)):
        actor = ActorFactory(name=name)
        if topic:
            actor.topics.add(topic)
            actor.save()
    index()

    response = client.get("/suche/?thema=glas&thema=holz&sortierung=name")

    page = response.content.decode()
    assert titles(response) == ["Eins", "Zwei"]
    assert re.findall(r'chip--remove" href="([^"]+)"', page) == ["?thema=holz&amp;sortierung=name", "?thema=glas&amp;sortierung=name"]
    assert 'value="glas" checked' in page


def test_a_chosen_area_shows_the_areas_below_it(client, index):
    land = AreaFactory(slug="land")
    west, east = AreaFactory(name="West", slug="west", parent=land), AreaFactory(name="Ost", slug="ost", parent=land)
    for area in (AreaFactory(name="Westend", slug="westend", parent=west), east):
        LocationFactory(area=area)
    index()

    assert 'value="westend"' not in client.get("/suche/").content.decode()
    response = client.get("/suche/?gebiet=west")
    assert "West 1 Westend 1 Ost 1" in text_of(response)


def test_pages_follow_each_other_and_a_page_too_far_is_the_last(client, index):
    for number in range(23):
        ActorFactory(name=f"Schule {number:02}")
    index()

    first, second, beyond = (client.get(f"/suche/?seite={page}") for page in (1, 2, 99))

    assert (titles(first)[0], titles(first)[-1], titles(second)) == ("Schule 00", "Schule 19", ["Schule 20", "Schule 21", "Schule 22"])
    assert titles(beyond) == titles(second)
    assert "So viele Seiten gibt es nicht. Sie sehen die letzte." in text_of(beyond)


def test_a_hit_shows_the_text_of_the_interface_language_else_german_with_its_lang(client, index):
    translated, german = ActorFactory(name="Musikhaus Nord"), ActorFactory(name="Musikhaus Süd", summary="Nur Deutsch.")
    ActorText.objects.create(actor=translated, language="en", name="House of music")
    index()

    response = client.get("/en/suche/", {"q": "Musikhaus"})

    page = response.content.decode()
    assert sorted(titles(response)) == ["House of music", "Musikhaus Süd"]
    assert re.search(r'<a [^>]*lang="de"[^>]*><mark>Musik\u00ad?haus</mark> Süd</a>', page)
    assert re.search(r'row__text" lang="de">Nur Deutsch', page)
    assert german


def test_a_text_in_another_language_is_found_from_the_german_page(client, index):
    offer = OfferFactory(name="Tanzen")
    OfferText.objects.create(offer=offer, language="en", name="Dancing")
    index()

    assert titles(client.get("/suche/?q=dance")) == ["Tanzen"]


def test_what_is_past_is_gone_without_any_change(client, index):
    OfferFactory(name="Ferienkurs", ends_on=dt.date(2027, 8, 31))
    index()

    with freeze_time("2027-08-31 12:00"):
        assert titles(client.get("/suche/?q=Ferienkurs")) == ["Ferienkurs"]
    with freeze_time("2027-08-31 22:30"):  # in Berlin it is September
        assert titles(client.get("/suche/?q=Ferienkurs")) == []


def test_nothing_found_helps_on(client, index):
    topic = TopicFactory(name="Glas", slug="glas")
    actor = ActorFactory(name="Turmschule")
    actor.topics.add(topic)
    actor.save()
    index()

    response = client.get("/suche/?q=Turmschule&kosten=kostenlos")

    assert "Nichts gefunden für „Turmschule“" in text_of(response)
    assert "Ohne Filter nach „Turmschule“ suchen (1 Treffer)" in text_of(response)
    assert "Glas 1" in text_of(response)
    assert response.status_code == 200


def test_htmx_gets_the_region_alone_with_a_tidy_address(client, index):
    ActorFactory(name="Turmschule")
    index()

    whole = client.get("/suche/?q=Turmschule&alter_von=")
    part = client.get("/suche/?q=Turmschule&alter_von=", headers={"HX-Request": "true"})

    assert ("<html" in whole.content.decode(), "<html" in part.content.decode()) == (True, False)
    assert titles(part) == ["Turmschule"] or "Turmschule" in part.content.decode()
    assert part["HX-Push-Url"] == "?q=Turmschule"
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]
    assert "<title>Turmschule – Suche" in part.content.decode().replace("\n", "")


def test_only_the_bare_search_page_is_for_search_engines(client, index):
    index()

    assert "noindex" not in client.get("/suche/").content.decode()
    assert "noindex" in client.get("/suche/?q=x").content.decode()
    assert "noindex" in client.get("/suche/?kosten=kostenlos").content.decode()


def test_a_thing_hidden_a_moment_ago_is_not_shown_though_the_index_still_has_it(client, index):
    actor = ActorFactory(name="Turmschule")
    index()
    type(actor).objects.filter(pk=actor.pk).update(live=False)

    assert titles(client.get("/suche/?q=Turmschule")) == []


def test_while_the_search_is_down_the_plain_register_answers(client, caplog):
    ActorFactory(name="Turmschule am See")
    ActorFactory(name="Uferschule")
    ActorFactory(name="Turmschule Entwurf", live=False)

    response = client.get("/suche/?q=Turmschule")

    assert response.status_code == 200
    assert "Die Suche macht gerade Pause" in text_of(response)
    assert 'href="/einrichtungen/"' in response.content.decode()
    assert titles(response) == ["Turmschule am See"]
    assert "The search is down" in caplog.text
    assert "Turmschule am See" in client.get("/suche/?q=Turmschule", headers={"HX-Request": "true"}).content.decode().replace("\u00ad", "")


def test_nobody_writes_here(client):
    assert client.post("/suche/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_results_takes_the_same_queries_for_any_number_of_hits(client, index, django_assert_num_queries, number):
    for place in range(number):
        offer = OfferFactory(name=f"Flöte {place}", actor=ActorFactory(name=f"Flöte {place}"))
        offer.locations.add(LocationFactory(actor=offer.actor, area=AreaFactory(slug=f"a{place}")))
        offer.save()
    index()
    client.get("/suche/?q=Flöte")

    with django_assert_num_queries(13):
        response = client.get("/suche/?q=Flöte")

    assert len(titles(response)) == 2 * number


ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "\x00",
            '"',
            "a AND NOT b",
            "name:x",
            "(((",
            "[1 TO 2]",
            "*",
            "-",
            "' OR 1=1 --",
            "<script>",
            "\u202eabc",
            "😀😀",
            "%",
            "x" * 10_000,
            "a " * 5000,
        ]
    ),
)
PARAMETERS = [
    "q",
    "typ",
    "art",
    "thema",
    "gruppe",
    "gebiet",
    "form",
    "sprache",
    "kosten",
    "barrierefrei",
    "alter_von",
    "alter_bis",
    "sortierung",
    "seite",
    "unbekannt",
]
ANY_NUMBER = st.one_of(st.integers().map(str), st.floats().map(str))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.sampled_from(PARAMETERS), st.one_of(ANY_TEXT, ANY_NUMBER)), max_size=8))
def test_no_query_breaks_the_page(client, index, pairs):
    if not get_engine().status().documents:
        ActorFactory(name="Musikschule a b x 1", summary="Flöte")
        index()
    params = {}
    for name, value in pairs:
        params.setdefault(name, []).append(value.encode("utf-8", "ignore").decode())

    response = client.get("/suche/", params)

    assert response.status_code == 200
    assert "<h1" in response.content.decode()


def test_the_row_says_when_it_was_checked(client, index):
    ActorFactory(name="Turmschule", confirmed_at=timezone.now())
    index()

    assert "geprüft" in text_of(client.get("/suche/"))
