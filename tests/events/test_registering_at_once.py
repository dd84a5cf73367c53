"""Many register, leave and confirm in the same moment, in threads with connections of their own: never one place too many, nobody lost."""

import random
from functools import partial

import pytest

from directory.errors import OperationRefused
from directory.operations import publish, save_draft
from events import operations
from events.models import Meeting, Occupancy, Registration
from tests.factories import UserFactory, registered

from .conftest import AT
from .test_registering import HOUR, counted, here

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 8


def taken(meeting):
    """(people who take places, kept number): one must be the other."""
    people = Registration.objects.filter(meeting=meeting).people()
    return people["onsite"] + people["online"]


def in_turn(*functions):
    """One function that calls all; those that are refused give None."""

    def work():
        results = []
        for function in functions:
            try:
                results.append(function())
            except OperationRefused:
                results.append(None)
        return results

    return work


@pytest.mark.parametrize("confirms", [False, True])
def test_of_many_who_register_at_once_no_more_get_places_than_there_are(at_once, confirms):
    meeting = here(capacity_online=20, confirms_address=confirms)
    sizes = [random.Random(number).choices([1, 2, 3, 4], k=6) for number in range(CLIENTS)]

    at_once(*[in_turn(*[partial(registered, meeting, size=size, at=AT) for size in some]) for some in sizes])

    assert counted(meeting)[:2] == (0, 20)
    assert Registration.objects.count() == CLIENTS * 6
    left_out = Registration.objects.filter(state="pending", waits=True) if confirms else Registration.objects.in_line()
    assert sum(left_out.values_list("size", flat=True)) == sum(map(sum, sizes)) - 20


def test_the_first_of_a_meeting_at_once_make_one_count(at_once):
    meeting = here()

    at_once(*[partial(registered, meeting, at=AT)] * CLIENTS)

    assert (Occupancy.objects.count(), counted(meeting)) == (1, (0, CLIENTS, 0))


def test_one_person_in_eight_windows_is_registered_once(at_once):
    meeting = here()

    same_form = at_once(*[partial(registered, meeting, email="ines@klangwerk.example", submission="x", at=AT)] * CLIENTS)
    other_forms = at_once(*[partial(registered, meeting, email="ines@klangwerk.example", at=AT)] * CLIENTS)

    assert {each.pk for each in same_form + other_forms} == {Registration.objects.get().pk}
    assert ({each.is_known for each in same_form}, {each.is_known for each in other_forms}) == ({False}, {True})


def test_an_institution_stays_within_its_number(at_once):
    meeting = here(institution_limit=3)

    at_once(*[in_turn(partial(registered, meeting, institution="Hort", at=AT))] * CLIENTS)

    assert counted(meeting) == (0, 3, 0)


def test_leaving_confirming_accepting_and_settling_at_once_keep_the_count(at_once):
    meeting = here(capacity_online=12)
    made = [registered(meeting, size=size, at=AT) for size in [1, 2, 3] * 8]
    user = UserFactory()

    def turn(number):
        own = made[number::CLIENTS]
        return in_turn(
            partial(operations.withdraw, own[0], at=AT),
            partial(registered, meeting, size=2, at=AT),
            partial(operations.accept, own[1], at=AT + HOUR),
            partial(operations.decline, own[2], at=AT + HOUR),
            partial(operations.change, own[1], participants=("Neu",), at=AT + HOUR),
            partial(operations.promote, own[2], by=user, at=AT + HOUR),
            partial(operations.settle_due, AT + 49 * HOUR),
            partial(operations.withdraw, own[1], at=AT + 49 * HOUR),
        )

    at_once(*[turn(number) for number in range(CLIENTS)])

    assert taken(meeting) <= 12
    kept = counted(meeting)
    assert (kept[0], Registration.objects.count()) == (0, 24 + CLIENTS)
    smallest = min(Registration.objects.in_line().values_list("size", flat=True), default=99)
    assert smallest > 12 - kept[1]


def test_two_meetings_exchange_people_without_waiting_for_each_other(at_once):
    one, other, user = here(capacity_online=40), here(capacity_online=40), UserFactory()
    from_one, from_other = [registered(one, at=AT) for _number in range(10)], [registered(other, at=AT) for _number in range(10)]

    at_once(
        in_turn(*[partial(operations.transfer, each, other, by=user, at=AT) for each in from_one]),
        in_turn(*[partial(operations.transfer, each, one, by=user, at=AT) for each in from_other]),
        in_turn(*[partial(registered, one, at=AT) for _number in range(10)]),
    )

    assert (counted(one), counted(other)) == ((0, 20, 0), (0, 10, 0))


def test_publishing_fewer_places_and_registering_at_once_never_overbook(at_once):
    meeting = here(capacity_online=10)
    for _number in range(4):
        registered(meeting, at=AT)

    def publish_fewer(places):
        draft = Meeting.objects.get(pk=meeting.pk)
        draft.capacity_online = places
        save_draft(draft)
        return publish(draft)

    at_once(
        in_turn(partial(publish_fewer, 6), partial(publish_fewer, 5), partial(publish_fewer, 9)),
        *[in_turn(*[partial(registered, meeting, at=AT)] * 2) for _client in range(4)],
    )

    meeting.refresh_from_db()
    assert counted(meeting)[1] <= meeting.capacity_online
    assert Registration.objects.count() == 12
