import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Area
from directory.outlines import MOST_POINTS, Picture, picture

SQUARE = {"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]}


def test_an_outline_fills_its_picture_with_north_above():
    assert picture(Area(outline=SQUARE)) == Picture(400, 400, "M0 400L400 400L400 0L0 0Z", [])


def test_parts_share_the_frame_and_those_without_outline_stay_out():
    half = Area(name="Hälfte", outline={"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.5, 0], [0.5, 1], [0, 1], [0, 0]]]]})

    drawn = picture(Area(outline=SQUARE), [half, Area(name="ohne")])

    assert drawn.parts == [(half, "M0 400L200 400L200 0L0 0Z")]


def test_a_picture_stays_small():
    ring = [[n / 50_000, (n % 97) / 1000] for n in range(50_000)] + [[0.0, 0.0]]

    drawn = picture(Area(outline={"type": "Polygon", "coordinates": [ring]}))

    assert drawn.area.count("L") <= MOST_POINTS


@pytest.mark.parametrize(
    "outline", [None, {}, "x", {"type": "Polygon"}, {"type": "Polygon", "coordinates": [[[1]]]}, {"type": "Point", "coordinates": [1, 2]}]
)
def test_what_is_no_outline_draws_nothing(outline):
    assert picture(Area(outline=outline)) is None


points = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=4, max_size=30)


@given(ring=points)
def test_no_ring_breaks_the_picture(ring):
    drawn = picture(Area(outline={"type": "Polygon", "coordinates": [[list(point) for point in ring]]}))

    assert drawn.width <= 400
    assert "nan" not in drawn.area
