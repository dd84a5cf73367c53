"""Which place somebody means."""

import pytest

from directory.models import Postcode
from search.places import Place, beginning_with, find, look_up
from tests.factories import AreaFactory, LocationFactory

pytestmark = pytest.mark.django_db

SQUARE = {"type": "Polygon", "coordinates": [[[13.3, 52.5], [13.5, 52.5], [13.5, 52.6], [13.3, 52.6], [13.3, 52.5]]]}


@pytest.fixture
def berlin():
    """A state with a borough that has a quarter of the same name, and postcodes; far away a town whose name is found here too."""
    state = AreaFactory(name="Berlin", slug="berlin", level="land", lat=52.5, lon=13.4)
    borough = AreaFactory(name="Pankow", slug="pankow", level="bezirk", parent=state, lat=52.55, lon=13.4, outline=SQUARE)
    quarter = AreaFactory(name="Pankow", slug="pankow-ortsteil", level="ortsteil", parent=borough, lat=52.57, lon=13.4)
    AreaFactory(name="Prenzlauer Berg", slug="prenzlauer-berg", level="ortsteil", parent=borough)
    Postcode.objects.create(code="13187", place="Berlin", lat=52.57, lon=13.41, area=quarter)
    Postcode.objects.create(code="10405", place="Berlin", lat=52.53, lon=13.43, area=borough)
    bavaria = AreaFactory(name="Bayern", slug="bayern", level="land", lat=49, lon=11)
    ries = AreaFactory(name="Donau-Ries", slug="donau-ries", level="kreis", parent=bavaria, lat=48.8, lon=10.7)
    AreaFactory(name="Buch", slug="buch-bayern", level="gemeinde", parent=ries, lat=48.8, lon=10.7)
    return borough


@pytest.mark.parametrize("text", ["13187", "13187 Pankow", " Florastr. 7, 13187  Berlin ", "D-13187"])
def test_a_postcode_is_found_wherever_it_stands(berlin, text):
    assert find(text) == Place("13187 Berlin", 52.57, 13.41, 5)


@pytest.mark.parametrize(
    "text", ["Pankow", "pankow", "Florastraße 7, Pankow", "Pankow, Berlin", "Pankow (Berlin)", "99999 Pankow", "in Pankow"]
)
def test_a_name_is_the_widest_area_called_so_and_its_circle_holds_it(berlin, text):
    assert find(text) == Place("Pankow", 52.55, 13.4, 10, "pankow")


@pytest.mark.parametrize("text", ["Prenzlauer Berg", "prenzlauer-berg", "Prenzlauerberg"])
def test_an_area_without_coordinates_is_where_its_things_are(berlin, text):
    area = type(berlin).objects.get(slug="prenzlauer-berg")
    for lat in (52.53, 52.55):
        LocationFactory(area=area, lat=lat, lon=13.42)
    LocationFactory(area=area, lat=10, lon=10, live=False)

    place = find(text)

    assert (place.name, round(place.lat, 6), place.lon, place.km, place.area) == ("Prenzlauer Berg", 52.54, 13.42, 3, "prenzlauer-berg")


def test_of_several_places_the_one_that_the_register_reaches_is_meant(berlin):
    here = AreaFactory(name="Buch", slug="buch", level="ortsteil", parent=berlin, lat=52.63, lon=13.5)
    assert find("Buch") is None
    assert [place.name for place in look_up("Buch").choices] == ["Buch (Donau-Ries)", "Buch (Pankow)"]
    assert [find(place.name).area for place in look_up("Buch").choices] == ["buch-bayern", "buch"]

    LocationFactory(area=here)
    AreaFactory(name="Neu", slug="neu", parent=berlin)  # the book is made anew when areas change

    assert find("Buch").area == "buch"


def test_an_unknown_name_gets_names_like_it_and_an_unknown_postcode_its_neighbours(berlin):
    LocationFactory(area=type(berlin).objects.get(slug="prenzlauer-berg"), lat=52.5, lon=13.4)

    assert look_up("Prenzlberg").suggestions[:1] == ("Prenzlauer Berg",)
    assert look_up("Panko").suggestions[:1] == ("Pankow",)
    assert look_up("13186").suggestions == ("13187 Berlin",)
    assert look_up("Xyzzy").suggestions == ()


@pytest.mark.parametrize("text", ["", " ", ",", "()", "(", "🎈", "\u202e", "' OR 1=1", "x" * 10_000, "0" * 5000, "(" * 500])
def test_strange_text_is_no_place(berlin, text):
    assert find(text) is None


def test_what_somebody_types_is_completed(berlin):
    assert [place.name for place in beginning_with("pan", 5)] == ["Pankow"]
    assert [place.name for place in beginning_with("1", 5)] == ["10405 Berlin", "13187 Berlin"]
    assert beginning_with("", 5) == []


def test_looking_up_takes_one_query_once_the_book_is_there(berlin, django_assert_num_queries):
    find("Pankow")

    with django_assert_num_queries(1):
        find("13187")
