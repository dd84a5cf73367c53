"""The result page as people get it."""

import csv
import datetime as dt
import io
import re
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import ActorText, OfferText, Postcode
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


def test_minor_filters_of_many_hits_are_links_to_their_choices(client, index, monkeypatch):
    """On the embedded engine; where everything is counted, all choices are there at once."""
    monkeypatch.setattr("search.facets.MANY", 1)
    for number in range(2):
        OfferFactory(name=f"Flöte {number}", slug=f"floete-{number}", form="kurs")
    index()

    closed = client.get("/suche/", {"q": "Flöte"}).content.decode()
    opened = client.get("/suche/", {"q": "Flöte", "auf": ["form", "quatsch"]}).content.decode()
    elsewhere = client.get("/suche/", {"q": "Flöte", "auf": "zeit"}).content.decode()

    if get_engine().status().engine == "tantivy":
        assert 'id="spaeter-werte-form" hx-get="?q=Fl%C3%B6te&amp;auf=form"' in closed
    assert 'id="spaeter-werte-form"' not in opened
    assert '<input type="hidden" name="auf" value="form">' in opened
    assert re.search(r'name="form" value="kurs"[^>]*><span>Kurs</span><span class="count">2</span>', opened)
    assert 'value="quatsch"' not in opened
    assert "Dazu sagen diese Ergebnisse nichts." in elsewhere


def test_choices_that_are_loaded_are_no_step_in_the_history(client, index):
    OfferFactory(name="Flöte")
    index()
    asks = {"hx-request": "true"}

    opened = client.get("/suche/?q=Flöte&auf=form", headers=asks | {"hx-target": "spaeter-werte-form"})
    chosen = client.get("/suche/?q=Flöte&auf=form&form=kurs", headers=asks | {"hx-target": "ergebnisse"})

    assert "HX-Push-Url" not in opened
    assert chosen["HX-Push-Url"] == "?q=Fl%C3%B6te&form=kurs&auf=form"


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

    with django_assert_num_queries(6):  # what is kept; institutions and their places; offers, their places and times
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
    "traeger",
    "tag",
    "zeit",
    "offen",
    "geprueft",
    "ort",
    "km",
    "lat",
    "lon",
    "format",
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


# --- Places, long lists, other programs --------------------------------------------------------------------------------------


@pytest.fixture
def postcode(db):
    return Postcode.objects.create(code="13187", place="Berlin", lat=52.5695, lon=13.4084)


def test_near_a_postcode_rows_show_how_far_their_nearest_place_is(client, index, postcode):
    near, far = ActorFactory(name="Nah"), ActorFactory(name="Fern")
    LocationFactory(actor=near, lat=53.5, lon=13.4)
    LocationFactory(actor=near, lat=52.58, lon=13.4084, is_main=False)
    LocationFactory(actor=far, lat=52.65, lon=13.4084)
    index()

    assert titles(client.get("/suche/?ort=13187")) == ["Nah"]
    response = client.get("/suche/?ort=13187&km=10")

    assert titles(response) == ["Nah", "Fern"]
    assert re.findall(r"row__side\"><strong>([^<]+)", response.content.decode()) == ["1,2\u00a0km", "9,0\u00a0km"]
    assert "bis\u00a010" not in text_of(response)
    assert 'chip--remove" href="?"' in response.content.decode()
    assert "bis 5 km 1" in text_of(response).replace("\u00a0", " ")


def test_an_unknown_place_is_said_and_results_come_from_everywhere(client, index, postcode):
    AreaFactory(name="Pankow", slug="pankow", lat=52.5, lon=13.4)
    ActorFactory(name="Turmschule")
    index()

    response = client.get("/suche/?q=Turmschule&ort=Pankov")

    assert titles(response) == ["Turmschule"]
    assert "Einen Ort namens „Pankov“ kennen wir nicht." in text_of(response)
    assert 'href="?q=Turmschule&amp;ort=Pankow">Pankow</a>' in response.content.decode()


@pytest.fixture
def operators(index):
    for number in range(40):
        operator = ActorFactory(name=f"Träger {number:02}", slug=f"traeger-{number:02}")
        ActorFactory(name=f"Kita {number}", operator=operator)
    index()


def test_a_page_holds_thirty_operators_and_a_page_of_its_own_all(client, operators):
    page = client.get("/suche/").content.decode()
    assert page.count('name="traeger"') == 30
    assert 'href="/suche/filter/traeger/?"' in page

    whole = client.get("/suche/filter/traeger/")
    assert whole.content.decode().count('name="traeger"') == 40
    assert "40 Einträge" in text_of(whole)


def test_a_list_of_its_own_finds_names_and_keeps_the_search_and_what_is_chosen(client, operators):
    response = client.get("/suche/filter/traeger/?q=Kita&traeger=traeger-07&suche=traeger+1")

    page = response.content.decode()
    assert re.findall(r'name="traeger" value="([^"]+)"( checked)?', page.partition('<div id="auswahl"')[2])[0] == ("traeger-07", " checked")
    assert page.partition('<div id="auswahl"')[2].count('name="traeger"') == 14
    assert '<input type="hidden" name="q" value="Kita">' in page
    assert "noindex" in page


def test_only_filters_with_values_have_a_list_and_without_a_search_there_is_none(client):
    assert [client.get(f"/suche/filter/{name}/").status_code for name in ("gibt-es-nicht", "offen", "q")] == [404, 404, 404]
    assert client.get("/suche/filter/traeger/?q=a")["Location"] == "/suche/?q=a"


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_its_own_takes_the_same_queries_for_any_number(client, index, django_assert_num_queries, number):
    for place in range(number):
        ActorFactory(operator=ActorFactory(name=f"Träger {place}", slug=f"traeger-{place}"))
    index()
    client.get("/suche/filter/traeger/")

    with django_assert_num_queries(2):  # what is kept, the operators
        client.get("/suche/filter/traeger/")


def test_a_table_holds_the_hits_under_the_same_filters_and_no_formula(client, index, postcode):
    actor = ActorFactory(name="=1+1;Turm", summary="Mit „Komma“, und; Strichpunkt", confirmed_at=dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    LocationFactory(actor=actor, street="Weg 1", lat=52.58, lon=13.4084)
    LocationFactory(actor=ActorFactory(name="Fern"), lat=50, lon=10)
    index()

    response = client.get("/suche/?ort=13187&format=csv")

    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == [
        "Name", "Art", "Anbieter", "Adressen", "Wann", "Kurz gesagt", "Merkmale", "Entfernung in km", "Geprüft am", "Adresse der Seite",
    ]  # fmt: skip
    assert lines[1:] == [
        ["'=1+1;Turm", "Musikschule", "", "Weg 1, 13187 Berlin", "", "Mit „Komma“, und; Strichpunkt", "", "1,2", "2027-02-01",
         f"http://testserver{actor.get_absolute_url()}"],
    ]  # fmt: skip
    assert (response["Content-Type"], response["X-Robots-Tag"]) == ("text/csv; charset=utf-8", "noindex")
    assert re.fullmatch(r'attachment; filename="suche-\d{4}-\d\d-\d\d.csv"', response["Content-Disposition"])


def test_a_table_that_is_cut_says_so_in_its_last_line(client, index, monkeypatch):
    monkeypatch.setattr("search.formats.MOST_ROWS", 2)
    ActorFactory.create_batch(3)
    index()

    lines = b"".join(client.get("/suche/?format=csv").streaming_content).decode().splitlines()

    assert len(lines) == 4
    assert lines[3].startswith("Das sind die ersten 2 von 3 Treffern.")


def test_the_feed_has_the_newest_changes_first_and_the_page_names_it(client, index):
    for day, name in ((1, "Alt & gut"), (3, "Neu \x0b"), (2, "Mittel")):
        ActorFactory(name=name, summary=f"Text {day}", last_published_at=dt.datetime(2027, 2, day, 12, tzinfo=dt.UTC))
    ActorFactory(name="Verborgen", live=False, last_published_at=dt.datetime(2027, 2, 9, tzinfo=dt.UTC))
    index()

    response = client.get("/suche/?typ=einrichtungen&sortierung=name&format=atom")

    feed = ElementTree.fromstring(response.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")] == ["Neu", "Mittel", "Alt & gut"]
    assert feed.find(f"{atom}entry/{atom}updated").text == "2027-02-03T13:00:00+01:00"
    assert feed.findtext(f"{atom}updated") == "2027-02-03T13:00:00+01:00"
    assert feed.findtext(f"{atom}id") == "http://testserver/suche/?typ=einrichtungen&sortierung=name&format=atom"
    assert len({entry.findtext(f"{atom}id") for entry in feed.findall(f"{atom}entry")}) == 3
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    page = client.get("/suche/?typ=einrichtungen&sortierung=name").content.decode()
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert 'href="/suche/?typ=einrichtungen&amp;format=atom"' in page


def test_while_the_search_is_down_programs_are_asked_to_come_again(client):
    for name in ("csv", "atom"):
        response = client.get(f"/suche/?format={name}")
        assert (response.status_code, response["Retry-After"]) == (503, "300")


def test_an_address_of_thousands_of_parameters_gets_a_page(client, index):
    response = client.get("/suche/?" + "&".join(f"thema=t{number}&x{number}=1&km={number}" for number in range(3000)))

    assert response.status_code == 200
    assert "Das waren sehr viele Filter auf einmal." in text_of(response)
    assert client.get("/suche/?" + "&".join(f"x{number}=1" for number in range(20_000))).status_code == 400
