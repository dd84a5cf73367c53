import pytest

from directory.distance import bounding_box, kilometres, nearby_actors
from tests.factories import ActorFactory, LocationFactory

pytestmark = pytest.mark.django_db


def test_the_distance_between_two_towns():
    assert kilometres(52.5200, 13.4050, 53.5511, 9.9937) == pytest.approx(255.3, abs=0.5)
    assert kilometres(52.52, 13.405, 52.52, 13.405) == 0


@pytest.mark.parametrize("lat", [-89.99, -33.9, 0.0, 52.5, 89.99])
def test_the_box_holds_the_circle(lat):
    south, west, north, east = bounding_box(lat, 13.4, 10)

    assert south < lat < north
    assert west < 13.4 < east
    assert kilometres(lat, 13.4, lat, east) >= 9.99 or (west, east) == (-180.0, 180.0)


def test_nearby_actors_come_by_distance_each_once(django_assert_num_queries):
    home = LocationFactory(lat=52.57, lon=13.40)
    near = LocationFactory(lat=52.571, lon=13.401).actor
    LocationFactory(actor=near, lat=52.60, lon=13.40)
    far = LocationFactory(lat=52.62, lon=13.40).actor
    LocationFactory(lat=53.55, lon=9.99)
    LocationFactory(lat=52.57, lon=13.40, actor=ActorFactory(live=False))
    LocationFactory(lat=52.57, lon=13.40, live=False)
    LocationFactory(actor=home.actor, lat=52.57, lon=13.40)

    with django_assert_num_queries(4):
        found = nearby_actors(home.actor, home)

    assert [actor.pk for actor, _km in found] == [near.pk, far.pk]
    assert [round(km, 1) for _actor, km in found] == [0.1, 5.6]


def test_without_coordinates_nobody_is_near(django_assert_num_queries):
    home = LocationFactory()

    with django_assert_num_queries(0):
        assert nearby_actors(home.actor, home) == []
