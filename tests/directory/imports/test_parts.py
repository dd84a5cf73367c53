import pytest

from directory.imports.parsers import Unreadable
from directory.imports.parts import part_of, split_address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Musterstr. 5, 10551 Berlin", ("Musterstr. 5", "10551", "Berlin", "")),
        ("Musterstr. 5\n10551 Berlin", ("Musterstr. 5", "10551", "Berlin", "")),
        ("Musterstr. 5 10551 Berlin OT Moabit", ("Musterstr. 5", "10551", "Berlin", "Moabit")),
        ("10551 Berlin, Musterstr. 5", ("Musterstr. 5", "10551", "Berlin", "")),
        ("c/o Verein, Musterstr. 5 a, D-39340 Haldensleben (Hundisburg)", ("Musterstr. 5 a", "39340", "Haldensleben", "Hundisburg")),
        ("Straße des 17. Juni 135, 10623 Berlin, Deutschland", ("Straße des 17. Juni 135", "10623", "Berlin", "")),
        ("Am Markt, 39340 Haldensleben", ("Am Markt", "39340", "Haldensleben", "")),
        ("Musterstr. 5", ("Musterstr. 5", "", "", "")),
    ],
)
def test_an_address_in_one_field_is_taken_apart(text, parts):
    assert tuple(split_address(text).values()) == parts


@pytest.mark.parametrize(
    "text",
    ["10551 Berlin Musterstr. 5", "Postfach 1, Musterstr. 5, 10551 Berlin", "Weg 1, 10551 Berlin und 10553 Berlin", "nach Absprache"],
)
def test_an_address_that_can_be_read_in_two_ways_is_refused(text):
    with pytest.raises(Unreadable):
        split_address(text)


@pytest.mark.parametrize("text", ["52.5, 13.4", "13.4, 52.5", "52,5 / 13,4", "13,4;52,5"])
def test_a_point_in_one_field_in_either_order(text):
    assert (part_of(text, "lat"), part_of(text, "lon")) == (52.5, 13.4)


def test_points_in_utm():
    """The middle of each zone is its meridian; the Fernsehturm is the same in both zones."""
    for east, north, zone, point in (
        ("500000", "5820000", 33, (52.53, 15.0)), ("500000", "5820000", 32, (52.53, 9.0)), ("392079.7", "5820154.5", 33, (52.521, 13.409)),
        ("33392079,7", "5820154,5", 33, (52.521, 13.409)), ("799105.7", "5828107.1", 32, (52.521, 13.409)),
    ):  # fmt: skip
        lat, lon = part_of([east, north], "lat", utm=zone), part_of([east, north], "lon", utm=zone)

        assert (round(lat, 3), round(lon, 3)) == point, (east, zone)


@pytest.mark.parametrize("values", [["5820000", "390000"], ["390000"], ["390000", "abc"], ["33390000", "5820000"], ["390000", "20"]])
def test_doubtful_points_in_utm_are_refused(values):
    with pytest.raises(Unreadable):
        part_of(values, "lat", utm=32)
