"""Proposed changes: who is reviewed, what happens to what changed meanwhile, and what drafts keep."""

import datetime as dt

import pytest
from django.utils import timezone

from directory import operations
from directory.enums import ProposalKind, ProposalState, Trust
from directory.errors import OperationRefused
from directory.models import Actor, ChangeProposal, Location, Membership, ReviewRule
from directory.operations import proposals
from directory.operations.proposals import Conflict, approve, propose, propose_new, send_back, withdraw
from search.models import OutboxEntry
from tests.factories import ActorFactory, ActorKindFactory, LocationFactory, OfferFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def actor():
    return operations.publish(ActorFactory(name="Musikschule Klangwerk", phone="", website="https://alt.example"))


@pytest.fixture
def member(actor):
    user = UserFactory(email="leitung@klangwerk.example")
    Membership.objects.create(user=user, actor=actor, role="owner")
    return user


def now(entry):
    return type(entry).objects.get(pk=entry.pk)


def test_a_member_changes_contact_at_once_and_the_name_after_review(actor, member, moderator):
    OutboxEntry.objects.all().delete()

    proposal = propose(actor, {"phone": "030 23125110", "name": "Klanghaus"}, by=member, at=AT, comment="Wir heißen jetzt so.")

    assert (now(actor).name, str(now(actor).phone)) == ("Musikschule Klangwerk", "+493023125110")
    assert (proposal.state, proposal.changes) == ("open", {"name": {"old": "Musikschule Klangwerk", "new": "Klanghaus"}})
    assert [(p.state, sorted(p.changes)) for p in ChangeProposal.objects.order_by("pk")] == [("applied", ["phone"]), ("open", ["name"])]
    assert OutboxEntry.objects.filter(doc_type="actor", object_id=actor.pk).exists()

    decided = approve(proposal, by=moderator, at=AT)

    assert (now(actor).name, decided.state, decided.decided_by) == ("Klanghaus", ProposalState.APPLIED, moderator)
    assert now(actor).live_revision.content["name"] == "Klanghaus"
    entry = now(actor).live_revision
    assert entry.user == moderator
    from wagtail.log_actions import registry

    logged = registry.get_logs_for_instance(now(actor)).filter(action="directory.apply_proposal").order_by("-timestamp", "-pk").first()
    assert (logged.user, logged.data) == (moderator, {"fields": ["name"], "author": member.get_full_name()})


@pytest.mark.parametrize(
    ("trust", "role", "waiting"),
    [
        (Trust.NORMAL, "editor", ["description", "name"]),
        (Trust.TRUSTED, "editor", ["name"]),
        (Trust.REVIEWED, "owner", ["description", "name", "summary"]),
        (Trust.TRUSTED, "viewer", ["description", "name", "summary"]),
    ],
)
def test_trust_and_the_table_say_what_waits(actor, trust, role, waiting):
    user = UserFactory()
    Membership.objects.create(user=user, actor=actor, role=role, trust=trust)

    proposal = propose(actor, {"name": "Neu", "summary": "Kurz.", "description": "<p>Lang</p><script>x</script>"}, by=user, at=AT)

    assert sorted(proposal.changes) == waiting


def test_what_an_editor_has_locked_waits_whoever_changes_it(actor, member, moderator):
    Actor.objects.filter(pk=actor.pk).update(locked=True)

    proposal = propose(actor, {"phone": "+493023125111"}, by=member, at=AT)

    assert (proposal.is_open, list(proposal.changes)) == (True, ["phone"])
    with pytest.raises(OperationRefused):
        approve(proposal, by=moderator, at=AT)
    Actor.objects.filter(pk=actor.pk).update(locked=False)
    approve(proposal, by=moderator, at=AT)
    assert Actor.objects.get(pk=actor.pk).phone == "+493023125111"


def test_the_office_edits_the_table_and_a_star_stands_for_all_other_fields(actor, member):
    ReviewRule.objects.filter(field="actor.name").update(need="at_once")
    ReviewRule.objects.create(field="actor.*", need="always")

    proposal = propose(actor, {"name": "Neu", "summary": "Kurz."}, by=member, at=AT)

    assert (now(actor).name, sorted(proposal.changes)) == ("Neu", ["summary"])


def test_members_of_an_operator_change_its_houses(actor):
    operator = ActorFactory(name="Träger")
    Actor.objects.filter(pk=actor.pk).update(operator=operator)
    user = UserFactory()
    Membership.objects.create(user=user, actor=operator, role="editor")

    proposal = propose(now(actor), {"summary": "Vom Träger."}, by=user, at=AT)

    assert (proposal.state, now(actor).summary) == ("applied", "Vom Träger.")


def test_a_stranger_changes_nothing_and_html_stays_text(actor):
    proposal = propose(actor, {"summary": "<script>alert(1)</script>"}, by=None, at=AT, author_email="b@example.org")

    assert (proposal.kind, proposal.state, now(actor).summary) == (ProposalKind.CORRECTION, "open", "")
    (field,) = proposals.compare(proposal)
    assert (field.label, field.before, field.after, field.is_conflict) == ("In Kürze", [], ["<script>alert(1)</script>"], False)


def test_relations_and_children_are_taken_over(actor, moderator):
    topic = TopicFactory(name="Musik")
    location = operations.publish(LocationFactory(actor=actor))
    offer = operations.publish(OfferFactory(actor=actor))
    hours = [{"weekday": 1, "opens": "14:00", "closes": "18:00"}, {"weekday": 0, "opens": "9:00", "closes": "12:00"}]

    about = approve(
        propose(
            actor,
            {
                "topics": [topic.pk],
                "tags": ["Chor", "Band"],
                "links": [{"title": "Konzept", "url": "https://example.org/k"}],
                "texts": [{"language": "en", "name": "Music school", "summary": "", "description": ""}],
            },
            by=None,
            at=AT,
        ),
        by=moderator,
        at=AT,
    )
    approve(propose(location, {"opening_spans": hours, "step_free": True}, by=None, at=AT), by=moderator, at=AT)
    approve(propose(offer, {"locations": [location.pk], "price_from": "12.5"}, by=None, at=AT), by=moderator, at=AT)

    found, place, course = now(actor), now(location), now(offer)
    assert about.applied["tags"] == {"old": [], "new": ["Band", "Chor"]}
    assert (list(found.topics.all()), sorted(found.tags.names()), found.links.get().title) == ([topic], ["Band", "Chor"], "Konzept")
    assert found.texts.get().name == "Music school"
    assert [(span.weekday, span.opens) for span in place.opening_spans.all()] == [(0, dt.time(9)), (1, dt.time(14))]
    assert (place.step_free, list(course.locations.all()), str(course.price_from)) == (True, [location], "12.50")
    assert propose(place, {"opening_spans": hours, "lift": True}, by=None, at=AT).changes == {"lift": {"old": None, "new": True}}


def test_what_changed_meanwhile_is_a_conflict_and_not_overwritten(actor, moderator):
    proposal = propose(actor, {"website": "https://neu.example", "summary": "Neu."}, by=None, at=AT)
    operations.change_content(actor, lambda content: setattr(content, "website", "https://amt.example"))

    with pytest.raises(Conflict) as refused:
        approve(proposal, by=moderator, at=AT)

    assert refused.value.names == proposals.conflicts_of(proposal) == ["website"]
    assert (now(actor).website, now(actor).summary) == ("https://amt.example", "")

    with pytest.raises(Conflict):
        approve(proposal, by=moderator, at=AT, fields=["website"], seen={"website": "https://alt.example"})
    decided = approve(proposal, by=moderator, at=AT, fields=["summary"])

    assert (decided.state, now(actor).website, now(actor).summary) == ("corrected", "https://amt.example", "Neu.")


def test_a_reviewer_who_looked_may_choose_and_correct(actor, moderator):
    proposal = propose(actor, {"website": "https://neu.example"}, by=None, at=AT)
    operations.change_content(actor, lambda content: setattr(content, "website", "https://amt.example"))

    decided = approve(
        proposal, by=moderator, at=AT, corrected={"website": "https://neu.example/start"}, seen={"website": "https://amt.example"}
    )

    assert (decided.state, now(actor).website) == ("corrected", "https://neu.example/start")
    assert decided.applied == {"website": {"old": "https://amt.example", "new": "https://neu.example/start"}}


def test_the_second_of_two_reviewers_is_told(actor, moderator):
    proposal = propose(actor, {"summary": "Neu."}, by=None, at=AT)
    same = ChangeProposal.objects.get(pk=proposal.pk)
    approve(proposal, by=moderator, at=AT)

    with pytest.raises(OperationRefused, match="schon entschieden"):
        send_back(same, comment="Nein", by=moderator, at=AT)

    assert now(actor).summary == "Neu."


def test_an_open_draft_of_the_office_gets_the_change_and_keeps_its_own(actor, editor, moderator):
    draft = now(actor)
    draft.summary, draft.website = "Entwurf der Redaktion", "https://entwurf.example"
    operations.save_draft(draft, by=editor)
    proposal = propose(now(actor), {"phone": "030 23125110", "website": "https://neu.example"}, by=None, at=AT)

    decided = approve(proposal, by=moderator, at=AT)

    later = now(actor).get_latest_revision_as_object()
    assert (now(actor).website, now(actor).summary) == ("https://neu.example", "")
    assert (str(later.phone), later.summary, later.website) == ("+493023125110", "Entwurf der Redaktion", "https://entwurf.example")
    assert "Website" in decided.comment


def test_one_author_has_one_open_proposal_for_an_entry(actor, member):
    first = propose(actor, {"name": "A", "kind": ActorKindFactory(slug="verein", name="Verein").pk}, by=member, at=AT)

    second = propose(actor, {"name": "B"}, by=member, at=AT)

    first.refresh_from_db()
    assert (first.state, second.changes["name"]["new"], sorted(second.changes)) == ("superseded", "B", ["kind", "name"])
    withdraw(second, by=member, at=AT)
    assert not ChangeProposal.objects.open().exists()


def test_withdrawing_is_for_the_author_and_sending_back_needs_words(actor, member, moderator):
    proposal = propose(actor, {"name": "Neu"}, by=member, at=AT)

    with pytest.raises(OperationRefused):
        withdraw(proposal, by=moderator, at=AT)
    with pytest.raises(OperationRefused):
        send_back(proposal, comment="  ", by=moderator, at=AT)
    assert send_back(proposal, comment="Bitte mit Beleg.", by=moderator, at=AT).state == "returned"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 251},
        {"website": "javascript:alert(1)"},
        {"email": "kein Mail"},
        {"kind": 10**30},
        {"kind": "x"},
        {"topics": [0]},
        {"topics": "abc"},
        {"topics": None},
        {"links": [{"title": "x"}]},
        {"links": [{"title": "x", "url": "https://e.org", "actor": 5, "evil": 1}]},
        {"links": [{"title": "x", "url": "https://e.org"}] * 101},
        {"links": 5},
        {"texts": [{"language": "en", "name": "A"}, {"language": "en", "name": "B"}]},
        {"languages": ["xx"]},
        {"description": "x" * 20_001},
        {"live": False},
        {"slug": "anders"},
        {"archived_at": None},
        {},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_what_can_not_be_read_is_refused_and_nothing_is_kept(actor, changes):
    with pytest.raises(OperationRefused):
        propose(actor, changes, by=None, at=AT)

    assert not ChangeProposal.objects.exists()


def test_rules_between_fields_are_refused_with_words(actor, moderator):
    location = LocationFactory(actor=ActorFactory())
    offer = operations.publish(OfferFactory(actor=actor, age_from=6, age_to=9))

    for changes in ({"age_from": 12}, {"locations": [location.pk]}):
        proposal = propose(offer, changes, by=None, at=AT)
        with pytest.raises(OperationRefused):
            approve(proposal, by=moderator, at=AT)

    operations.archive(actor)
    with pytest.raises(OperationRefused, match="archiviert"):
        propose(offer, {"age_to": 12}, by=None, at=AT)


def test_the_form_that_was_open_too_long_says_what_changed(actor, member):
    with pytest.raises(Conflict) as refused:
        propose(actor, {"website": "https://neu.example"}, by=member, at=AT, seen={"website": "https://ganz-alt.example"})

    assert refused.value.names == ["website"]


def test_a_new_institution_becomes_a_draft_or_is_published(moderator):
    kind = ActorKindFactory()
    values = {"name": "Kinderzirkus", "kind": kind.pk, "street": "Weg 1", "postcode": "12345", "municipality": "Ottersee"}

    draft = approve(propose_new(values, by=None, at=AT), by=moderator, at=AT)
    shown = approve(propose_new(values, by=None, at=AT), by=moderator, at=AT, publish=True, corrected={"name": "Zirkus"})

    assert [(a.name, a.live, a.locations.get().street) for a in Actor.objects.order_by("pk")] == [
        ("Kinderzirkus", False, "Weg 1"),
        ("Zirkus", True, "Weg 1"),
    ]
    assert (draft.state, draft.actor.name, shown.state, Location.objects.public().count()) == ("applied", "Kinderzirkus", "corrected", 1)
    with pytest.raises(OperationRefused):
        propose_new({"website": "https://e.org"}, by=None, at=AT)


def test_the_institution_says_yes_but_the_name_stays_with_the_office(actor):
    later = AT + dt.timedelta(days=7)
    phone = propose(actor, {"phone": "030 23125110"}, by=None, at=AT, office_from=later)
    name = propose(actor, {"name": "Neu"}, by=None, at=AT, office_from=later)
    assert not ChangeProposal.objects.for_office(AT).exists()

    assert proposals.accept_for_institution(phone, at=AT).state == "applied"
    assert proposals.accept_for_institution(name, at=AT).state == "open"

    assert [p.pk for p in ChangeProposal.objects.for_office(AT)] == [name.pk]
    assert now(actor).name == "Musikschule Klangwerk"


def test_a_draft_is_changed_as_a_draft(moderator):
    actor = ActorFactory(live=False)
    operations.save_draft(actor)

    approve(propose(actor, {"summary": "Neu."}, by=None, at=timezone.now()), by=moderator, at=timezone.now())

    assert (now(actor).live, now(actor).get_latest_revision_as_object().summary) == (False, "Neu.")
