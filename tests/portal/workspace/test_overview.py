"""/mein/: what is to do for the people of an institution, and for nobody else."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.completeness import POINTS
from directory.enums import MemberRole, ProposalState
from directory.models import ChangeProposal, Membership
from directory.operations import proposals
from network.models import CooperationPartner
from tests.factories import (
    ActorFactory,
    CooperationFactory,
    LocationFactory,
    MeetingFactory,
    OfferFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


def house(user, name, role=MemberRole.EDITOR, **fields):
    actor = ActorFactory(name=name, **fields)
    Membership.objects.create(user=user, actor=actor, role=role)
    return actor


def full_house(user, name):
    """With one of everything that the page shows."""
    actor = house(user, name, confirmed_at=LONG_AGO)
    LocationFactory(actor=actor)
    OfferFactory(actor=actor)
    CooperationPartner.objects.create(cooperation=CooperationFactory(name=f"Vorhaben von {name}"), actor=actor)
    MeetingFactory(organiser=actor, here=True, live=True, starts_at=timezone.now() + dt.timedelta(days=3))
    proposals.propose(actor, {"name": f"{name} neu"}, by=user, at=timezone.now())
    return actor


def test_who_is_not_signed_in_signs_in_and_comes_back(client):
    answers = [client.get("/mein/"), client.post(reverse("workspace:confirm", args=[ActorFactory().uuid]))]

    assert [(answer.status_code, answer.url.partition("?")[0]) for answer in answers] == [(302, "/konto/login/")] * 2
    assert answers[0].url == "/konto/login/?next=/mein/"
    assert "no-store" in answers[0]["Cache-Control"]


def test_who_has_no_institution_reads_how_to_get_one(client):
    client.force_login(UserFactory())

    page = client.get("/mein/").content.decode()

    assert "Sie pflegen noch keine Einrichtung." in page
    assert "bitten sie um eine einladung" in page.lower()


@pytest.mark.parametrize("houses", [1, 3])
def test_the_page_takes_the_same_number_of_queries_for_any_number_of_institutions(client, houses, django_assert_num_queries):
    user = UserFactory()
    for number in range(houses):
        full_house(user, f"Haus {number}")
    client.force_login(user)
    client.get("/mein/")

    with django_assert_num_queries(18):
        page = client.get("/mein/").content.decode()

    assert f"{houses * 3} Dinge warten auf Sie." in page
    assert page.count(">Ja, alles stimmt<") == page.count("Ansehen und antworten") == page.count("Termin ansehen") == houses
    assert page.count("chip--warn") == houses
    assert page.count("1 Angebot<") == houses


def test_confirming_takes_one_click_and_can_be_undone_once(client):
    user = UserFactory()
    actor = house(user, "Haus am See", confirmed_at=LONG_AGO)
    client.force_login(user)

    confirmed = client.post(reverse("workspace:confirm", args=[actor.uuid]), follow=True).content.decode()
    actor.refresh_from_db()
    was = actor.confirmed_at
    undone = client.post(reverse("workspace:take_back", args=[actor.uuid]), follow=True).content.decode()
    again = client.post(reverse("workspace:take_back", args=[actor.uuid]), follow=True).content.decode()
    actor.refresh_from_db()

    assert was > LONG_AGO
    assert "„Haus am See“ ist bestätigt." in confirmed
    assert "Die Bestätigung von „Haus am See“ ist zurückgenommen." in undone
    assert "Es gibt nichts mehr rückgängig zu machen." in again
    assert actor.confirmed_at == LONG_AGO


def test_strangers_and_viewers_can_do_nothing(client):
    user, other = UserFactory(), UserFactory()
    seen, foreign = house(user, "Nur gesehen", MemberRole.VIEWER, confirmed_at=LONG_AGO), house(other, "Fremdes Haus")
    partners = [CooperationPartner.objects.create(cooperation=CooperationFactory(), actor=actor) for actor in (seen, foreign)]
    proposal = proposals.propose(foreign, {"name": "Neuer Name"}, by=other, at=timezone.now())
    client.force_login(user)

    page = client.get("/mein/").content.decode()
    answers = [
        client.post(reverse(f"workspace:{name}", args=[actor.uuid])) for name in ("confirm", "take_back") for actor in (seen, foreign)
    ]
    answers += [client.get(reverse("workspace:cooperation_request", args=[partner.pk])) for partner in partners]
    answers += [client.post(reverse("workspace:withdraw", args=[proposal.uuid]))]

    assert [answer.status_code for answer in answers] == [404] * 7
    assert "Nur gesehen" in page
    assert "Fremdes Haus" not in page
    assert "Ja, alles stimmt" not in page
    assert "Ansehen und antworten" not in page
    assert CooperationPartner.objects.filter(answer="offen").count() == 2
    assert ChangeProposal.objects.get().state == ProposalState.OPEN


def test_a_cooperation_is_read_and_answered_by_the_person_who_is_signed_in(client):
    user = UserFactory()
    partner = CooperationPartner.objects.create(cooperation=CooperationFactory(name="Beatwerkstatt"), actor=house(user, "Klangwerk"))
    client.force_login(user)
    address = reverse("workspace:cooperation_request", args=[partner.pk])

    page = client.get(address)
    answered = client.post(address, {"action": "confirm", "confirm-seen": page.context["seen"]}, follow=True)
    partner.refresh_from_db()

    assert "Beatwerkstatt" in page.content.decode()
    assert answered.redirect_chain == [(address, 302)]
    assert (partner.answer, partner.answered_by) == ("bestaetigt", user)


def test_a_change_that_was_sent_back_shows_why_and_an_open_one_is_withdrawn(client):
    user, at = UserFactory(), timezone.now()
    first, second = house(user, "Haus A"), house(user, "Haus B")
    returned = proposals.propose(first, {"name": "Haus AA"}, by=user, at=at)
    proposals.send_back(returned, comment="Bitte mit Ortsnamen.", by=UserFactory(), at=at)
    waiting = proposals.propose(second, {"name": "Haus BB"}, by=user, at=at)
    client.force_login(user)

    page = client.get("/mein/").content.decode()
    client.post(reverse("workspace:withdraw", args=[waiting.uuid]))
    waiting.refresh_from_db()

    assert "Bitte mit Ortsnamen." in page
    assert waiting.state == ProposalState.WITHDRAWN


def test_completeness_counts_what_stands_there_and_names_the_rest(client):
    user = UserFactory()
    actor = house(user, "Haus am See", summary="Wir machen Musik.", phone="+4930123456", website="https://haus.example")
    actor.topics.set([TopicFactory()])
    actor.save()
    LocationFactory(actor=actor, by_appointment=True)
    client.force_login(user)

    page = client.get("/mein/").content.decode()

    assert sum(point.weight for point in POINTS) == 100
    assert "75 % vollständig" in page  # whom for, accessibility and description are missing
    assert [text in page for text in ("Sagen Sie, für wen Sie da sind", "Stufenloser Zugang und WC", "Geben Sie die Adresse an")] == [
        True,
        True,
        False,
    ]


def test_forty_institutions_take_as_many_queries_as_two(client, django_assert_num_queries):
    for houses in (2, 40):
        user = UserFactory()
        for number in range(houses):
            LocationFactory(actor=house(user, f"Haus {number}", confirmed_at=LONG_AGO))
        client.force_login(user)
        client.get("/mein/")

        with django_assert_num_queries(17):
            page = client.get("/mein/").content.decode()

        assert page.count("/mein/einrichtung/") == houses
