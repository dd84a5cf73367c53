from datetime import UTC, date, datetime

import pytest

from directory.freshness import Freshness, State, add_months, freshness
from directory.models import Actor, ActorKind, Offer

KITA = ActorKind(confirm_months=6)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 12, date(2027, 11, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_added_as_people_count(day, months, expected):
    assert add_months(day, months) == expected


def test_an_entry_is_current_until_its_kinds_months_are_over():
    actor = Actor(kind=KITA, confirmed_at=datetime(2026, 5, 1, 12, tzinfo=UTC))

    assert freshness(actor, datetime(2026, 10, 31, 12, tzinfo=UTC)) == Freshness(State.OK, date(2026, 5, 1), date(2026, 11, 1))
    assert freshness(actor, datetime(2026, 11, 1, 12, tzinfo=UTC)).state == State.DUE


def test_the_day_of_a_check_is_berlins_day():
    actor = Actor(kind=KITA, confirmed_at=datetime(2026, 5, 31, 22, 30, tzinfo=UTC))

    assert freshness(actor, datetime(2026, 6, 1, tzinfo=UTC)).checked_on == date(2026, 6, 1)


def test_an_offer_follows_the_kind_of_its_actor():
    offer = Offer(actor=Actor(kind=KITA), confirmed_at=datetime(2026, 5, 1, tzinfo=UTC))

    assert freshness(offer, datetime(2026, 11, 2, tzinfo=UTC)).state == State.DUE


def test_what_was_never_checked_says_so():
    assert freshness(Actor(kind=KITA), datetime(2026, 11, 1, tzinfo=UTC)) == Freshness(State.NONE)


def test_long_unchecked_after_three_months_more():
    actor = Actor(kind=KITA, confirmed_at=datetime(2026, 5, 1, 9, tzinfo=UTC))

    assert [freshness(actor, datetime(2027, month, 1, 12, tzinfo=UTC)).is_long for month in (1, 2)] == [False, True]
