import pytest

from directory.geo import bounding_box, current_finder, distance_km, find_area
from directory.models import Area, Postcode
from tests.factories import AreaFactory

pytestmark = pytest.mark.django_db


def square(west, south, size):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def land():
    """A Land with two Bezirke side by side; the eastern one has a quarter without outline."""
    land = AreaFactory(name="Musterland", slug="musterland", level="land", outline=square(13.0, 52.0, 1.0))
    AreaFactory(name="West", slug="west", level="bezirk", outline=square(13.0, 52.0, 0.5), parent=land)
    east = AreaFactory(name="Ost", slug="ost", level="bezirk", outline=square(13.5, 52.0, 0.5), parent=land)
    AreaFactory(name="Altdorf", slug="altdorf", level="ortsteil", parent=east)
    return land


def test_distance_between_two_known_places():
    berlin, hamburg = (52.5200, 13.4050), (53.5511, 9.9937)

    assert round(distance_km(*berlin, *hamburg)) == 255
    assert distance_km(*berlin, *berlin) == 0


def test_bounding_box_holds_what_lies_within_the_radius():
    lat_min, lat_max, lon_min, lon_max = bounding_box(52.0, 13.0, 10)

    assert distance_km(52.0, 13.0, lat_max, 13.0) == pytest.approx(10)
    assert distance_km(52.0, 13.0, 52.0, lon_max) >= 10
    assert (lat_max - 52.0, lon_max - 13.0) == pytest.approx((52.0 - lat_min, 13.0 - lon_min))


def test_bounding_box_stays_on_the_globe_at_the_pole():
    assert bounding_box(90.0, 0.0, 10)[1:] == (90.0, -180.0, 180.0)


def test_find_area_takes_the_deepest_outline_round_the_point(land):
    assert find_area(lat=52.2, lon=13.2).name == "West"
    assert find_area(lat=52.2, lon=13.7).name == "Ost"
    assert find_area(lat=52.8, lon=13.2).name == "Musterland"
    assert find_area(lat=48.0, lon=9.0) is None


def test_find_area_follows_a_quarter_only_below_the_point(land):
    assert find_area(lat=52.2, lon=13.7, quarter="altdorf").name == "Altdorf"
    assert find_area(lat=52.2, lon=13.2, quarter="Altdorf").name == "West"


def test_find_area_takes_a_house_just_outside_of_all_outlines(land):
    assert find_area(lat=51.9985, lon=13.2).name == "West"


def test_find_area_by_postcode_when_there_is_no_point(land):
    west, east = Area.objects.get(slug="west"), Area.objects.get(slug="ost")
    Postcode.objects.create(code="10001", place="Westdorf", lat=52.1, lon=13.1, area=west)
    Postcode.objects.create(code="10002", place="Westdorf", lat=52.1, lon=13.1, area=west)
    Postcode.objects.create(code="10002", place="Ostdorf", lat=52.1, lon=13.6, area=east)

    assert find_area(postcode="10001").name == "West"
    assert find_area(postcode="10002").name == "Musterland"
    assert find_area(postcode="10002", municipality="Ostdorf").name == "Ost"
    assert find_area(postcode="99999") is None
    assert find_area() is None


def test_find_area_by_the_name_of_a_municipality(land):
    AreaFactory(name="Haldensleben, Stadt", slug="haldensleben", level="gemeinde", parent=land)

    assert find_area(municipality="Haldensleben").name == "Haldensleben, Stadt"


def test_find_area_sees_areas_that_changed_since(land):
    assert find_area(lat=48.5, lon=9.5) is None

    AreaFactory(name="Süd", slug="sued", level="land", outline=square(9.0, 48.0, 1.0))

    assert find_area(lat=48.5, lon=9.5).name == "Süd"

    south = Area.objects.get(slug="sued")
    south.outline = square(10.0, 48.0, 1.0)
    south.save()

    assert find_area(lat=48.5, lon=9.5) is None


def test_find_area_sees_an_area_that_moved_in_the_tree(land):
    assert [area.name for area in current_finder().ancestors(current_finder().named("Altdorf")[0])] == ["Musterland", "Ost", "Altdorf"]

    Area.objects.get(slug="altdorf").move(Area.objects.get(slug="west"), "sorted-child")

    assert [area.name for area in current_finder().ancestors(current_finder().named("Altdorf")[0])] == ["Musterland", "West", "Altdorf"]


def test_the_finder_is_kept_while_nothing_changes(land, django_assert_num_queries):
    finder = current_finder()

    with django_assert_num_queries(1):
        assert current_finder() is finder
