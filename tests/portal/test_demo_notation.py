import datetime as dt
from decimal import Decimal

import pytest

from portal.demo import notation, outlines

MONDAY = dt.date(2026, 11, 23)


def test_hours_know_spans_of_days_and_several_times():
    assert notation.hours("Mo-Di 8-12, 14:30-18; Sa, So 10-14") == [
        (0, dt.time(8), dt.time(12)),
        (0, dt.time(14, 30), dt.time(18)),
        (1, dt.time(8), dt.time(12)),
        (1, dt.time(14, 30), dt.time(18)),
        (5, dt.time(10), dt.time(14)),
        (6, dt.time(10), dt.time(14)),
    ]


@pytest.mark.parametrize("text", ["montags 8-12", "Mo", "Mo-Xy 8-12"])
def test_hours_name_what_they_dont_understand(text):
    with pytest.raises(ValueError, match="“"):
        notation.hours(text)


def test_access_is_yes_no_and_otherwise_unknown():
    assert notation.access("+step_free -lift") == {"step_free": True, "lift": False}
    with pytest.raises(ValueError, match="ramp"):
        notation.access("+ramp")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("frei", {"is_free": True}),
        ("26/monat", {"is_free": False, "price_from": Decimal(26), "price_to": Decimal(26), "price_unit": "monat"}),
        ("49-86/monat", {"is_free": False, "price_from": Decimal(49), "price_to": Decimal(86), "price_unit": "monat"}),
        ("4.50/termin", {"is_free": False, "price_from": Decimal("4.50"), "price_to": Decimal("4.50"), "price_unit": "termin"}),
    ],
)
def test_prices(text, fields):
    assert notation.price(text) == fields


def test_a_period_begins_on_its_first_weekday():
    course = {"times": ["Do 16-17", "Di 16-17"], "in_weeks": 2, "for_weeks": 3}
    holidays = {"times": ["Mo 9-12", "Fr 9-12"], "in_weeks": 1, "for_days": 5}

    assert notation.period(course, MONDAY) == (dt.date(2026, 12, 8), dt.date(2026, 12, 24))
    assert notation.period(holidays, MONDAY + dt.timedelta(days=3)) == (dt.date(2026, 11, 30), dt.date(2026, 12, 4))
    assert notation.period({}, MONDAY) == (None, None)


def test_rich_text_escapes_and_knows_lists_headings_and_lines():
    html = notation.rich_text("Ein <b> & zwei\n- **eins**\n- zwei\n\n### Titel\n\nZeile\nZeile")

    assert html == "<p>Ein &lt;b&gt; &amp; zwei</p><ul><li><b>eins</b></li><li>zwei</li></ul><h3>Titel</h3><p>Zeile<br/>Zeile</p>"


def test_neighbours_share_the_very_same_border():
    geography = {"centre": {"lat": 54.0, "lon": 7.0}, "points": {"a": [0, 0], "b": [10, 0], "c": [5, 8], "d": [5, -8]}}

    upper = outlines.outline(geography, ["a", "b", "c"])["coordinates"][0]
    lower = outlines.outline(geography, ["b", "a", "d"])["coordinates"][0]

    shared = [point for point in upper if point in lower]
    assert len(shared) >= 2**outlines.HALVINGS + 1
    assert upper[0] == upper[-1]
