"""Feedback is given once and after the meeting, whatever way it comes."""

import datetime as dt

import pytest

from events.models import Feedback
from events.operations import OperationRefused, give_feedback
from tests.factories import MeetingFactory, registered

from .conftest import AT

pytestmark = pytest.mark.django_db


def test_a_second_feedback_is_refused_and_says_so():
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    after = registration.meeting.ends_at
    give_feedback(registration, Feedback(rating=5), at=after)

    with pytest.raises(OperationRefused, match="schon gegeben"):
        give_feedback(registration, Feedback(rating=1), at=after)

    assert list(Feedback.objects.values_list("rating", flat=True)) == [5]


@pytest.mark.parametrize("fields", [{"asks_feedback": False}, {"cancelled_at": AT}])
def test_no_feedback_where_nobody_asks_or_nothing_took_place(fields):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    type(registration.meeting).objects.update(**fields)

    with pytest.raises(OperationRefused, match="nach dem Treffen"):
        give_feedback(registration, Feedback(rating=5), at=registration.meeting.ends_at)


def test_no_feedback_before_the_end():
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)

    with pytest.raises(OperationRefused, match="nach dem Treffen"):
        give_feedback(registration, Feedback(rating=5), at=registration.meeting.ends_at - dt.timedelta(seconds=1))
