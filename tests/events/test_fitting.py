"""Publishing a changed meeting for which people are registered."""

import datetime as dt
import logging

import pytest
from django.core.management import call_command
from django.utils import timezone

from directory import operations as entries
from directory.errors import OperationRefused
from events import operations
from events.models import Meeting, Registration
from tests.factories import VenueFactory, planned, registered

from .conftest import AT
from .test_operations import republish
from .test_registering import HOUR, counted, here, moment
from .test_waiting import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _present(at):
    pass


def test_there_cannot_be_fewer_places_than_are_taken():
    meeting = here(capacity_online=5)
    registered(meeting, size=3, at=AT)

    with pytest.raises(OperationRefused, match=r"3 Plätze sind schon belegt \(online\), es können also nicht nur 2 sein"):
        republish(meeting, capacity_online=2)

    assert Meeting.objects.get().capacity_online == 5
    assert republish(meeting, capacity_online=3).capacity_online == 3


def test_what_has_lapsed_takes_no_place_any_more():
    meeting = here(capacity_online=5, confirms_address=True, hold_minutes=60)
    lapsed = registered(meeting, size=3, at=AT - HOUR)

    republish(meeting, capacity_online=2)

    assert (now(lapsed), counted(meeting)) == ("expired", (0, 0, 0))


def test_with_more_places_those_who_wait_move_up():
    meeting = here(capacity_online=1)
    registered(meeting, at=AT)
    waits = [registered(meeting, at=AT) for _number in range(2)]

    republish(meeting, capacity_online=2)
    assert [now(each) for each in waits] == ["offered", "waiting"]
    republish(meeting, capacity_online=None)

    assert [now(each) for each in waits] == ["offered", "offered"]


@pytest.mark.parametrize(
    ("part", "format", "words"), [("vor-ort", "online", "1 Person ist vor Ort"), ("online", "vor-ort", "1 Person ist online")]
)
def test_a_part_where_people_are_registered_does_not_vanish(part, format, words):
    meeting = here(hybrid=True)
    made = registered(meeting, takes_part=part, at=AT)

    with pytest.raises(OperationRefused, match=words):
        republish(meeting, format=format)
    assert Meeting.objects.get().format == "hybrid"
    operations.withdraw(made, at=AT)

    assert republish(meeting, format=format).format == format


def test_from_on_site_to_online_everybody_comes_along():
    meeting = here(onsite=True, capacity_onsite=2, capacity_online=1)
    made, waits = registered(meeting, size=2, at=AT), registered(meeting, size=2, at=AT)

    with pytest.raises(OperationRefused, match="2 Plätze sind schon belegt"):
        republish(meeting, format="online")
    republish(meeting, format="online", capacity_online=4)

    assert list(Registration.objects.values_list("takes_part", flat=True)) == ["online", "online"]
    assert (now(made), now(waits), counted(meeting)) == ("confirmed", "offered", (0, 4, 0))


def test_a_meeting_becomes_hybrid_and_everybody_stays_where_they_are():
    meeting = here(capacity_online=5)
    registered(meeting, at=AT)

    republish(meeting, format="hybrid", venue=VenueFactory())

    assert counted(meeting) == (0, 1, 0)


def test_a_meeting_that_is_moved_keeps_its_registrations_and_no_offer_reaches_past_the_new_beginning():
    meeting = here(capacity_online=1, offer_hours=48)
    taken, waits = registered(meeting, at=AT), registered(meeting, at=AT)
    operations.withdraw(taken, at=AT)

    republish(meeting, starts_at=moment(2026, 11, 24, 9), ends_at=moment(2026, 11, 24, 10))

    waits.refresh_from_db()
    assert (waits.state, waits.held_until) == ("offered", moment(2026, 11, 24, 9))


def test_a_planned_publication_without_room_for_all_is_left_and_those_after_it_go_on(caplog, monkeypatch):
    meeting, other = entries.publish(here(capacity_online=5)), entries.publish(here(capacity_online=5))
    for each in (meeting, other):
        each.capacity_online = 2
        entries.save_draft(each)
        planned(each, AT + HOUR)
    registered(meeting, size=3, at=AT)
    monkeypatch.undo()
    monkeypatch.setattr(timezone, "now", lambda: (AT + 2 * HOUR).astimezone(dt.UTC))

    with caplog.at_level(logging.WARNING):
        call_command("publish_scheduled", verbosity=0)

    assert [Meeting.objects.get(pk=each.pk).capacity_online for each in (meeting, other)] == [5, 2]
    assert "3 Plätze sind schon belegt" in caplog.text


def test_a_meeting_without_registrations_is_published_without_asking_for_any():
    meeting = here(capacity_online=5)

    republish(meeting, capacity_online=0, format="vor-ort", venue=VenueFactory())

    assert not hasattr(Meeting.objects.get(), "occupancy")
