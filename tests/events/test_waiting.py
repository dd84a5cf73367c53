"""The waiting list: who moves up when, what lapses, and what time alone changes."""

import datetime as dt

import pytest
from django.utils.dateparse import parse_datetime

from directory.errors import OperationRefused
from events import operations
from events.models import Mail, Meeting, Occupancy, Registration
from portal.caching import changes
from portal.jobs.periodic import JOBS
from tests.factories import UserFactory, registered

from .conftest import AT
from .test_registering import HOUR, counted, here, moment, states, told

pytestmark = pytest.mark.django_db


def waiting_meeting(*sizes, **fields):
    """(meeting of two places, both taken by one registration, that registration, those who wait: groups of `sizes`)."""
    meeting = here(capacity_online=2, **fields)
    taken = registered(meeting, size=2, at=AT)
    return meeting, taken, [registered(meeting, size=size, at=AT) for size in sizes]


def now(registration):
    return Registration.objects.values_list("state", flat=True).get(pk=registration.pk)


# --- Moving up ---------------------------------------------------------------------------------------------------------------


def test_the_next_are_offered_a_place_for_a_time():
    meeting, taken, [first, second, third] = waiting_meeting(1, 1, 1, offer_hours=24)

    operations.withdraw(taken, at=AT)

    assert [now(each) for each in (first, second, third)] == ["offered", "offered", "waiting"]
    first.refresh_from_db()
    mail = Mail.objects.get(registration=first, kind="offered")
    assert (first.held_until, parse_datetime(mail.data["until"]), counted(meeting)) == (AT + 24 * HOUR, AT + 24 * HOUR, (0, 2, 1))


def test_a_group_that_does_not_fit_lets_smaller_ones_past_it():
    meeting = here(capacity_online=3)
    leaves, _stays = registered(meeting, at=AT), registered(meeting, size=2, at=AT)
    group, single = registered(meeting, size=2, at=AT), registered(meeting, at=AT)

    operations.withdraw(leaves, at=AT)

    assert (now(group), now(single), counted(meeting)) == ("waiting", "offered", (0, 3, 2))


def test_strictly_in_order_nobody_gets_past_a_group_and_later_ones_wait_though_a_place_is_free():
    meeting = here(capacity_online=3, waits_strictly=True)
    leaves, stays = registered(meeting, at=AT), registered(meeting, size=2, at=AT)
    group, single = registered(meeting, size=2, at=AT), registered(meeting, at=AT)

    operations.withdraw(leaves, at=AT)
    late = registered(meeting, at=AT)

    assert [now(each) for each in (group, single, late)] == ["waiting"] * 3
    operations.withdraw(stays, at=AT)
    assert [now(each) for each in (group, single, late)] == ["offered", "offered", "waiting"]


def test_on_site_and_online_each_has_its_own_list():
    meeting = here(hybrid=True, capacity_onsite=1, capacity_online=1, waits_strictly=True)
    onsite, _online = registered(meeting, takes_part="vor-ort", at=AT), registered(meeting, takes_part="online", at=AT)
    waits_online, waits_onsite = registered(meeting, takes_part="online", at=AT), registered(meeting, takes_part="vor-ort", at=AT)

    operations.withdraw(onsite, at=AT)

    assert (now(waits_online), now(waits_onsite), counted(meeting)) == ("waiting", "offered", (1, 1, 1))


def test_an_offer_is_accepted_once_and_in_time():
    meeting, taken, [first] = waiting_meeting(2)
    operations.withdraw(taken, at=AT)

    first = operations.accept(first, at=AT + HOUR)
    operations.accept(first, at=AT + 500 * HOUR)

    assert (first.state, first.confirmed_at, first.held_until, counted(meeting)) == ("confirmed", AT + HOUR, None, (0, 2, 0))
    assert told(first) == ["waiting", "offered", "confirmed"]


def test_who_declines_makes_room_for_the_next():
    meeting, taken, [first, second] = waiting_meeting(2, 2)
    operations.withdraw(taken, at=AT)

    operations.decline(first, at=AT)
    operations.decline(first, at=AT)

    assert (now(first), now(second), counted(meeting)) == ("declined", "offered", (0, 2, 0))


def test_an_offer_lapses_and_goes_on_to_the_next():
    _meeting, taken, [first, second] = waiting_meeting(2, 2, offer_hours=2)
    operations.withdraw(taken, at=AT)

    with pytest.raises(OperationRefused, match=r"reserviert bis 23\.\sNovember\s2026, 11:00\sUhr"):
        operations.accept(first, at=AT + 2 * HOUR)
    operations.settle_due(AT + 2 * HOUR)

    assert (now(first), now(second), told(first)) == ("expired", "offered", ["waiting", "offered", "expired"])
    with pytest.raises(OperationRefused, match="kein Platz reserviert"):
        operations.accept(first, at=AT + 2 * HOUR)
    with pytest.raises(OperationRefused, match="beendet"):
        operations.confirm(first, at=AT + 2 * HOUR)


def test_no_offer_reaches_past_the_beginning():
    _meeting, taken, [first] = waiting_meeting(1, local=(2026, 11, 24, 9), offer_hours=48)

    operations.withdraw(taken, at=AT)

    first.refresh_from_db()
    assert first.held_until == moment(2026, 11, 24, 9)


def test_those_without_an_address_move_up_without_being_asked():
    meeting, taken, _waiting = waiting_meeting()
    by_hand = registered(meeting, email="", by=UserFactory(), at=AT)

    operations.withdraw(taken, at=AT)

    assert (now(by_hand), counted(meeting), Mail.objects.filter(registration=by_hand).count()) == ("confirmed", (0, 1, 0), 0)


def test_only_an_offer_is_accepted_or_declined():
    _meeting, taken, [waits] = waiting_meeting(1)

    for refused in (
        lambda: operations.accept(waits, at=AT),
        lambda: operations.decline(waits, at=AT),
        lambda: operations.decline(taken, at=AT),
    ):
        with pytest.raises(OperationRefused, match="kein Platz reserviert"):
            refused()


# --- Lapsing -----------------------------------------------------------------------------------------------------------------


def test_who_does_not_confirm_the_address_loses_the_place_to_those_who_wait():
    meeting = here(capacity_online=1, confirms_address=True, hold_minutes=60)
    pending = registered(meeting, at=AT)
    waits = operations.confirm(registered(meeting, at=AT), at=AT)

    operations.settle_due(AT + HOUR - dt.timedelta(seconds=1))
    assert (now(pending), now(waits)) == ("pending", "waiting")
    operations.settle_due(AT + HOUR)

    assert (now(pending), now(waits), told(pending), counted(meeting)) == ("expired", "offered", ["verify"], (0, 1, 0))


def test_what_has_lapsed_goes_to_those_who_wait_and_not_to_who_comes_just_then():
    meeting = here(capacity_online=1, confirms_address=True, hold_minutes=60)
    registered(meeting, at=AT)
    waits = operations.confirm(registered(meeting, at=AT), at=AT)

    late = registered(meeting, at=AT + HOUR)

    assert (now(waits), late.state, late.waits) == ("offered", "pending", True)


def test_nobody_moves_up_once_it_is_cancelled_over_or_called_full():
    for fields, at in (({"cancelled_at": AT}, AT), ({}, moment(2026, 12, 8, 16, 30)), ({"is_full": True}, AT), ({"live": False}, AT)):
        meeting, taken, [waits] = waiting_meeting(1)
        Meeting.objects.filter(pk=meeting.pk).update(**fields)

        operations.withdraw(taken, by=UserFactory(), at=at)
        operations.settle_due(at)

        assert (now(waits), counted(meeting)) == ("waiting", (0, 0, 1))


def test_after_a_cancellation_lapsed_ones_end_without_a_word():
    meeting, taken, [first] = waiting_meeting(1, offer_hours=1)
    operations.withdraw(taken, at=AT)
    operations.cancel(meeting, at=AT)

    operations.settle_due(AT + HOUR)

    assert (now(first), told(first)) == ("expired", ["waiting", "offered", "meeting-cancelled"])
    with pytest.raises(OperationRefused, match="abgesagt"):
        operations.accept(first, at=AT)


def test_a_cancellation_taken_back_goes_on_where_it_was():
    meeting, taken, [first] = waiting_meeting(1)
    operations.cancel(meeting, at=AT)
    operations.withdraw(taken, at=AT)
    assert now(first) == "waiting"

    operations.reinstate(meeting, at=AT)

    assert now(first) == "offered"


def test_settling_what_is_settled_writes_nothing(django_assert_num_queries):
    meeting, _taken, _waiting = waiting_meeting(1, 1)
    token = changes.current()

    with django_assert_num_queries(5):  # savepoint, meeting, its count, lapsed, people, savepoint
        operations.settle(meeting, at=AT)
    with django_assert_num_queries(1):
        operations.settle_due(AT)

    assert changes.current() == token


def test_the_periodic_job_settles_all_meetings_where_something_is_due():
    meetings = [here(capacity_online=1, confirms_address=True, hold_minutes=60) for _number in range(3)]
    for meeting in meetings:
        registered(meeting, at=AT)
        operations.confirm(registered(meeting, at=AT), at=AT)

    JOBS["events.settle_places"].run(AT + HOUR)

    assert [states(meeting) for meeting in meetings] == [[("expired", 1), ("offered", 1)]] * 3


# --- By hand -----------------------------------------------------------------------------------------------------------------


def test_the_office_offers_a_free_place_past_the_order():
    meeting = here(capacity_online=3, waits_strictly=True)
    leaves, _stays = registered(meeting, at=AT), registered(meeting, size=2, at=AT)
    _group, single = registered(meeting, size=2, at=AT), registered(meeting, at=AT)
    operations.withdraw(leaves, at=AT)

    single = operations.promote(single, by=UserFactory(), at=AT)

    assert (single.state, counted(meeting), told(single)) == ("offered", (0, 3, 2), ["waiting", "offered"])


def test_nobody_is_promoted_without_a_place():
    _meeting, taken, [waits] = waiting_meeting(1)

    with pytest.raises(OperationRefused, match="zu wenige freie Plätze"):
        operations.promote(waits, by=UserFactory(), at=AT)
    with pytest.raises(OperationRefused, match="Nur wer auf der Warteliste"):
        operations.promote(taken, by=UserFactory(), at=AT)

    assert Occupancy.objects.get().waiting == 1
