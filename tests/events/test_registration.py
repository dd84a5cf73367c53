"""How one gets into a meeting, as pages, lists and search results say it."""

import pytest

from events import operations
from events.admission.entrance import entrance
from events.models import Meeting
from portal.caching import changes
from tests.factories import MeetingFactory, registered

from .conftest import AT
from .test_registering import HOUR, here, moment

pytestmark = pytest.mark.django_db


def with_people(*parts, **fields):
    """A meeting where registrations of `parts` came one after the other: sizes, or (size, part)."""
    meeting = here(**fields)
    for part in parts:
        size, takes_part = part if isinstance(part, tuple) else (part, "")
        registered(meeting, size=size, takes_part=takes_part, at=AT)
    return meeting


HERE = [
    ({}, [], ("open", "", None)),
    ({"capacity_online": 11}, [], ("open", "", 11)),
    ({"capacity_online": 11, "closes_at": moment(2026, 12, 3, 8)}, [], ("open", "Anmeldung bis 3. Dezember", 11)),
    ({"capacity_online": 11, "closes_at": moment(2026, 12, 3, 8)}, [1], ("open", "noch 10 Plätze", 10)),
    ({"capacity_online": 2}, [1], ("open", "noch 1 Platz", 1)),
    ({"capacity_online": 2}, [2, 1], ("waiting list", "Warteliste", 0)),
    ({"capacity_online": 2, "has_waiting_list": False}, [2], ("full", "ausgebucht", 0)),
    ({"capacity_online": 3, "waits_strictly": True}, [2, 2], ("waiting list", "Warteliste", 0)),
    ({"capacity_online": 3}, [2, 2], ("open", "noch 1 Platz", 1)),
    ({"is_full": True}, [], ("waiting list", "Warteliste", 0)),
    ({"hybrid": True, "capacity_onsite": 2, "capacity_online": 3}, [(1, "online")], ("open", "noch 4 Plätze", 4)),
    ({"hybrid": True, "capacity_onsite": 2, "capacity_online": 3}, [(2, "vor-ort")], ("open", "online noch 3 Plätze", 3)),
    ({"hybrid": True, "capacity_onsite": 2}, [(2, "vor-ort")], ("open", "nur noch online", None)),
    ({"hybrid": True, "capacity_online": 1}, [(1, "online")], ("open", "nur noch vor Ort", None)),
    ({"hybrid": True, "capacity_onsite": 1, "capacity_online": 1}, [(1, "online"), (1, "vor-ort")], ("waiting list", "Warteliste", 0)),
    ({"onsite": True, "capacity_onsite": 0, "capacity_online": 5}, [], ("waiting list", "Warteliste", 0)),
]
THEN = [
    ({"cancelled_at": AT}, ("cancelled", "abgesagt", None)),
    ({"starts_at": moment(2026, 11, 23, 6), "ends_at": moment(2026, 11, 23, 9)}, ("over", "", None)),
    ({"starts_at": AT}, ("closed", "Anmeldung geschlossen", None)),
    ({"starts_at": AT, "closes_at": AT + HOUR}, ("open", "Anmeldung bis 23. November", None)),
    ({"closes_at": AT}, ("closed", "Anmeldung geschlossen", None)),
    ({"opens_at": AT + HOUR}, ("not yet", "Anmeldung ab 23. November", None)),
    ({"registration": "ohne"}, ("not needed", "ohne Anmeldung", None)),
]


def said(meeting):
    found = entrance(meeting, AT)
    return found.state, found.text.replace("\N{NO-BREAK SPACE}", " "), found.free


@pytest.mark.parametrize(("fields", "people", "expected"), HERE)
def test_places_left_are_said(fields, people, expected):
    with_people(*people, **fields)

    assert said(Meeting.objects.for_listing().get()) == expected


@pytest.mark.parametrize(("fields", "expected"), THEN)
def test_when_nobody_counts_places(fields, expected):
    Meeting.objects.filter(pk=here().pk).update(**fields)

    assert said(Meeting.objects.for_listing().get()) == expected


def test_the_filter_for_free_places_agrees_with_what_is_said():
    """One that opens later has free places as well."""
    wanted = {}
    for fields, people, _expected in HERE:
        with_people(*people, **fields)
    for fields, _expected in THEN:
        Meeting.objects.filter(pk=here().pk).update(**fields)
    MeetingFactory(is_full=True), MeetingFactory()

    for meeting in Meeting.objects.for_listing():
        wanted[meeting.pk] = entrance(meeting, AT).state in ("open", "not yet", "not needed")

    found = set(Meeting.objects.with_places(AT).values_list("pk", flat=True))
    assert {pk: pk in found for pk in wanted} == wanted
    assert len(found) == sum(wanted.values()) == 14


def test_rows_ask_nothing_more_for_their_places(django_assert_num_queries):
    for _number in range(3):
        with_people(1, capacity_online=3)
    here()

    with django_assert_num_queries(1):
        assert len([entrance(meeting, AT) for meeting in Meeting.objects.for_listing()]) == 4


@pytest.mark.django_db(transaction=True)
def test_kept_pages_are_made_anew_when_places_change_and_only_then():
    meeting = with_people(1, capacity_online=2)
    token = changes.current()

    operations.settle(meeting, at=AT)
    assert changes.current() == token
    registered(meeting, at=AT)

    assert changes.current() != token
