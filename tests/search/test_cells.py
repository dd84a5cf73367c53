"""Circles of cells find what lies round a point."""

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.geo import distance_km
from search.cells import cell_words, cover, covers

LATITUDES, LONGITUDES = st.floats(-79, 79), st.floats(-180, 180)


def is_within(lat, lon, km, point):
    return bool(set(cover(lat, lon, km)) & set(cell_words(*point)))


@settings(max_examples=300, deadline=None)
@given(
    lat=LATITUDES,
    lon=LONGITUDES,
    km=st.floats(0.5, 200),
    north=st.floats(-1.5, 1.5),
    east=st.floats(-1.5, 1.5),
)
def test_a_circle_holds_what_is_nearer_than_its_edge_and_nothing_beyond(lat, lon, km, north, east):
    point = (max(-89.9, min(89.9, lat + north * km / 111)), (lon + east * km / 60 + 180) % 360 - 180)
    distance = distance_km(lat, lon, *point)

    if distance < 0.95 * km - 0.02:
        assert is_within(lat, lon, km, point)
    if distance > 1.05 * km + 0.02:
        assert not is_within(lat, lon, km, point)


@settings(max_examples=300, deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, km=st.floats(0.5, 200), north=st.floats(-1.1, 1.1), east=st.floats(-1.1, 1.1))
def test_measured_places_are_in_a_circle_when_its_words_say_so(lat, lon, km, north, east):
    point = (max(-79.9, min(79.9, lat + north * km / 111)), (lon + east * km / 60 + 180) % 360 - 180)

    assert covers(lat, lon, km, *numpy.array([point]).T).tolist() == [is_within(lat, lon, km, point)]


def test_a_circle_crosses_the_date_line():
    assert is_within(10, 179.99, 5, (10, -179.99))
    assert not is_within(10, 179.99, 1, (10, -179.97))


def test_a_circle_takes_a_bounded_number_of_words():
    assert max(len(cover(52.57, 13.41, km / 4)) for km in range(2, 800, 7)) < 4000
    assert len(cell_words(52.57, 13.41)) == 7
