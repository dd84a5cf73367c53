"""Outlines of areas as the ground of maps."""

import json

import pytest
from django.core.cache import caches

from tests.factories import AreaFactory, LocationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    caches["numbers"].clear()


def square(west, south, size=1.0):
    east, north = west + size, south + size
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def features(client):
    response = client.get("/gebiete/umrisse.geojson")
    assert response["Content-Type"] == "application/geo+json"
    return {feature["properties"]["name"]: feature for feature in json.loads(response.content)["features"]}


def test_outlines_say_where_something_is(client):
    land = AreaFactory(name="Land", slug="land", outline=square(10, 50, 0.2))
    near = AreaFactory(name="Nah", slug="nah", parent=land, outline=square(10, 50, 0.1))
    AreaFactory(name="Leer", slug="leer", parent=land, outline=square(10.1, 50, 0.1), lat=50.05, lon=10.15)
    LocationFactory(area=near, lat=50.05, lon=10.05)

    found = features(client)

    assert {
        name: (feature["properties"]["depth"], feature["properties"]["home"], feature["properties"]["divided"])
        for name, feature in found.items()
    } == {
        "Land": (1, True, True),
        "Nah": (2, True, False),
        "Leer": (2, False, False),
    }
    assert found["Leer"]["properties"]["label"] == [10.15, 50.05]
    assert found["Nah"]["geometry"]["type"] == "MultiPolygon"


def test_an_area_without_outline_is_a_point_and_one_without_anything_is_missing(client):
    AreaFactory(name="Punkt", slug="punkt", lat=50.5, lon=10.5)
    AreaFactory(name="Nichts", slug="nichts")

    found = features(client)

    assert list(found) == ["Punkt"]
    assert found["Punkt"]["geometry"] == {"type": "Point", "coordinates": [10.5, 50.5]}


def test_hidden_places_make_no_area_home(client):
    area = AreaFactory(name="Land", slug="land", outline=square(10, 50))
    LocationFactory(area=area, lat=50.5, lon=10.5, live=False)

    assert features(client)["Land"]["properties"]["home"] is False


@pytest.mark.parametrize("outline", [{"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": []}, {"x": 1}, [], "x"])
def test_broken_outlines_break_nothing(client, outline):
    AreaFactory(name="Kaputt", slug="kaputt", outline=outline, lat=50.5, lon=10.5)

    assert features(client)["Kaputt"]["geometry"]["type"] == "Point"


def test_a_changed_area_shows_at_once_and_an_unchanged_ground_is_not_sent_again(client):
    area = AreaFactory(name="Alt", slug="alt", outline=square(10, 50))
    first = client.get("/gebiete/umrisse.geojson")

    assert client.get("/gebiete/umrisse.geojson", headers={"If-None-Match": first["ETag"]}).status_code == 304
    area.name = "Neu"
    area.save()
    assert list(features(client)) == ["Neu"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_ground_takes_the_same_queries_for_any_number_of_areas(client, django_assert_num_queries, number):
    for place in range(number):
        LocationFactory(area=AreaFactory(slug=f"a{place}", outline=square(10 + place, 50)), lat=50.5, lon=10.5)

    with django_assert_num_queries(5):
        client.get("/gebiete/umrisse.geojson")
