"""What stands on the page when nothing or little is found."""

import html
import re

import pytest

from search.facets import FACETS
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory, TopicFactory

pytestmark = pytest.mark.django_db


def page(client, address):
    return client.get(address).content.decode().replace("\u00ad", "")


def steps(content, heading):
    """[(text, address)] of the list below a heading; None without it."""
    section = re.search(rf"<section><h2[^>]*>{re.escape(heading)}</h2>(.*?)</section>", content, re.S)
    if not section:
        return None
    links = re.findall(r'<li><a href="([^"]*)">.*?<span>(.*?)</span></a></li>', section[1], re.S)
    return [(" ".join(re.sub(r"<[^>]+>", "", text).split()), html.unescape(url)) for url, text in links]


def offer(name, area=None, **fields):
    made = OfferFactory(name=name, **fields)
    if area:
        made.locations.add(LocationFactory(actor=made.actor, area=area))
        made.save()
    return made


FINDS = "Das findet etwas"


def test_each_filter_that_could_be_dropped_says_how_much_it_would_find(client, index):
    area, empty = AreaFactory(name="Karow", slug="karow"), AreaFactory(name="Buch", slug="buch")
    offer("Zitherspiel", area, is_free=True)
    offer("Zitherbau", area)
    offer("Töpfern", empty)
    index()

    content = page(client, "/suche/?q=zither&gebiet=buch&kosten=kostenlos")

    assert steps(content, FINDS) == [
        ("Ohne den Filter „Buch“ (1 Treffer)", "?q=zither&kosten=kostenlos"),
        ("Ohne Filter nach „zither“ suchen (2 Treffer)", "?q=zither"),
    ]
    assert "Gesucht wurde: zither · Buch · kostenlos." in content


def test_what_was_searched_names_the_value_of_every_filter(client, index):
    AreaFactory(name="Karow", slug="karow")
    ActorFactory(name="Trägerwerk", slug="traegerwerk")
    index()
    named = {"gebiet": ["karow"], "traeger": ["traegerwerk"]}

    for facet in FACETS:
        term = facet.terms(named.get(facet.param, ()))[0]
        content = page(client, f"/suche/?q=zither&{facet.param}={term.value}")
        assert f"Gesucht wurde: zither · {html.escape(term.label)}." in content


def test_words_that_could_be_dropped_and_parts_of_compounds_are_counted_under_the_filters(client, index):
    area = AreaFactory(name="Karow", slug="karow")
    offer("Dudelsack", area)
    index()

    content = page(client, "/suche/?q=Dudelsackprüfung&gebiet=karow&woertlich=1")

    assert ("Nach „Dudelsack“ suchen (1 Treffer)", "?q=Dudelsack&gebiet=karow") in steps(content, FINDS)


def test_what_finds_nothing_is_not_proposed(client, index):
    ActorFactory(name="Turmhof")
    index()

    content = page(client, "/suche/?q=xyzzy+qwertz&typ=angebote")

    assert steps(content, FINDS) is None
    assert steps(content, "Meinten Sie …?") is None


def test_a_word_that_may_be_meant_is_proposed_when_it_finds_something(client, index):
    offer("Trompete")
    index()

    content = page(client, "/suche/?q=Trompette&woertlich=1")

    assert [text for text, _url in steps(content, "Meinten Sie …?")] == ["Nach „Trompete“ suchen (1 Treffer)"]


def test_neighbouring_areas_with_hits_come_the_nearest_first(client, index):
    land = AreaFactory(name="Land", slug="land")
    places = {"buch": 52.60, "karow": 52.61, "mitte": 52.0, "wedding": 52.3}
    areas = {slug: AreaFactory(name=slug.title(), slug=slug, parent=land, lat=lat, lon=13.4) for slug, lat in places.items()}
    for slug in ("karow", "mitte", "wedding"):
        offer("Zither", areas[slug])
    offer("Töpfern", areas["buch"])
    index()

    content = page(client, "/suche/?q=zither&gebiet=buch")

    assert steps(content, "Dasselbe in der Nähe") == [
        ("Karow (1 Treffer)", "?q=zither&gebiet=karow"),
        ("Wedding (1 Treffer)", "?q=zither&gebiet=wedding"),
        ("Mitte (1 Treffer)", "?q=zither&gebiet=mitte"),
    ]


def test_round_a_place_the_circle_can_be_widened(client, index):
    made = offer("Zither")
    made.locations.add(LocationFactory(actor=made.actor, lat=52.56, lon=13.4))
    made.save()
    index()

    content = page(client, "/suche/?q=zither&lat=52.5&lon=13.4&km=3")

    assert [text for text, _url in steps(content, FINDS)][:2] == ["Im Umkreis von 10 km (1 Treffer)", "Überall (1 Treffer)"]


def test_the_plain_register_gets_the_words(client, index):
    content = page(client, "/suche/?q=xyzzy&thema=musik")

    assert steps(content, "Im Register nachsehen") == [
        ("Einrichtungen mit „xyzzy“ im Namen", "/einrichtungen/?q=xyzzy&thema=musik"),
        ("Angebote mit „xyzzy“ im Namen", "/angebote/?q=xyzzy&thema=musik"),
    ]


def test_the_register_gets_the_words_too_while_the_search_is_down(client, index_place):
    content = page(client, "/suche/?q=xyzzy")

    assert 'href="/angebote/?q=xyzzy"' in content


@pytest.fixture
def strings():
    """One offer that is found by its words and others of its topic."""
    topic = TopicFactory(name="Zupfen", slug="zupfen")
    for name in ("Zither", "Banjo", "Laute"):
        made = offer(name)
        made.topics.add(topic)
        made.save()
    offer("Töpfern")


def test_few_results_are_followed_by_related_ones_set_apart(client, index, strings):
    index()

    content = page(client, "/suche/?q=zither")

    found, related = content.split('id="verwandt"')
    titles = [re.findall(r'row__title"><a [^>]*>(.*?)</a>', part) for part in (found, related)]
    assert titles[0] == ["<mark>Zither</mark>"]
    assert sorted(titles[1]) == ["Banjo", "Laute"]
    assert 'href="?thema=zupfen"' in related


def test_nothing_related_stands_below_many_results_or_without_words(client, index, strings):
    for number in range(5):
        offer(f"Zither {number}")
    index()

    assert 'id="verwandt"' not in page(client, "/suche/?q=zither")
    assert 'id="verwandt"' not in page(client, "/suche/?thema=zupfen")


def test_related_things_are_public(client, index, strings):
    index()
    from directory.models import Offer

    Offer.objects.filter(name="Banjo").update(live=False)

    assert "Banjo" not in page(client, "/suche/?q=zither")


@pytest.mark.parametrize("text", ["x" * 10_000, "a b c d e f g h i j k", "\u202eetölf", "👍", "\x00", '"', "-zither", "xyzzy " * 40])
def test_help_stands_whatever_was_typed(client, index, text):
    ActorFactory(name="Turmhof")
    index()

    assert client.get("/suche/", {"q": text, "alter_von": "3", "gebiet": "nirgends"}).status_code == 200
