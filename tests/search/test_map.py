"""Results on a map: the page, its GeoJSON, what its popups say."""

import datetime as dt
import json

import pytest
from django.utils.translation import override

from directory.models import ActorText
from search import geojson
from search.engines import get_engine
from search.engines.base import Box, SearchQuery
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory
from tests.search.test_views import text_of, titles

pytestmark = pytest.mark.django_db

TODAY = dt.date(2027, 3, 1)
TOWER, SHORE, HILL = (52.51234, 13.41234), (52.52, 13.42), (52.9, 13.9)


def actor_at(name, *points, **fields):
    actor = ActorFactory(name=name, **fields)
    for lat, lon in points:
        LocationFactory(actor=actor, lat=lat, lon=lon, is_main=False)
    return actor


def collection(response):
    return json.loads(response.getvalue() if response.streaming else response.content)


def placed(response):
    """{name: coordinates}"""
    return {feature["properties"]["name"]: feature["geometry"]["coordinates"] for feature in collection(response)["features"]}


# --- GeoJSON --------------------------------------------------------------------------------------------------------


def test_every_result_with_a_place_is_there_once_with_all_its_places(client, index):
    tower, two = actor_at("Turmschule", TOWER), actor_at("Uferschule", SHORE, HILL)
    actor_at("Ohne Ort")
    index()

    response = client.get("/suche/orte.geojson")

    assert response["Content-Type"] == "application/geo+json"
    assert collection(response) == {
        "type": "FeatureCollection",
        "total": 2,
        "kinds": {"musikschule": {"name": "Musikschule", "icon": tower.kind.icon}},
        "features": [
            {
                "type": "Feature",
                "id": f"actor:{tower.pk}",
                "geometry": {"type": "Point", "coordinates": [13.41234, 52.51234]},
                "properties": {"name": "Turmschule", "kind": "musikschule"},
            },
            {
                "type": "Feature",
                "id": f"actor:{two.pk}",
                "geometry": {"type": "MultiPoint", "coordinates": [[13.42, 52.52], [13.9, 52.9]]},
                "properties": {"name": "Uferschule", "kind": "musikschule"},
            },
        ],
    }


def test_words_and_filters_hold_for_the_places_too(client, index):
    actor = actor_at("Turmschule", TOWER)
    for name, free in (("Flöte umsonst", True), ("Flöte", False), ("Trommel umsonst", True)):
        offer = OfferFactory(name=name, actor=actor, is_free=free)
        offer.locations.set(actor.locations.all())
        offer.save()
    index()

    assert placed(client.get("/suche/orte.geojson?q=floete&kosten=kostenlos")) == {"Flöte umsonst": [13.41234, 52.51234]}


def test_hidden_places_and_things_are_nowhere_on_the_map(client, index):
    shown = actor_at("Turmschule", TOWER)
    LocationFactory(actor=shown, lat=52.6, lon=13.6, live=False)
    actor_at("Entwurf", SHORE, live=False)
    late = actor_at("Eben verborgen", HILL)
    index()
    type(late).objects.filter(pk=late.pk).update(live=False)

    assert placed(client.get("/suche/orte.geojson")) == {"Turmschule": [13.41234, 52.51234]}


def test_readers_of_another_language_get_their_names_and_german_ones_are_marked(client, index):
    translated = actor_at("Musikhaus", TOWER)
    ActorText.objects.create(actor=translated, language="en", name="House of music")
    actor_at("Uferschule", SHORE)
    index()

    features = collection(client.get("/en/suche/orte.geojson"))["features"]

    assert sorted((feature["properties"]["name"], feature["properties"].get("lang")) for feature in features) == [
        ("House of music", None),
        ("Uferschule", "de"),
    ]


def test_names_with_quotes_and_markup_stay_one_string(client, index):
    name = 'Kita "Am\\See" </script> „ä“'
    actor_at(name, TOWER)
    index()

    assert list(placed(client.get("/suche/orte.geojson"))) == [name]


def test_of_too_many_results_only_how_many_are_where_is_told(client, index, monkeypatch):
    for number in range(4):
        actor_at(f"Schule {number}", (52.5, 13.4 + number / 100_000))
    actor_at("Bergschule", HILL)
    index()
    monkeypatch.setattr(geojson, "MOST", 4)

    answer = collection(client.get("/suche/orte.geojson"))

    cells = [(feature["properties"]["count"], feature["geometry"]["coordinates"]) for feature in answer["features"]]
    assert answer["total"] == 5
    assert sum(count for count, _point in cells) == 5
    for feature in answer["features"]:
        west, south, east, north = feature["properties"]["box"]
        lon, lat = feature["geometry"]["coordinates"]
        assert west <= lon <= east
        assert south <= lat <= north


def test_a_part_of_the_map_limits_results_and_places(client, index):
    actor_at("Turmschule", TOWER)
    actor_at("Bergschule", HILL)
    actor_at("Zwei Häuser", (52.5, 13.9), (52.9, 13.4))  # one has the latitude, the other the longitude
    index()

    part = "ausschnitt=13.4,52.5,13.45,52.55"

    assert titles(client.get(f"/suche/?{part}")) == ["Turmschule"]
    assert list(placed(client.get(f"/suche/orte.geojson?{part}"))) == ["Turmschule"]


def test_a_whole_continent_is_a_part_too(client, index):
    actor_at("Turmschule", TOWER)
    actor_at("Ohne Ort")
    index()

    assert titles(client.get("/suche/?ausschnitt=-180,-90,180,90")) == ["Turmschule"]


@pytest.mark.parametrize("part", ["x", "1,2,3", "nan,nan,nan,nan", "14,52,13,53", "13,52,14,99", "inf,0,1,1", "1,2,3,4,5", "1e400,1,2,3"])
def test_a_broken_part_is_left_out_with_a_notice(client, index, part):
    actor_at("Turmschule", TOWER)
    index()

    response = client.get("/suche/", {"ausschnitt": part})

    assert titles(response) == ["Turmschule"]
    assert "Das ist kein Kartenausschnitt. Sie sehen alle Orte." in text_of(response)


def test_the_answer_is_packed_and_only_sent_when_it_changed(client, index):
    for number in range(5):
        actor_at(f"Turmschule {number}", TOWER)
    index()

    first = client.get("/suche/orte.geojson", headers={"Accept-Encoding": "gzip"})
    again = client.get("/suche/orte.geojson", headers={"If-None-Match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "no-cache"


def test_while_the_search_is_down_the_map_gets_no_places(client, caplog):
    response = client.get("/suche/orte.geojson")

    assert response.status_code == 503
    assert "The search is down" in caplog.text


@pytest.mark.parametrize("number", [1, 3])
def test_places_take_the_same_queries_for_any_number(client, index, django_assert_num_queries, number):
    for place in range(number):
        actor = actor_at(f"Schule {place}", TOWER, SHORE)
        offer = OfferFactory(name=f"Kurs {place}", actor=actor)
        offer.locations.set(actor.locations.all())
        offer.save()
    index()
    client.get("/suche/orte.geojson")

    with django_assert_num_queries(4):
        response = client.get("/suche/orte.geojson")

    assert len(collection(response)["features"]) == 2 * number


# --- Engine -----------------------------------------------------------------------------------------------------------


def test_cells_have_the_middle_of_their_places(db, index):
    actor_at("Eins", (52.50, 13.40))
    actor_at("Zwei", (52.50, 13.40))
    actor_at("Weit", (48.1, 11.5))
    index()

    points = get_engine().points(SearchQuery(today=TODAY), ["actor"], most=2)

    assert points.total == 3
    assert points.spots == ()
    assert sorted((cell.count, round(cell.lat, 3), round(cell.lon, 3)) for cell in points.cells) == [(1, 48.1, 11.5), (2, 52.5, 13.4)]


def test_only_the_types_asked_for_have_points(db, index):
    actor = actor_at("Turmschule", TOWER)
    offer = OfferFactory(actor=actor)
    offer.locations.set(actor.locations.all())
    offer.save()
    index()

    spots = get_engine().points(SearchQuery(today=TODAY, box=Box(13, 52, 14, 53)), ["offer"], most=10).spots

    assert [(spot.doc_type, spot.object_id, spot.places) for spot in spots] == [("offer", offer.pk, (TOWER,))]


# --- The page ---------------------------------------------------------------------------------------------------------


def test_the_map_is_another_view_of_the_same_search(client, index):
    actor_at("Turmschule", TOWER)
    index()

    listed, mapped = client.get("/suche/?q=Turmschule&kosten="), client.get("/suche/?q=Turmschule&ansicht=karte")

    assert 'href="?q=Turmschule&amp;ansicht=karte"' in listed.content.decode()
    assert 'href="?q=Turmschule"' in mapped.content.decode()
    assert "data-map" not in listed.content.decode()
    assert 'data-places="/suche/orte.geojson?q=Turmschule"' in mapped.content.decode()
    assert titles(mapped) == ["Turmschule"]
    assert 'name="ansicht" value="karte"' in mapped.content.decode()


def test_without_script_the_results_stand_by_area_with_links(client, index):
    land = AreaFactory(slug="land")
    for name, slug in (("West", "west"), ("Ost", "ost")):
        LocationFactory(area=AreaFactory(name=name, slug=slug, parent=land), lat=52.5, lon=13.4)
    index()

    response = client.get("/suche/?ansicht=karte&ausschnitt=13,52,14,53")

    assert "Treffer nach Gebiet Ost 1 West 1" in text_of(response)
    assert 'href="?ansicht=karte&amp;gebiet=west"' in response.content.decode()


def test_an_unknown_view_is_the_list_with_a_notice(client, index):
    actor_at("Turmschule", TOWER)
    index()

    response = client.get("/suche/?ansicht=globus")

    assert "Diese Ansicht gibt es nicht. Sie sehen die Liste." in text_of(response)
    assert "data-map" not in response.content.decode()


# --- Popups -----------------------------------------------------------------------------------------------------------


def test_a_popup_has_the_rows_of_its_things(client, index):
    first, second, hidden = ActorFactory(name="Eins"), OfferFactory(name="Zwei"), ActorFactory(name="Geheim", live=False)

    response = client.get(f"/suche/orte/?ding=actor:{first.pk}&ding=offer:{second.pk}&ding=actor:{hidden.pk}&ding=actor:{first.pk}")

    assert titles(response) == ["Eins", "Zwei"]


@pytest.mark.parametrize(
    "query",
    ["", "ding=", "ding=actor", "ding=actor:x", "ding=nix:1", "ding=actor:-1", "ding=actor:٣", "ding=actor:" + "9" * 40, "ding=%00"],
)
def test_a_popup_of_nothing_says_so(client, db, query):
    response = client.get(f"/suche/orte/?{query}")

    assert response.status_code == 200
    assert "Diesen Eintrag gibt es nicht mehr." in response.content.decode()


def test_a_popup_is_never_longer_than_twenty_rows(client, db):
    actors = [ActorFactory() for _number in range(22)]

    response = client.get("/suche/orte/", {"ding": [f"actor:{actor.pk}" for actor in actors]})

    assert len(titles(response)) == 20
    assert "und 2 weitere hier" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_popup_takes_the_same_queries_for_any_number(client, db, django_assert_num_queries, number):
    keys = [f"actor:{actor_at(f'Schule {place}', TOWER).pk}" for place in range(number)]

    client.get("/suche/orte/", {"ding": keys})

    with django_assert_num_queries(3), override("de"):  # what is kept; institutions and their places
        response = client.get("/suche/orte/", {"ding": keys})

    assert len(titles(response)) == number
