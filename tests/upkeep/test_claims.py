"""“Ist das Ihre Einrichtung?”: proven by address or domain, answered by the institution, decided by the office."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Membership
from tests.factories import ActorFactory, UserFactory
from tests.upkeep.world import member, posted, school
from upkeep import operations
from upkeep.access_log import history_of
from upkeep.evidence import common_domain, evidence_of
from upkeep.models import AccessEntry, AccessMail, Claim, Invitation

pytestmark = pytest.mark.django_db
FORM = "/mitmachen/einrichtung/klangwerk/"
ACCOUNT = {"action": "account", "first_name": "Kim", "last_name": "Beispiel", "password": "ein-langes-wort-7"}


@pytest.fixture
def actor():
    return school()


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS, settings.FORM_PROOF = (0, 3600), False


def ask(client, **said):
    page = client.get(FORM)
    data = {"name": "Kim Beispiel", "email": "kim@web.de", "function": "Leitung", "submission": page.context["form"].initial["submission"]}
    return client.post(FORM, data | said)


def claimed(actor, email="kim@web.de", at=None):
    """Asked and confirmed."""
    at = at or timezone.now()
    return operations.confirm_address(operations.ask_for_access(actor, name="Kim Beispiel", email=email, at=at), at=at)


def test_the_institutions_page_leads_to_the_form(client, actor):
    assert f'href="{FORM}"' in client.get(actor.get_absolute_url()).content.decode()


def test_an_address_of_the_institutions_own_domain_is_let_in_at_once(client, actor):
    ask(client, email="kim@klangwerk.example")
    ((to, _subject, link),) = posted()
    looked = client.get(link)
    assert (to, looked.status_code, Claim.objects.get().state) == ("kim@klangwerk.example", 200, "unbestaetigt")

    confirmed = client.post(link, {"action": "confirm"})
    client.post(confirmed["Location"], ACCOUNT)

    claim = Claim.objects.get()
    assert (claim.state, claim.proof) == ("gewaehrt", "domain")
    assert list(Membership.objects.values_list("actor", "user__email", "role")) == [(actor.pk, "kim@klangwerk.example", "owner")]
    assert [(entry.action, entry.proof) for entry in history_of(actor)] == [("gegeben", "domain"), ("eingeladen", ""), ("beansprucht", "")]


def test_the_published_address_is_asked_and_its_yes_lets_in(client, actor):
    owner = member(actor, email="chefin@klangwerk.example")
    ask(client)
    client.post(posted()[0][2], {"action": "confirm"})
    told = {to: (subject, link) for to, subject, link in posted()}

    assert told.keys() == {"post@klangwerk.example", owner.email}
    assert told[owner.email][0] == "Kim Beispiel möchte „Musikschule Klangwerk“ mit pflegen"
    question = told["post@klangwerk.example"][1]
    assert (Client().get(question).status_code, Claim.objects.get().state) == (200, "offen")
    assert Client().post(question, {"action": "yes"}).status_code == 200

    assert (Client().get(question).status_code, Invitation.objects.get().role) == (404, "editor"), "others are responsible already"
    ((to, subject, link),) = posted()
    assert (to, subject) == ("kim@web.de", "Ihr Zugang zu „Musikschule Klangwerk“")
    assert Client().post(link, ACCOUNT).status_code == 302


def test_a_no_of_the_institution_leaves_it_to_the_office(client, actor, as_user, office):
    claim = claimed(actor)
    question = next(link for to, _subject, link in posted() if to == "post@klangwerk.example")
    client.post(question, {"action": "no"})

    page = as_user(office).get(reverse("upkeep_claims:claim", args=[claim.pk])).content.decode()

    claim.refresh_from_db()
    assert (claim.state, claim.denied, Invitation.objects.count()) == ("offen", True, 0)
    assert "Nein, gehört nicht zu uns" in page


def test_the_office_grants_one_and_refuses_another_with_a_reason(as_user, actor, office):
    first, second = claimed(actor), claimed(actor, "lea@web.de")
    client = as_user(office)
    queue = client.get(reverse("upkeep_claims:index")).content.decode()
    posted()

    client.post(reverse("upkeep_claims:claim", args=[first.pk]), {"action": "grant", "role": "viewer"})
    empty = client.post(reverse("upkeep_claims:claim", args=[second.pk]), {"action": "refuse", "reason": " "})
    client.post(reverse("upkeep_claims:claim", args=[second.pk]), {"action": "refuse", "reason": "Bitte mit Dienstadresse."})

    assert "kim@web.de" in queue
    assert "lea@web.de" in queue
    assert empty.status_code == 200
    assert sorted(Claim.objects.values_list("email", "state", "proof", "decided_by")) == [
        ("kim@web.de", "gewaehrt", "buero", office.pk),
        ("lea@web.de", "abgelehnt", "buero", office.pk),
    ]
    assert {to: subject for to, subject, _link in posted()} == {
        "kim@web.de": "Ihr Zugang zu „Musikschule Klangwerk“",
        "lea@web.de": "Ihre Anfrage zu „Musikschule Klangwerk“",
    }
    assert "Bitte mit Dienstadresse." in next(message.body for message in mail.outbox if message.to == ["lea@web.de"])
    with pytest.raises(operations.OperationRefused):
        operations.grant_claim(second, role="owner", by=office, at=timezone.now())


def test_nobody_finds_out_which_addresses_are_known(client, actor):
    known = member(actor, email="da@klangwerk.example")
    UserFactory(email="konto@web.de")

    answers = []
    for address in (known.email, "konto@web.de", "fremd@web.de"):
        html = ask(client, email=address).content.decode()
        answers.append(html.replace(address, "…"))

    assert answers[0].count("Bitte sehen Sie in Ihre E-Mails") == 1
    assert len({answer.split("<main")[1].split("</main")[0] for answer in answers}) == 1


def test_programs_drafts_and_floods_are_kept_out(client, actor, settings):
    ActorFactory(slug="entwurf", live=False)
    settings.FORMS_PER_HOUR = (2, 10)

    trapped = ask(client, website="https://spam.example")
    sent = [ask(client, email=f"n{number}@web.de").status_code for number in range(3)]

    assert (trapped.status_code, "noch einmal" in trapped.content.decode()) == (200, True)
    assert sent == [200, 200, 429]
    assert Claim.objects.count() == 2
    assert client.get("/mitmachen/einrichtung/entwurf/").status_code == 404


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("kim@klangwerk.example", "klangwerk.example"),
        ("kim@post.klangwerk.example", "klangwerk.example"),
        ("kim@boeseklangwerk.example", ""),
        ("kim@klangwerk.example.evil.example", ""),
        ("kim@web.de", ""),
    ],
)
def test_a_domain_is_compared_by_its_parts(actor, address, domain):
    assert common_domain(address, actor) == domain
    assert common_domain("kim@web.de", school(slug="x", email="schule@web.de", website="https://schule.jimdo.com/")) == ""


def test_a_domain_that_strangers_share_proves_nothing(actor):
    ActorFactory(email="buecherei@klangwerk.example", operator=actor)
    claim = Claim(actor=actor, email="kim@klangwerk.example")
    assert evidence_of(claim).proves_domain, "a house of its own may have it too"

    ActorFactory(website="https://www.klangwerk.example/verein/")

    assert (evidence_of(claim).shared_with, evidence_of(claim).proves_domain) == (1, False)
    assert claimed(actor, "kim@klangwerk.example").state == "offen"


def test_what_nobody_needs_is_forgotten_after_its_time(actor):
    at = timezone.now()
    claim = claimed(actor, at=at)
    operations.refuse_claim(claim, reason="Nein", by=None, at=at)
    operations.ask_for_access(actor, name="Nie", email="nie@web.de", at=at)
    operations.invite(actor, "neu@web.de", role="editor", by=None, at=at)

    def left(days):
        operations.forget(at + dt.timedelta(days=days))
        return (Claim.objects.count(), Invitation.objects.count(), AccessMail.objects.count() > 0, AccessEntry.objects.count() > 0)

    assert [left(days) for days in (6, 8, 89, 91, 181, 366, 1096)] == [
        (2, 1, True, True), (1, 1, True, True), (1, 1, True, True), (1, 0, True, True), (0, 0, False, True), (0, 0, False, True), (0, 0, False, False),
    ]  # fmt: skip
