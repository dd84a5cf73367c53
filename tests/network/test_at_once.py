"""Partners answer in the same moment: the number on the row is right afterwards, and everybody hears once that it is public."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction

from directory import operations as register
from network import operations
from network.models import Cooperation, CooperationPartner, PartnerMail
from tests.factories import ActorFactory, CooperationFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def partners():
    cooperation = CooperationFactory()
    actors = [ActorFactory(email=f"a{number}@park.example") for number in range(3)]
    return [operations.ask_partner(operations.add_partner(cooperation, actor), at=AT) for actor in actors]


def agrees():
    return Cooperation.objects.get().confirmed_count == CooperationPartner.objects.named().count()


def test_three_confirm_at_once(partners, at_once):
    at_once(*(lambda partner=partner: operations.confirm_partner(partner, at=AT) for partner in partners))

    assert (Cooperation.objects.get().confirmed_count, agrees()) == (3, True)
    told = PartnerMail.objects.filter(kind="oeffentlich").values_list("address", flat=True)
    assert len(told) == len(set(told)) >= 2


def test_two_people_of_one_institution_confirm_and_decline_at_once(partners, at_once):
    operations.confirm_partner(partners[1], at=AT)
    partner = partners[0]

    at_once(lambda: operations.confirm_partner(partner, at=AT), lambda: operations.decline_partner(partner, reason="Nein", at=AT))

    assert CooperationPartner.objects.get(pk=partner.pk).answer in ("bestaetigt", "abgelehnt")
    assert agrees()


def test_an_institution_is_archived_while_another_confirms(partners, at_once):
    operations.confirm_partner(partners[0], at=AT)

    at_once(lambda: register.archive(partners[0].actor), lambda: operations.confirm_partner(partners[1], at=AT))

    assert (Cooperation.objects.get().confirmed_count, agrees()) == (1, True)


def test_one_button_pressed_twice_asks_once(partners, at_once):
    later = AT + dt.timedelta(days=1)

    def ask():
        try:
            return operations.ask_partner(partners[0], at=later).round
        except operations.OperationRefused:
            return None

    rounds = at_once(ask, ask)

    assert sorted(rounds, key=str) == [2, None]
    assert PartnerMail.objects.filter(partner=partners[0], key__startswith="anfrage").count() == 2


def test_who_declines_while_another_answer_is_not_committed_yet_waits_for_it(partners, at_once):
    operations.confirm_partner(partners[1], at=AT)
    answered = threading.Event()

    def slow():
        with transaction.atomic():
            operations.confirm_partner(partners[0], at=AT)
            answered.set()
            time.sleep(0.5)

    def quick():
        assert answered.wait(20)
        operations.decline_partner(partners[1], at=AT)

    at_once(slow, quick)

    assert (Cooperation.objects.get().confirmed_count, agrees()) == (1, True)


def test_who_confirms_while_an_institution_is_being_archived_waits_for_that(partners, at_once):
    operations.confirm_partner(partners[0], at=AT)
    archived = threading.Event()

    def slow():
        with transaction.atomic():
            register.archive(partners[0].actor)
            archived.set()
            time.sleep(0.5)

    def quick():
        assert archived.wait(20)
        operations.confirm_partner(partners[1], at=AT)

    at_once(slow, quick)

    assert (Cooperation.objects.get().confirmed_count, agrees()) == (1, True)
