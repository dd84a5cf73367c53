"""The reviewer's queue: who may see it, what it shows, and that what was not seen is not overwritten."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory import operations
from directory.models import Actor, ChangeProposal, ReviewRule
from directory.operations.proposals import propose, propose_new
from tests.factories import ActorFactory, ActorKindFactory, OfferFactory, UserFactory

pytestmark = pytest.mark.django_db
INDEX = "directory_proposals:index"


@pytest.fixture
def actor():
    return operations.publish(ActorFactory(name="Klangwerk", summary="Alt."))


def page_of(proposal):
    return reverse("directory_proposals:proposal", args=[proposal.pk])


def marks(client, proposal):
    """What the form would send as it stands."""
    fields = client.get(page_of(proposal)).context["fields"]
    return {f"seen-{row['field'].name}": row["mark"] for row in fields} | {
        f"take-{row['field'].name}": "on" for row in fields if row["checked"]
    }


def proposed(entry, days=0, **changes):
    return propose(entry, changes, by=None, at=timezone.now() - dt.timedelta(days=days), author_name="Bürgerin")


def test_only_reviewers_see_the_queue(as_user, actor, editor, moderator):
    proposal = proposed(actor, summary="Neu.")

    for person, status in ((UserFactory(), 302), (editor, 302), (moderator, 200)):
        client = as_user(person)
        assert (client.get(reverse(INDEX)).status_code, client.get(page_of(proposal)).status_code) == (status, status)
        if status != 200:
            assert client.post(page_of(proposal), {"action": "approve", "take-summary": "on"}).status_code == status

    assert as_user(moderator).get(reverse("directory_proposals:proposal", args=[10**9])).status_code == 404
    assert ChangeProposal.objects.open().count() == 1


def test_the_list_shows_the_oldest_first_filters_and_asks_the_same_for_more(as_user, actor, moderator):
    client = as_user(moderator)
    proposed(actor, summary="Neu.", days=3)
    client.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(INDEX))
    offer = operations.publish(OfferFactory(name="Chor", actor=actor))
    proposed(offer, days=9, age_from=6)
    propose_new({"name": "Zirkus <b>"}, by=UserFactory(), at=timezone.now())
    with CaptureQueriesContext(connection) as three:
        page = client.get(reverse(INDEX))

    assert [row["proposal"].title for row in page.context["rows"]] == ["Chor", "Klangwerk", "Zirkus <b>"]
    assert (len(one), len(three)) == (len(one), len(one))
    assert page.context["waiting"] == {"count": 3, "days": 9, "late": True}
    assert "Zirkus &lt;b&gt;" in page.text
    for query, titles in (("q=klang", ["Chor", "Klangwerk"]), ("kind=new", ["Zirkus <b>"]), ("author=Bürgerin", ["Chor", "Klangwerk"]),
                          ("kind=quatsch", ["Chor", "Klangwerk", "Zirkus <b>"]), ("state=decided", [])):  # fmt: skip
        assert [row["proposal"].title for row in client.get(f"{reverse(INDEX)}?{query}&p=99").context["rows"]] == titles


def test_a_reviewer_takes_over_corrects_and_comes_to_the_next(as_user, actor, moderator):
    client = as_user(moderator)
    first, second = proposed(actor, summary="Neu.", days=2), proposed(ActorFactory(), summary="Anders.")

    answer = client.post(page_of(first), {**marks(client, first), "action": "approve", "value-summary": "Neu und gut."})

    assert answer.url == page_of(second)
    first.refresh_from_db()
    assert (first.state, first.decided_by, Actor.objects.get(pk=actor.pk).summary) == ("corrected", moderator, "Neu und gut.")
    assert "mit Korrekturen übernommen" in client.get(page_of(first)).text


def test_what_changed_while_the_reviewer_looked_is_not_overwritten(as_user, actor, moderator):
    client = as_user(moderator)
    proposal = proposed(actor, summary="Neu.")
    form = marks(client, proposal)
    operations.change_content(actor, lambda entry: setattr(entry, "summary", "Vom Amt."))

    answer = client.post(page_of(proposal), {**form, "action": "approve"})

    assert (answer.status_code, Actor.objects.get(pk=actor.pk).summary) == (422, "Vom Amt.")
    (row,) = client.get(page_of(proposal)).context["fields"]
    assert (row["checked"], row["field"].is_conflict, row["field"].before, row["field"].now) == (False, True, ["Alt."], ["Vom Amt."])
    client.post(page_of(proposal), {"action": "approve", "take-summary": "on", "seen-summary": row["mark"]})
    assert Actor.objects.get(pk=actor.pk).summary == "Neu."


def test_sending_back_needs_words_and_keeps_what_was_typed(as_user, actor, moderator):
    client = as_user(moderator)
    proposal = proposed(actor, summary="<script>x</script>")

    assert client.post(page_of(proposal), {"action": "return"}).status_code == 422
    assert client.post(page_of(proposal), {"action": "quatsch", "comment": "Das bleibt"}).text.count("Das bleibt") == 1
    client.post(page_of(proposal), {"action": "return", "comment": "Bitte mit Beleg."})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.comment) == ("returned", "Bitte mit Beleg.")
    assert "<script>x" not in client.get(page_of(proposal)).text


def test_several_are_taken_over_at_once_and_conflicts_stay(as_user, actor, moderator):
    client = as_user(moderator)
    fine, clash = proposed(actor, summary="Neu."), proposed(ActorFactory(summary="A"), summary="B")
    operations.change_content(clash.entry, lambda entry: setattr(entry, "summary", "C"))

    client.post(reverse(INDEX), {"proposal": [fine.pk, clash.pk, "x", "9" * 40]})

    assert sorted(ChangeProposal.objects.values_list("state", flat=True)) == ["applied", "open"]


def test_a_new_institution_shows_what_is_alike_and_is_published(as_user, actor, moderator):
    client = as_user(moderator)
    kind = ActorKindFactory()
    proposal = propose_new({"name": "Musikschule Klangwerk e. V.", "kind": kind.pk, "street": "Weg 1"}, by=None, at=timezone.now())

    page = client.get(page_of(proposal))
    client.post(
        page_of(proposal), {"action": "publish", "take-name": "on", "take-kind": "on", "take-street": "on", "value-street": "Weg 2"}
    )

    assert [other["actor"].name for other in page.context["alike"]] == ["Klangwerk"]
    made = Actor.objects.public().get(name="Musikschule Klangwerk e. V.")
    assert made.locations.public().get().street == "Weg 2"
    assert client.get(page_of(proposal)).status_code == 200


def test_the_office_edits_the_table_of_rules(as_user, office, moderator):
    add = reverse("wagtailsnippets_directory_reviewrule:add")

    answer = as_user(office).post(add, {"field": "offer.*", "need": "always"})

    assert (answer.status_code, ReviewRule.objects.get(field="offer.*").need) == (302, "always")
    assert "Angebot: alle anderen Felder" in as_user(office).get(reverse("wagtailsnippets_directory_reviewrule:list")).text
    assert as_user(moderator).get(add).status_code == 302
