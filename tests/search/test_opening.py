"""Words for opening hours say the same as `directory.hours`, at any minute."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.freshness import BERLIN
from directory.hours import is_open
from search.opening import DayHours, Hours, Span, moment_words, opening_words, slots


def is_open_by_words(places, at):
    words = set(opening_words(places))
    weekly, own, today = (set(part) for part in moment_words(at))
    return bool((words & weekly and not words & own) or words & today)


def is_open_by_hours(places, at):
    return any(
        is_open(
            SimpleNamespace(
                by_appointment=False,
                opening_spans=SimpleNamespace(all=lambda place=place: place.spans),
                opening_exceptions=SimpleNamespace(all=lambda place=place: place.exceptions),
            ),
            at,
        )
        for place in places
    )


def berlin(*parts):
    return dt.datetime(*parts, tzinfo=BERLIN)


MONDAY = (2027, 3, 1)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [((7, 59), False), ((8, 0), True), ((11, 59), True), ((12, 0), False), ((23, 0), True), ((23, 59), True)],
)
def test_a_place_is_open_from_the_first_minute_to_before_the_last(clock, expected):
    place = Hours([Span(0, dt.time(8), dt.time(12)), Span(0, dt.time(22), dt.time(0))])

    assert is_open_by_words([place], berlin(*MONDAY, *clock)) is expected


def test_a_closed_week_closes_one_place_and_not_the_other():
    closed = Hours([Span(0, dt.time(8), dt.time(12))], [DayHours(dt.date(2027, 2, 27), dt.date(2027, 3, 7))])
    other = Hours([Span(0, dt.time(10), dt.time(11))])

    assert not is_open_by_words([closed], berlin(*MONDAY, 9))
    assert is_open_by_words([closed], berlin(2027, 3, 8, 9))
    assert not is_open_by_words([closed, other], berlin(*MONDAY, 9))
    assert is_open_by_words([closed, other], berlin(*MONDAY, 10, 30))


def test_a_week_of_opening_takes_few_words_and_a_closed_year_few_more():
    week = [Span(day, dt.time(8), dt.time(16)) for day in range(5)]

    assert len(opening_words([Hours(week)])) == 20
    assert len(opening_words([Hours(week, [DayHours(dt.date(2027, 1, 1), dt.date(2027, 12, 31))])])) == 32


TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 47]))
DAYS = st.dates(dt.date(2027, 2, 15), dt.date(2027, 3, 20))


@st.composite
def spans(draw):
    opens, closes = sorted([draw(TIMES), draw(TIMES)])
    return Span(draw(st.integers(0, 6)), opens, closes if opens < closes else dt.time(0))


@st.composite
def exceptions(draw):
    starts, ends = sorted([draw(DAYS), draw(DAYS)])
    times = draw(st.one_of(st.just((None, None)), st.tuples(TIMES, TIMES)))
    return DayHours(starts, ends, *times)


PLACES = st.lists(st.builds(Hours, st.lists(spans(), max_size=5), st.lists(exceptions(), max_size=3)), max_size=3)
MOMENTS = st.datetimes(dt.datetime(2027, 2, 14), dt.datetime(2027, 3, 22)).map(lambda moment: moment.replace(tzinfo=BERLIN))


@settings(max_examples=600, deadline=None)
@given(places=PLACES, moments=st.lists(MOMENTS, min_size=1, max_size=10))
def test_words_agree_with_the_register_at_any_moment(places, moments):
    assert [is_open_by_words(places, at) for at in moments] == [is_open_by_hours(places, at) for at in moments]


def test_a_span_counts_for_the_time_in_which_it_begins_and_those_that_it_fills_by_an_hour():
    found = slots(
        [
            Span(0, dt.time(15, 15), dt.time(17, 30)),
            Span(2, dt.time(11), dt.time(18)),
            Span(4, dt.time(19), None),
            Span(5, None, None),
        ]
    )

    assert found == (
        ("mo", "mi", "fr", "sa"),
        ("vormittags", "nachmittags", "abends"),
        ("mo-nachmittags", "mi-vormittags", "mi-nachmittags", "mi-abends", "fr-abends"),
    )
