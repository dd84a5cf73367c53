"""Invited, by the office or by somebody responsible: the way from the mail to the membership, and every way in which a link can be dead."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from directory.models import Membership
from tests.factories import ActorFactory, UserFactory
from tests.upkeep.world import member, posted, school
from upkeep import links, operations
from upkeep.access_log import history_of
from upkeep.models import AccessMail, Invitation

pytestmark = pytest.mark.django_db
NEW = {"action": "account", "first_name": "Kim", "last_name": "Beispiel", "password": "ein-langes-wort-7"}


@pytest.fixture
def actor():
    return school()


def invited(actor, email="kim@klangwerk.example", role="editor", by=None, at=None):
    return operations.invite(actor, email, role=role, by=by, at=at or timezone.now())


def roles_at(actor):
    return sorted(Membership.objects.filter(actor=actor).values_list("user__email", "role"))


def test_an_invited_person_makes_an_account_by_the_link_and_works_there(client, actor):
    owner = member(actor, email="chefin@klangwerk.example", first_name="Ines", last_name="Radtke")
    operations.invite(actor, "Kim@Klangwerk.example", role="editor", by=owner, at=timezone.now(), message="Schön, dass du dabei bist!")
    ((to, subject, link),) = posted()
    body = mail.outbox[0].body

    assert (to, subject) == ("kim@klangwerk.example", "Einladung: „Musikschule Klangwerk“ im Portal Bildungslandschaft")
    assert all(words in body for words in ("Ines Radtke", "Schön, dass du dabei bist!", "Sie bearbeiten den Eintrag."))
    assert client.get(link).status_code == 200
    assert roles_at(actor) == [("chefin@klangwerk.example", "owner")], "looking changes nothing"
    weak = client.post(link, NEW | {"password": "kurz"})
    assert (weak.status_code, get_user_model().objects.filter(email="kim@klangwerk.example").exists()) == (422, False)

    taken = client.post(link, NEW)

    assert taken["Location"] == f"/mitmachen/team/{actor.pk}/"
    assert client.get(taken["Location"]).status_code == 200, "signed in, as somebody who works there"
    assert roles_at(actor) == [("chefin@klangwerk.example", "owner"), ("kim@klangwerk.example", "editor")]
    assert EmailAddress.objects.get(email="kim@klangwerk.example").verified
    assert [(to, subject) for to, subject, _link in posted()] == [
        ("chefin@klangwerk.example", "Kim Beispiel arbeitet jetzt an „Musikschule Klangwerk“ mit")
    ]
    log = [(entry.action, entry.person, entry.role, entry.by_name) for entry in history_of(actor)]
    assert log[:2] == [
        ("gegeben", "Kim Beispiel", "editor", "Ines Radtke"),
        ("eingeladen", "k…@klangwerk.example", "editor", "Ines Radtke"),
    ]


def test_a_link_works_once_for_one_address_and_says_why_when_it_does_not(client, actor):
    at = timezone.now()
    first = invited(actor)
    old = links.invitation_page(first)
    operations.resend(first, at=at + dt.timedelta(minutes=11))
    first.refresh_from_db()
    good = links.invitation_page(first)
    gone = invited(actor, "weg@klangwerk.example")
    operations.revoke(gone, by=None, at=at)
    late = invited(actor, "spaet@klangwerk.example", at=at - dt.timedelta(days=31))
    older = Client().get(old)
    client.post(good, NEW)

    told = {"old": older} | {name: Client().get(path) for name, path in {
        "used": good, "revoked": links.invitation_page(gone), "late": links.invitation_page(late), "forged": good[:-2] + "xx/",
    }.items()}  # fmt: skip

    assert {answer.status_code for answer in told.values()} == {404}
    words = {"old": "neuere E-Mail", "used": "schon benutzt", "revoked": "zurückgenommen", "late": "zu alt", "forged": "vollständig"}
    assert {name: word in told[name].content.decode().replace("\u00ad", "") for name, word in words.items()} == dict.fromkeys(words, True)
    assert Client().post(good, NEW | {"first_name": "Dieb"}).status_code == 404


def test_an_existing_account_signs_in_and_nobody_takes_the_invitation_of_another(client, as_user, actor):
    kim, other = UserFactory(email="kim@klangwerk.example"), UserFactory()
    link = links.invitation_page(invited(actor))

    asked = client.get(link).content.decode()
    stolen = client.post(link, NEW)
    other_way = Client()
    other_way.force_login(other)
    by_other = other_way.post(link, {"action": "accept"})

    assert f"/konto/login/?next={link.replace('/', '%2F')}" in asked
    assert (stolen.status_code, by_other.status_code, roles_at(actor)) == (422, 422, [])
    assert as_user(kim).post(link, {"action": "accept"}).status_code == 302
    assert roles_at(actor) == [("kim@klangwerk.example", "editor")]


def test_somebody_declines_and_gets_no_access(client, actor):
    link = links.invitation_page(invited(actor))

    assert client.post(link, {"action": "decline"}).status_code == 200
    assert (Invitation.objects.get().state, client.get(link).status_code, roles_at(actor)) == ("abgelehnt", 404, [])


def test_who_may_not_be_invited(actor):
    at = timezone.now()
    member(actor, email="da@klangwerk.example")
    invited(actor)
    archived = ActorFactory(archived_at=at)
    asked = [
        (actor, "DA@klangwerk.example", "editor"),
        (actor, "kim@klangwerk.example", "editor"),
        (archived, "a@b.example", "editor"),
        (actor, "a@b.example", "chef"),
    ]

    for where, email, role in asked:
        with pytest.raises(operations.OperationRefused):
            operations.invite(where, email, role=role, by=None, at=at)
    for number in range(29):
        invited(actor, f"n{number}@b.example")
    with pytest.raises(operations.OperationRefused, match="30"):
        invited(actor, "zu-viel@b.example")
    assert operations.invite(actor, "zu-viel@b.example", role="editor", by=None, at=at, office=True).state == "offen"


class TestTeam:
    """The page of those who work for an institution."""

    def test_strangers_find_nothing_and_only_owners_change_anything(self, as_user, actor):
        url = f"/mitmachen/team/{actor.pk}/"
        owner, editor, stranger = member(actor), member(actor, "editor"), UserFactory()
        invite = {"action": "invite", "email": "neu@klangwerk.example", "role": "owner"}
        row = Membership.objects.get(user=owner).pk

        assert Client().get(url)["Location"] == f"/konto/login/?next={url}"
        assert (as_user(stranger).get(url).status_code, as_user(stranger).post(url, {"action": "leave"}).status_code) == (404, 404)
        html = as_user(editor).get(url).content.decode()
        tried = [
            as_user(editor).post(url, data).status_code
            for data in (invite, {"action": "end", "row": row}, {"action": "role", "row": row, "role": "viewer"})
        ]
        assert (owner.email in html, tried, Invitation.objects.count()) == (False, [404] * 3, 0)
        assert as_user(owner).post(url, invite).status_code == 302
        assert Invitation.objects.get().email == "neu@klangwerk.example"

    def test_rows_of_other_institutions_are_out_of_reach(self, as_user, actor):
        owner, other = member(actor), ActorFactory()
        foreign, waiting = member(other), invited(other)
        client = as_user(owner)

        tried = [
            client.post(f"/mitmachen/team/{actor.pk}/", {"action": action, "row": row, "role": "viewer"}).status_code
            for action, row in (("end", Membership.objects.get(user=foreign).pk), ("role", Membership.objects.get(user=foreign).pk), ("revoke", waiting.pk), ("resend", waiting.pk), ("end", "9" * 30))
        ]  # fmt: skip

        assert tried == [404] * 5
        assert (Membership.objects.filter(user=foreign, role="owner").exists(), Invitation.objects.get().state) == (True, "offen")

    def test_the_last_one_responsible_leaves_and_the_office_looks_for_another(self, as_user, actor, office):
        owner = member(actor, email="chefin@klangwerk.example")
        member(actor, "editor")
        url = f"/mitmachen/team/{actor.pk}/"
        alone = as_user(owner).post(url, {"action": "role", "row": Membership.objects.get(user=owner).pk, "role": "viewer"}, follow=True)

        left = as_user(owner).post(url, {"action": "leave"})

        assert "einzige" in alone.content.decode()
        assert (left.status_code, as_user(owner).get(url).status_code) == (200, 404)
        ((to, subject, _link),) = posted()
        assert (to, subject) == (office.email, "Ohne Verantwortliche: „Musikschule Klangwerk“")
        listed = as_user(office).get("/cms/mitmachen/personen/").content.decode()
        assert "Musikschule Klangwerk" in listed

    def test_an_account_that_goes_leaves_a_line_and_tells_the_office(self, actor, office):
        owner = member(actor, first_name="Ines", last_name="Radtke")

        owner.delete()

        assert [(entry.action, entry.person, entry.user) for entry in history_of(actor)][:1] == [("beendet", "Ines Radtke", None)]
        assert AccessMail.objects.get().address == office.email

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_page_asks_the_same_however_many_there_are(self, as_user, actor, rows, django_assert_num_queries):
        owner = member(actor)
        for number in range(rows):
            member(actor, "editor")
            invited(actor, f"n{number}@b.example", by=owner)
        client = as_user(owner)
        client.get(f"/mitmachen/team/{actor.pk}/")

        with django_assert_num_queries(QUERIES):
            client.get(f"/mitmachen/team/{actor.pk}/")


QUERIES = 10
