"""/mein/angebote/ and /mein/kooperationen/: what a person's institutions offer and take part in."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.enums import MemberRole, ProposalState, Trust
from directory.models import ChangeProposal, Membership
from network.models import CooperationPartner
from tests.factories import ActorFactory, CooperationFactory, OfferFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date.today()


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def house(user):
    actor = ActorFactory(name="Haus")
    Membership.objects.create(user=user, actor=actor, role=MemberRole.EDITOR)
    return actor


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


def names(page):
    return re.findall(r'<h2 lang="de">(?:<label[^>]*>)?([^<]*)<', page.content.decode())


def confirm(client, *offers, **more):
    return client.post(reverse("workspace:confirm_offers"), {"offer": [offer.uuid for offer in offers], **more}, follow=True)


def test_each_offer_stands_where_it_belongs(signed_in, house):
    now = timezone.now()
    OfferFactory(actor=house, name="Alt", confirmed_at=now - dt.timedelta(days=3000))
    OfferFactory(actor=house, name="Neu", confirmed_at=now)
    OfferFactory(actor=house, name="Vorbei", confirmed_at=now, ends_on=TODAY - dt.timedelta(days=2))
    OfferFactory(actor=house, name="Entwurf", live=False)
    OfferFactory(actor=house, name="Weg", archived_at=now)
    OfferFactory(name="Fremd")

    found = {state: names(signed_in.get(f"/mein/angebote/?zustand={state}")) for state in ("fragen", "laufend", "vergangen", "entwurf")}

    assert found == {"fragen": ["Alt"], "laufend": ["Neu"], "vergangen": ["Vorbei"], "entwurf": ["Entwurf"]}
    assert names(signed_in.get("/mein/angebote/")) == names(signed_in.get("/mein/angebote/?zustand=unsinn&seite=-3")) == ["Alt"]


@pytest.mark.parametrize("count", [1, 3])
def test_both_lists_take_the_same_number_of_queries_for_any_number(signed_in, user, count, django_assert_num_queries):
    for number in range(count):
        actor = ActorFactory(name=f"Haus {number}")
        Membership.objects.create(user=user, actor=actor, role=MemberRole.EDITOR)
        OfferFactory(actor=actor)
        CooperationPartner.objects.create(cooperation=CooperationFactory(), actor=actor)
    signed_in.get("/mein/angebote/")

    with django_assert_num_queries(9):
        offers = signed_in.get("/mein/angebote/")
    with django_assert_num_queries(9):
        cooperations = signed_in.get("/mein/kooperationen/")

    assert len(names(offers)) == len(names(cooperations)) == count


def test_several_offers_are_confirmed_in_one_go_and_those_that_are_past_are_left(signed_in, house):
    chosen, other, over = (
        OfferFactory(actor=house),
        OfferFactory(actor=house),
        OfferFactory(actor=house, ends_on=TODAY - dt.timedelta(days=2)),
    )

    page = confirm(signed_in, chosen, over).content.decode()

    for offer in (chosen, other, over):
        offer.refresh_from_db()
    assert [offer.confirmed_at is not None for offer in (chosen, other, over)] == [True, False, False]
    assert "1 Angebot gilt weiter." in page
    assert "1 Angebot ist inzwischen vergangen oder nicht veröffentlicht" in page


def test_all_of_the_page_are_confirmed_with_one_button(signed_in, house):
    offers = [OfferFactory(actor=house), OfferFactory(actor=house)]

    signed_in.post(reverse("workspace:confirm_offers"), {"shown": [offer.uuid for offer in offers], "all": "1"})

    assert house.offers.filter(confirmed_at=None).count() == 0


def test_nothing_is_confirmed_when_one_of_them_is_foreign_or_unreadable(signed_in, house):
    own, foreign = OfferFactory(actor=house), OfferFactory()
    address = reverse("workspace:confirm_offers")

    answers = [signed_in.post(address, {"offer": [own.uuid, wrong]}).status_code for wrong in (foreign.uuid, uuid.uuid4(), "x")]
    nothing = signed_in.post(address, follow=True).content.decode()

    own.refresh_from_db()
    assert (answers, own.confirmed_at) == ([404] * 3, None)
    assert "Bitte wählen Sie zwischen einem und 50 Angeboten." in nothing


def test_readers_see_the_offers_but_confirm_and_end_nothing(signed_in, user):
    house = ActorFactory(name="Haus")
    Membership.objects.create(user=user, actor=house, role=MemberRole.VIEWER)
    offer = OfferFactory(actor=house, name="Chor")

    page = signed_in.get("/mein/angebote/")

    assert names(page) == ["Chor"]
    assert "checkbox" not in page.content.decode().partition("<main")[2]
    assert confirm(signed_in, offer).status_code == 404
    assert signed_in.post(reverse("workspace:end_offer", args=[offer.uuid]), {"valid_until": "2026-01-01"}).status_code == 404


def test_an_offer_ends_on_a_day_and_goes_on_again(signed_in, house):
    offer = OfferFactory(actor=house, name="Chor")
    address = reverse("workspace:end_offer", args=[offer.uuid])

    said = signed_in.post(address, {"valid_until": "2031-07-31", "seen": ""}, follow=True).content.decode()
    offer.refresh_from_db()
    ended = offer.last_day
    signed_in.post(address, {"valid_until": "", "seen": "2031-07-31"})
    offer.refresh_from_db()

    assert "„Chor“ gilt bis 31.07.2031." in said
    assert (ended, offer.valid_until, offer.last_day) == (dt.date(2031, 7, 31), None, None)


def test_who_has_seen_another_day_is_told_and_what_was_typed_stays(signed_in, house):
    offer = OfferFactory(actor=house, valid_until=dt.date(2031, 3, 1))
    address = reverse("workspace:end_offer", args=[offer.uuid])

    refused = signed_in.post(address, {"valid_until": "2031-07-31", "seen": ""})
    offer.refresh_from_db()
    kept = offer.valid_until
    signed_in.post(address, {"valid_until": "2031-07-31", "seen": "2031-03-01"})
    offer.refresh_from_db()

    page = refused.content.decode()
    assert (refused.status_code, kept, offer.valid_until) == (422, dt.date(2031, 3, 1), dt.date(2031, 7, 31))
    assert 'value="2031-07-31"' in page
    assert 'name="seen" value="2031-03-01"' in page


@pytest.mark.parametrize("day", ["gestern", "2031-02-30", "2032-01-01", "2031-03-01"])
def test_days_that_make_no_sense_are_refused_with_words(signed_in, house, day):
    offer = OfferFactory(actor=house, ends_on=dt.date(2031, 5, 1), valid_until=dt.date(2031, 3, 1))

    answer = signed_in.post(reverse("workspace:end_offer", args=[offer.uuid]), {"valid_until": day, "seen": "2031-03-01"})

    offer.refresh_from_db()
    assert (answer.status_code, offer.valid_until) == (422, dt.date(2031, 3, 1))
    assert "data-form-errors" in answer.content.decode()


def test_the_day_of_somebody_who_is_reviewed_goes_to_the_office(signed_in, user, house):
    Membership.objects.filter(user=user).update(trust=Trust.REVIEWED)
    offer = OfferFactory(actor=house)

    said = signed_in.post(reverse("workspace:end_offer", args=[offer.uuid]), {"valid_until": "2031-07-31"}, follow=True).content.decode()

    offer.refresh_from_db()
    assert offer.valid_until is None
    assert ChangeProposal.objects.get().state == ProposalState.OPEN
    assert "wurde an das Netzwerkbüro geschickt" in said


def test_cooperations_that_wait_for_an_answer_come_first_and_foreign_ones_not_at_all(signed_in, house):
    friend, now = ActorFactory(name="Freund"), timezone.now()
    for name, answer in (("A", "abgelehnt"), ("B", "bestaetigt"), ("C", "offen")):
        cooperation = CooperationFactory(name=name, partners=[friend])
        answered = None if answer == "offen" else now
        CooperationPartner.objects.create(cooperation=cooperation, actor=house, answer=answer, answered_at=answered)
    CooperationPartner.objects.create(cooperation=CooperationFactory(name="Archiv", archived_at=timezone.now()), actor=house)
    CooperationFactory(name="Fremd", partners=[friend])

    page = signed_in.get("/mein/kooperationen/")

    assert names(page) == ["C", "B", "A"]
    assert page.content.decode().count("Freund") == 3
    partner = CooperationPartner.objects.get(cooperation__name="C", actor=house)
    assert reverse("workspace:cooperation_request", args=[partner.pk]) in page.content.decode()
