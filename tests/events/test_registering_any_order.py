"""Whatever people do in whatever order: never one place too many, nobody lost, nobody passed by."""

import contextlib
import datetime as dt

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from directory.errors import OperationRefused
from events import operations
from events.admission.places import COLUMNS
from events.enums import TakesPart
from events.models import Occupancy, Registration
from tests.factories import UserFactory, registered

from .conftest import AT
from .test_operations import republish
from .test_registering import here

pytestmark = pytest.mark.django_db
PLACES = st.integers(0, 4) | st.none()
SIZES = st.sampled_from([1, 1, 2, 3])
PARTS = st.sampled_from([TakesPart.ONSITE, TakesPart.ONSITE, TakesPart.ONLINE])
WHICH = st.integers(0, 30)


class Registering(RuleBasedStateMachine):
    @initialize(
        onsite=st.integers(1, 4),
        online=PLACES,
        strictly=st.booleans(),
        confirms=st.booleans(),
        sizes=st.lists(SIZES, min_size=3, max_size=8),
    )
    def begin(self, onsite, online, strictly, confirms, sizes):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.at, self.made, self.user = AT, [], UserFactory()
        self.meeting = here(hybrid=True, capacity_onsite=onsite, capacity_online=online, waits_strictly=strictly, confirms_address=confirms)
        self.line = []
        for size in sizes:
            self.register(size, TakesPart.ONSITE, by_office=False)

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def act(self, operation, which, **how):
        """Do it to one of those who registered; a refusal changes nothing."""
        registration = self.made[which % len(self.made)]
        before = Registration.objects.values().get(pk=registration.pk)
        try:
            operation(Registration.objects.get(pk=registration.pk), at=self.at, **how)
        except OperationRefused:
            assert Registration.objects.values().get(pk=registration.pk) == before

    @rule(size=SIZES, part=PARTS, by_office=st.booleans())
    def register(self, size, part, by_office):
        with contextlib.suppress(OperationRefused):
            by = self.user if by_office else None
            self.made.append(registered(self.meeting, size=size, takes_part=part, at=self.at, by=by, past_limits=by_office))

    @rule(which=WHICH)
    @precondition(lambda self: self.made)
    def confirm(self, which):
        self.act(operations.confirm, which)

    @rule(which=WHICH)
    @precondition(lambda self: self.made)
    def accept(self, which):
        self.act(operations.accept, which)

    @rule(which=WHICH)
    @precondition(lambda self: self.made)
    def decline(self, which):
        self.act(operations.decline, which)

    @rule(which=WHICH)
    @precondition(lambda self: self.made)
    def withdraw(self, which):
        self.act(operations.withdraw, which)

    @rule(which=WHICH, size=SIZES, part=st.none() | PARTS)
    @precondition(lambda self: self.made)
    def change(self, which, size, part):
        self.act(operations.change, which, participants=tuple("ABCD"[:size]), takes_part=part)
        self.line = self.in_line()  # somebody else stands in it now

    @rule(hours=st.sampled_from([1, 3, 50]))
    def wait(self, hours):
        self.at += dt.timedelta(hours=hours)
        operations.settle_due(self.at)

    @rule(onsite=PLACES)
    def publish(self, onsite):
        with contextlib.suppress(OperationRefused):
            republish(self.meeting, capacity_onsite=onsite)
            operations.settle(self.meeting, at=self.at)
        self.meeting.refresh_from_db()

    @invariant()
    def nobody_is_lost_and_no_place_given_twice(self):
        if not hasattr(self, "meeting"):
            return
        registrations = Registration.objects.filter(meeting=self.meeting)
        people = registrations.people()
        assert set(registrations.values_list("pk", flat=True)) == {each.pk for each in self.made}
        assert all(each.participants.count() == each.size for each in registrations)
        kept = Occupancy.objects.filter(meeting=self.meeting).values("onsite", "online", "waiting").first()
        assert kept == people or (kept is None and not self.made)
        for part, column in COLUMNS.items():
            places = getattr(self.meeting, f"capacity_{column}")
            left = None if places is None else places - people[column]
            assert left is None or left >= 0
            sizes = [size for _pk, its_part, size in self.in_line() if its_part == part]
            waiting = sizes[:1] if self.meeting.waits_strictly else sizes
            assert all(left is not None and size > left for size in waiting)

    @invariant()
    def nobody_is_passed_by(self):
        if not hasattr(self, "meeting"):
            return
        line = self.in_line()
        offered = set(Registration.objects.filter(state="offered").values_list("pk", flat=True))
        still = {pk for pk, _part, _size in line}
        for number, (pk, part, size) in enumerate(self.line):
            if pk in offered:
                passed = [other for other in self.line[:number] if other[1] == part and other[0] in still]
                assert all(other[2] > size and not self.meeting.waits_strictly for other in passed)
        self.line = line

    def in_line(self):
        return list(Registration.objects.filter(meeting=self.meeting).in_line().values_list("pk", "takes_part", "size"))


def test_whatever_happens_in_whatever_order():
    quick = settings(max_examples=20, stateful_step_count=12, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    run_state_machine_as_test(Registering, settings=quick)
