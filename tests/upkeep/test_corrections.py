"""Hints from visitors: the forms, the institution's answer by a link, the mails, and what is forgotten."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from directory import operations
from directory.models import Actor, ChangeProposal, Location
from directory.operations.proposals import approve, propose, send_back
from mailing.sending import send_due
from tests.factories import ActorFactory, LocationFactory, OfferFactory, UserFactory
from upkeep.corrections import links, mails
from upkeep.corrections.models import ProposalMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS, settings.FORM_PROOF = (0, 3600), False


@pytest.fixture
def actor():
    return operations.publish(ActorFactory(name="Klangwerk", email="post@klangwerk.example", summary="Alt."))


def page_of(entry, what):
    return reverse("corrections:suggest", args=[what, entry.pk])


def sent(client, url, **changes):
    """The form as a browser would send it with some fields changed."""
    form = client.get(url).context["form"]
    return client.post(url, {name: form[name].value() or "" for name in form.fields} | changes)


def test_a_hint_shows_what_stands_there_and_goes_to_the_institution_with_a_link(client, actor):
    page = client.get(page_of(actor, "einrichtung"))
    assert (page.context["form"]["f_name"].value(), "post@klangwerk" in page.text, page["X-Robots-Tag"]) == (
        "Klangwerk",
        False,
        "noindex, nofollow",
    )

    answer = sent(client, page_of(actor, "einrichtung"), f_phone="030 23125110", author_email="b@example.org", remark="<b>laut Aushang</b>")

    proposal = ChangeProposal.objects.get()
    assert (answer.status_code, proposal.changes) == (200, {"phone": {"old": "", "new": "+493023125110"}})
    assert not ChangeProposal.objects.for_office(timezone.now()).exists()
    assert ChangeProposal.objects.for_office(timezone.now() + dt.timedelta(days=8)).exists()
    send_due()
    (letter,) = mail.outbox
    assert (letter.to, links.answer_page(proposal) in letter.body, "laut Aushang" in letter.body) == (
        ["post@klangwerk.example"],
        True,
        False,
    )

    page = client.get(links.answer_page(proposal))
    assert "&lt;b&gt;laut Aushang" in page.text
    assert Actor.objects.get(pk=actor.pk).phone == ""
    client.post(links.answer_page(proposal), {"action": "yes"})

    assert str(Actor.objects.get(pk=actor.pk).phone) == "+493023125110"
    send_due()
    assert (mail.outbox[-1].to, "übernommen" in mail.outbox[-1].subject) == (["b@example.org"], True)


def test_hours_are_written_as_people_write_them(client, actor):
    location = operations.publish(LocationFactory(actor=actor))

    wrong = sent(client, page_of(location, "standort"), day_0="vormittags")
    sent(client, page_of(location, "standort"), day_0="9-12, 14.00 bis 18 Uhr", f_step_free="true")

    (proposal,) = ChangeProposal.objects.all()
    approve(proposal, by=None, at=timezone.now())
    found = Location.objects.get(pk=location.pk)
    assert (wrong.status_code, found.step_free) == (422, True)
    assert [(s.weekday, str(s.opens), str(s.closes)) for s in found.opening_spans.all()] == [
        (0, "09:00:00", "12:00:00"),
        (0, "14:00:00", "18:00:00"),
    ]


def test_only_what_is_public_takes_hints_and_rubbish_is_said(client, actor):
    draft, offer = ActorFactory(live=False), operations.publish(OfferFactory(actor=actor))

    assert [
        client.get(url).status_code for url in (page_of(draft, "einrichtung"), page_of(actor, "termin"), page_of(offer, "angebot"))
    ] == [404, 404, 200]
    for changes in ({}, {"f_website": "javascript:1"}, {"f_name": ""}, {"f_summary": "x" * 600}, {"author_email": "kein"}):
        assert sent(client, page_of(actor, "einrichtung"), **changes).status_code == 422
    assert sent(client, page_of(actor, "einrichtung"), f_summary="Neu.", submission="gefälscht").context["form"].errors
    assert sent(client, page_of(actor, "einrichtung"), f_summary="Neu.", website="http://spam.example").context["form"].errors
    assert not ChangeProposal.objects.exists()


def test_forged_links_and_always_reviewed_fields(client, actor):
    at = timezone.now()
    proposal = propose(actor, {"name": "Neu"}, by=None, at=at, office_from=at + dt.timedelta(days=7))
    good = links.answer_page(proposal)

    assert client.get(good[:-3] + "xx/").status_code == 404
    assert client.post(reverse("corrections:answer", args=["1-abc.1.x"]), {"action": "yes"}).status_code == 404
    assert client.post(good, {"action": "quatsch"}).status_code == 422
    client.post(good, {"action": "yes"})

    assert (Actor.objects.get(pk=actor.pk).name, ChangeProposal.objects.for_office(timezone.now()).get().endorsed_at is not None) == (
        "Klangwerk",
        True,
    )


def test_a_missing_institution_is_suggested_after_looking_at_what_is_alike(client, actor):
    url = reverse("corrections:new")
    ActorFactory(name="Klangwerk Entwurf", live=False)

    first = sent(client, url, name="Klangwerk Nord", web="klangwerk-nord.example")
    second = client.post(
        url,
        {
            "name": "Klangwerk Nord",
            "web": "klangwerk-nord.example",
            "is_other": "on",
            "submission": first.context["form"]["submission"].value(),
        },
    )

    assert [other.name for other in first.context["alike"]] == ["Klangwerk"]
    assert (first.status_code, second.status_code) == (422, 200)
    assert ChangeProposal.objects.get().changes == {"name": {"new": "Klangwerk Nord"}, "website": {"new": "https://klangwerk-nord.example"}}
    assert [other.name for other in client.get(reverse("corrections:alike"), {"name": "klangw"}).context["alike"]] == ["Klangwerk"]


def test_who_gave_a_hint_is_forgotten_after_the_decision(actor):
    at = timezone.now()
    proposal = propose(
        actor, {"summary": "Neu."}, by=None, at=at - dt.timedelta(days=100), author_email="b@example.org", author_name="B", comment="Ich"
    )
    member = propose(actor, {"name": "Neu"}, by=UserFactory(), at=at)
    send_back(proposal, comment="Nein.", by=None, at=at - dt.timedelta(days=91))

    assert mails.forget(at) == 1

    proposal.refresh_from_db()
    member.refresh_from_db()
    assert (proposal.author_email, proposal.author_name, proposal.remark, proposal.comment, member.is_open) == ("", "", "", "Nein.", True)
    assert not ProposalMail.objects.exists()
