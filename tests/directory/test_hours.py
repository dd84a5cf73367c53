from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from directory import hours
from directory.hours import ExceptionRow, HoursRow
from directory.models import Location, OpeningException, OpeningSpan

BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_german():
    with override("de"):
        yield


def place(*spans, exceptions=(), **fields):
    return Location(
        opening_spans=[OpeningSpan(weekday=day, opens=opens, closes=closes) for day, opens, closes in spans],
        opening_exceptions=[OpeningException(starts=a, ends=b, opens=o, closes=c, note=n) for a, b, o, c, n in exceptions],
        **fields,
    )


def at(day, hour, minute=0, **more):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN, **more)


OFFICE = place(*[(day, time(8), time(16)) for day in range(4)], (4, time(8), time(12)), (4, time(13), time(15)))


def test_open_from_the_first_to_before_the_last_minute():
    assert not hours.is_open(OFFICE, at(MONDAY, 7, 59))
    assert hours.is_open(OFFICE, at(MONDAY, 8))
    assert hours.is_open(OFFICE, at(MONDAY, 15, 59))
    assert not hours.is_open(OFFICE, at(MONDAY, 16))


def test_time_may_come_in_any_zone():
    assert hours.is_open(OFFICE, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
    assert not hours.is_open(OFFICE, datetime(2026, 11, 23, 6, 59, tzinfo=UTC))


def test_a_break_at_noon_is_closed():
    friday = MONDAY + timedelta(days=4)

    assert [hours.is_open(OFFICE, at(friday, hour)) for hour in (11, 12, 13, 15)] == [True, False, True, False]
    assert hours.next_opening(OFFICE, at(friday, 12)) == at(friday, 13)


def test_midnight_ends_the_day():
    bar = place((0, time(18), time(0)))

    assert hours.is_open(bar, at(MONDAY, 23, 59))
    assert not hours.is_open(bar, at(MONDAY + timedelta(days=1), 0))
    assert hours.state_text(bar, at(MONDAY, 20)) == "jetzt geöffnet, bis 24:00 Uhr"


def test_spans_that_touch_at_midnight_are_one():
    night = place((0, time(18), time(0)), (1, time(0), time(2)))

    assert hours.open_until(night, at(MONDAY, 20)) == at(MONDAY + timedelta(days=1), 2)
    assert hours.next_opening(night, at(MONDAY, 20)) == at(MONDAY + timedelta(days=7), 18)


def test_always_open_never_opens():
    always = place(*[(day, time(0), time(0)) for day in range(7)])

    assert hours.state_text(always, at(MONDAY, 3)) == "jetzt geöffnet"
    assert hours.next_opening(always, at(MONDAY, 3)) is None


def test_an_exception_replaces_the_weekly_hours():
    holidays = (MONDAY, MONDAY + timedelta(days=6), None, None, "Ferien")
    closed = place((0, time(8), time(16)), (2, time(8), time(16)), exceptions=[holidays])

    assert not hours.is_open(closed, at(MONDAY, 10))
    assert hours.next_opening(closed, at(MONDAY, 10)) == at(MONDAY + timedelta(days=7), 8)


def test_the_narrower_exception_beats_the_wider_one():
    holidays = (MONDAY, MONDAY + timedelta(days=6), None, None, "Ferien")
    party = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=1), time(15), time(18), "Fest")

    location = place((0, time(8), time(16)), exceptions=[holidays, party])

    assert hours.is_open(location, at(MONDAY + timedelta(days=1), 16))
    assert not hours.is_open(location, at(MONDAY, 10))


def test_who_only_opens_by_appointment_is_never_just_open():
    location = place((0, time(8), time(16)), by_appointment=True)

    assert not hours.is_open(location, at(MONDAY, 10))
    assert hours.next_opening(location, at(MONDAY, 7)) is None
    assert hours.state_text(location, at(MONDAY, 10)) == "nur nach Vereinbarung"


def test_times_that_summer_time_skips_move_with_the_clock_as_calendars_do():
    sunday = date(2026, 3, 29)
    moved = place((6, time(2, 15), time(2, 45)))
    swallowed = place((6, time(2, 30), time(3, 15)), (6, time(10), time(12)))

    assert hours.next_opening(moved, at(sunday, 0)) == at(sunday, 3, 15)
    assert hours.next_opening(swallowed, at(sunday, 0)) == at(sunday, 10)


def test_a_day_of_25_hours_counts_in_real_time():
    sunday = date(2026, 10, 25)
    location = place((6, time(0), time(0)))

    until = hours.open_until(location, at(sunday, 0))

    assert (until.astimezone(UTC) - at(sunday, 0).astimezone(UTC)) == timedelta(hours=25)
    assert hours.is_open(location, at(sunday, 2, 30, fold=1))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(MONDAY, 10), "jetzt geöffnet, bis 16:00 Uhr"),
        (at(MONDAY, 7), "jetzt geschlossen, öffnet heute um 8:00 Uhr"),
        (at(MONDAY, 17), "jetzt geschlossen, öffnet morgen um 8:00 Uhr"),
        (at(MONDAY + timedelta(days=4), 18), "jetzt geschlossen, öffnet am Montag um 8:00 Uhr"),
    ],
)
def test_the_state_in_words(moment, expected):
    assert hours.state_text(OFFICE, moment) == expected


def test_the_state_names_the_day_when_it_is_far():
    location = place((0, time(8), time(16)), exceptions=[(MONDAY, MONDAY + timedelta(days=20), None, None, "")])

    assert (
        hours.state_text(location, at(MONDAY, 10))
        == "zurzeit geschlossen, öffnet wieder am 14.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026"
    )


def test_nothing_is_said_where_nothing_is_known():
    assert hours.state_text(place(), at(MONDAY, 10)) == ""
    assert hours.weekly_rows(place()) == []


def test_the_week_is_grouped_and_today_marked():
    assert hours.weekly_rows(OFFICE, MONDAY) == [
        HoursRow("Mo bis Do", "8:00–16:00", True),
        HoursRow("Freitag", "8:00–12:00 und 13:00–15:00"),
        HoursRow("Sa und So", "geschlossen"),
    ]


def test_coming_exceptions_are_listed_and_past_ones_are_not():
    location = place(
        exceptions=[
            (date(2026, 1, 1), date(2026, 1, 2), None, None, "vorbei"),
            (date(2026, 12, 24), date(2027, 1, 1), None, None, "Weihnachten"),
            (date(2026, 12, 5), date(2026, 12, 5), time(10), time(12), ""),
            (date(2026, 12, 5), date(2026, 12, 5), time(14), time(16), ""),
        ]
    )

    assert hours.exception_rows(location, MONDAY) == [
        ExceptionRow("5.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026", "10:00–12:00 und 14:00–16:00", ""),
        ExceptionRow(
            "24.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026 bis 1.\N{NO-BREAK SPACE}Januar\N{NO-BREAK SPACE}2027",
            "geschlossen",
            "Weihnachten",
        ),
    ]


# --- Any week at any moment -------------------------------------------------------------------------------------------

minutes = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
spans = st.tuples(st.integers(0, 6), minutes, minutes).filter(lambda span: span[1] < span[2] or span[2] == time(0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))
days_near = st.integers(-3, 12)


@given(week=st.lists(spans, max_size=8), moment=moments)
def test_the_next_opening_is_open_and_comes_after_a_closed_moment(week, moment):
    location = place(*week)

    opens = hours.next_opening(location, moment)

    if opens:
        assert opens > moment
        assert hours.is_open(location, opens)
        assert not hours.is_open(location, opens.astimezone(UTC) - timedelta(seconds=1))
    elif not hours.is_open(location, moment):
        # the only openings left are ones that the change to summer time swallows
        assert all(time(2) <= opens < time(3) for _day, opens, closes in week)


@given(week=st.lists(spans, max_size=8), moment=moments)
def test_open_agrees_with_the_clock_on_the_wall(week, moment):
    wall = moment.astimezone(BERLIN)
    if wall.hour < 4 and wall.month in (3, 10):  # the nights on which the wall clock jumps
        return

    expected = any(
        day == wall.weekday() and opens <= wall.time() and (wall.time() < closes or closes == time(0)) for day, opens, closes in week
    )

    assert hours.is_open(place(*week), moment) == expected


@given(
    week=st.lists(spans, max_size=5),
    exceptions=st.lists(st.tuples(days_near, st.integers(0, 6), st.none() | st.tuples(minutes, minutes)), max_size=4),
    moment=moments,
)
def test_no_week_with_exceptions_breaks_any_of_the_answers(week, exceptions, moment):
    today = moment.astimezone(BERLIN).date()
    rows = [
        (today + timedelta(days=start), today + timedelta(days=start + length), times and times[0], times and times[1], "")
        for start, length, times in exceptions
    ]
    location = place(*week, exceptions=rows)

    until, opens = hours.open_until(location, moment), hours.next_opening(location, moment)

    assert until is None or until > moment
    assert opens is None or (opens > moment and hours.is_open(location, opens))
    assert isinstance(hours.state_text(location, moment), str)
    assert len(hours.weekly_rows(location, today)) <= 7
    assert all(row.days and row.times for row in hours.exception_rows(location, today))
