"""Rules for many dates at once."""

import datetime as dt

import pytest

from directory.freshness import BERLIN
from events.calendar.recurrence import MOST_DATES, Rule, days, next_day, on_day
from events.enums import Frequency

D = dt.date


@pytest.mark.parametrize(
    ("frequency", "first", "expected"),
    [
        (Frequency.WEEKLY, D(2026, 12, 3), [D(2026, 12, 10), D(2026, 12, 17), D(2026, 12, 24)]),
        (Frequency.FORTNIGHTLY, D(2026, 12, 3), [D(2026, 12, 17), D(2026, 12, 31), D(2027, 1, 14)]),
        (Frequency.FOUR_WEEKLY, D(2026, 12, 3), [D(2026, 12, 31), D(2027, 1, 28), D(2027, 2, 25)]),
        (Frequency.MONTHLY_WEEKDAY, D(2026, 12, 3), [D(2027, 1, 7), D(2027, 2, 4), D(2027, 3, 4)]),
        (Frequency.MONTHLY_DAY, D(2026, 12, 3), [D(2027, 1, 3), D(2027, 2, 3), D(2027, 3, 3)]),
        # months without a 31st or a fifth Tuesday are left out
        (Frequency.MONTHLY_DAY, D(2027, 1, 31), [D(2027, 3, 31), D(2027, 5, 31), D(2027, 7, 31)]),
        (Frequency.MONTHLY_WEEKDAY, D(2026, 12, 29), [D(2027, 3, 30), D(2027, 6, 29), D(2027, 8, 31)]),
    ],
)
def test_a_rule_gives_days_after_the_first(frequency, first, expected):
    assert days(Rule(frequency, count=3), first, today=first) == expected


def test_a_rule_may_end_on_a_day_instead():
    found = days(Rule(Frequency.WEEKLY, until=D(2026, 12, 17)), D(2026, 12, 3), today=D(2026, 11, 23))

    assert found == [D(2026, 12, 10), D(2026, 12, 17)]


def test_days_that_are_over_dont_count():
    found = days(Rule(Frequency.MONTHLY_WEEKDAY, count=2), D(2025, 1, 7), today=D(2026, 11, 23))

    assert found == [D(2026, 12, 1), D(2027, 1, 5)]


def test_a_rule_without_an_end_stops_by_itself():
    assert len(days(Rule(Frequency.WEEKLY, count=500), D(2026, 12, 3), today=D(2026, 12, 3))) == MOST_DATES
    assert days(Rule(Frequency.WEEKLY, until=D(2026, 1, 1)), D(2026, 12, 3), today=D(2026, 12, 3)) == []


@pytest.mark.parametrize(("day", "utc_hour"), [(D(2027, 3, 25), 15), (D(2027, 4, 1), 14), (D(2027, 10, 28), 14), (D(2027, 11, 4), 15)])
def test_the_time_on_the_clock_stays_when_summer_time_changes(day, utc_hour):
    moment = on_day(dt.datetime(2026, 12, 3, 16, 30, tzinfo=BERLIN), day)

    assert (moment.astimezone(BERLIN).hour, moment.astimezone(dt.UTC).hour) == (16, utc_hour)


@pytest.mark.parametrize(
    ("first", "expected"),
    [(D(2026, 11, 19), D(2026, 12, 17)), (D(2026, 12, 3), D(2026, 12, 31)), (D(2025, 5, 8), D(2026, 12, 24))],
)
def test_a_repetition_is_proposed_on_the_same_weekday(first, expected):
    assert next_day(first, today=D(2026, 11, 23)) == expected
    assert expected.weekday() == first.weekday()
