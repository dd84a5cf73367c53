"""Two institutions become one and are given back: everything that hangs on them, in one transaction."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.core import serializers
from wagtail.models import ModelLogEntry, Revision

from directory import operations
from directory.enums import PairState
from directory.merging import belongings, fields
from directory.models import Actor, ActorIdentifier, DuplicatePair, FormerSlug, Location, Membership, MergeRun, Offer
from directory.operations import OperationRefused
from directory.signals import actors_merged
from events.models import Meeting, Series
from network.models import Alliance, AllianceMember, Cooperation, CooperationPartner
from network.operations import recount_of
from search.models import OutboxEntry, Recommendation
from tests.factories import (
    ActorFactory,
    AllianceFactory,
    AllianceMemberFactory,
    CooperationFactory,
    CooperationPartnerFactory,
    LocationFactory,
    MeetingFactory,
    MembershipFactory,
    OfferFactory,
    SeriesFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)
MOVING = {"updated_at", "latest_revision", "live_revision", "last_published_at", "sort_order"}
"""What says when something was written, or which version is the latest."""
PASSING = {"outboxentry", "version", "indexstate", "listchange"}


def state():
    """Everything of the register, the network and the calendar, as rows of text without what only says when it was written."""
    rows = []
    for app in ("directory", "network", "events", "search"):
        for model in apps.get_app_config(app).get_models():
            if model in (MergeRun, DuplicatePair) or model._meta.model_name in PASSING:
                continue
            for row in json.loads(serializers.serialize("json", model._base_manager.order_by("pk"))):
                owned = row["model"] in ("directory.actortext", "directory.actorlink", "directory.actortag", "directory.openingspan")
                values = {name: value for name, value in row["fields"].items() if name not in MOVING}
                rows.append((row["model"], 0 if owned else row["pk"], json.dumps(values, sort_keys=True)))
    return sorted(rows, key=str)


@pytest.fixture
def two():
    kept = ActorFactory(name="Musikschule Klangwerk", slug="klangwerk", summary="Kurz.", phone="+49301234567")
    gone = ActorFactory(name="MS Klangwerk", slug="ms-klangwerk", summary="Musik für alle, die wollen.", email="post@klangwerk.example")
    kept.topics.add(TopicFactory(name="Musik"))
    gone.topics.add(TopicFactory(name="Tanz"))
    gone.tags.add("Blasinstrumente")
    for actor in (kept, gone):
        FormerSlug.objects.get_or_create(model="actor", slug=actor.slug, object_id=actor.pk)
        actor.save()
    return kept, gone


@pytest.fixture
def world(two):
    """`gone` stands wherever an institution can stand, beside `kept` where both can."""
    kept, gone = two
    main = LocationFactory(actor=kept, street="Notenweg 12", transport="")
    twin = LocationFactory(actor=gone, street="Notenweg 12", transport="Bus 5")
    far = LocationFactory(actor=gone, street="Am Hafen 3")
    offers = [OfferFactory(actor=gone) for _number in range(2)]
    offers[0].locations.add(twin)
    offers[0].save()
    house = ActorFactory(operator=gone)
    both = UserFactory()
    MembershipFactory(actor=kept, user=both, role="viewer")
    MembershipFactory(actor=gone, user=both, role="owner")
    MembershipFactory(actor=gone, user=UserFactory(), role="editor")
    ActorIdentifier.objects.create(actor=gone, source="bsn", key="01A02")
    alone, shared = CooperationFactory(), CooperationFactory()
    CooperationPartnerFactory(cooperation=alone, actor=gone, answer="bestaetigt", answered_at=AT)
    CooperationPartnerFactory(cooperation=shared, actor=kept)
    CooperationPartnerFactory(cooperation=shared, actor=gone, answer="bestaetigt", answered_at=AT, role="federfuehrung")
    recount_of([kept.pk, gone.pk])
    alliances = [AllianceFactory(), AllianceFactory(coordination_actor=gone)]
    AllianceMemberFactory(alliance=alliances[0], actor=kept, joined_on=dt.date(2024, 1, 1))
    AllianceMemberFactory(alliance=alliances[0], actor=gone, joined_on=dt.date(2022, 1, 1), role="federfuehrung")
    AllianceMemberFactory(alliance=alliances[1], actor=gone)
    meeting, series = MeetingFactory(organiser=gone), SeriesFactory(organiser=gone)
    Recommendation.objects.create(words="klang", actor=gone)
    return {"main": main, "twin": twin, "far": far, "offers": offers, "house": house, "both": both, "alone": alone, "shared": shared,
            "alliances": alliances, "meeting": meeting, "series": series}  # fmt: skip


HOW = """
A relation to an institution that merging doesn't know: its rows would stay behind when two institutions become one.
Rows that simply follow: `belongings.register(Model, "field")` in a module `merging.py` of your room, called from `AppConfig.ready`.
Rows of which both institutions may have one where only one may stand (a unique constraint): `moves=False`, and a receiver of
`actors_merged` that returns its steps; see upkeep/merging.py. More in docs/decisions/0023-merging.md."""


def test_every_relation_to_an_institution_is_known_to_merging():
    own = {"texts", "links", "tagged_items", "merges", "merged_into"}  # content, or the record itself
    known = {(belonging.model, belonging.field) for belonging in belongings.BELONGINGS}

    related = {
        (relation.related_model, relation.field.name)
        for relation in Actor._meta.get_fields(include_hidden=True)
        if relation.is_relation and relation.auto_created and relation.concrete is False and relation.get_accessor_name() not in own
        and not relation.many_to_many and relation.related_model is not DuplicatePair
        and not relation.related_model._meta.auto_created
    }  # fmt: skip

    assert related == known, HOW


def test_no_content_field_is_forgotten():
    from directory.diff import FIELDS

    assert set(fields.ACTOR_FIELDS) == set(FIELDS[Actor]) - {"go_live_at", "expire_at"}


def test_merging_moves_everything_and_the_undo_gives_it_back(two, world):
    kept, gone = two
    before = state()

    run = operations.merge(kept, gone, by=UserFactory(), at=AT)

    now = Actor.objects.get(pk=kept.pk)
    assert (now.name, now.summary, now.email, str(now.phone), now.other_names) == (
        "Musikschule Klangwerk", "Musik für alle, die wollen.", "post@klangwerk.example", "+49301234567", "MS Klangwerk",
    )  # fmt: skip
    assert (sorted(topic.name for topic in now.topics.all()), list(now.tags.names())) == (["Musik", "Tanz"], ["Blasinstrumente"])
    assert Actor.objects.get(pk=gone.pk).archived_at == AT
    assert {offer.actor_id for offer in world["offers"] if not offer.refresh_from_db()} == {kept.pk}
    assert list(world["offers"][0].locations.all()) == [world["main"]]
    assert dict(Location.objects.values_list("pk", "actor")) == {
        world["main"].pk: kept.pk,
        world["twin"].pk: gone.pk,
        world["far"].pk: kept.pk,
    }
    assert list(Location.objects.filter(actor=kept).order_by("pk").values_list("is_main", "transport")) == [(True, "Bus 5"), (False, "")]
    assert dict(Membership.objects.filter(actor=kept).values_list("user", "role"))[world["both"].pk] == "owner"
    assert Membership.objects.filter(actor=kept).count() == 2
    assert (Actor.objects.get(pk=world["house"].pk).operator, ActorIdentifier.objects.get().actor) == (kept, kept)
    assert list(CooperationPartner.objects.filter(actor=kept).order_by("cooperation").values_list("cooperation", "answer", "role")) == [
        (world["alone"].pk, "bestaetigt", "partner"), (world["shared"].pk, "bestaetigt", "federfuehrung"),
    ]  # fmt: skip
    assert dict(Cooperation.objects.values_list("pk", "confirmed_count")) == {world["alone"].pk: 1, world["shared"].pk: 1}
    assert list(AllianceMember.objects.order_by("alliance").values_list("actor", "joined_on", "role")) == [
        (kept.pk, dt.date(2022, 1, 1), "federfuehrung"), (kept.pk, None, "mitglied"),
    ]  # fmt: skip
    assert Alliance.objects.get(pk=world["alliances"][1].pk).coordination_actor == kept
    assert (Meeting.objects.get().organiser, Series.objects.get().organiser, Recommendation.objects.get().actor) == (kept, kept, kept)
    assert {("actor", kept.pk), ("actor", gone.pk), ("offer", world["offers"][1].pk)} <= set(
        OutboxEntry.objects.values_list("doc_type", "object_id")
    )
    assert list(ModelLogEntry.objects.for_instance(gone).values_list("action", flat=True)) == ["directory.merge_away"]
    assert DuplicatePair.objects.get().state == PairState.SAME

    operations.undo_merge(run, at=LATER)

    run.refresh_from_db()
    assert (run.left, run.undone_at) == ([], LATER)
    assert state() == before
    assert DuplicatePair.objects.get().state == PairState.OPEN


def test_what_was_edited_since_stays_and_is_listed(two, world):
    kept, gone = two
    third = ActorFactory()
    run = operations.merge(kept, gone, at=AT)
    Offer.objects.filter(pk=world["offers"][0].pk).update(actor=third)
    operations.change_content(kept, lambda actor: setattr(actor, "summary", "Neu."))

    undone = operations.undo_merge(run, at=LATER)

    assert undone.left == [f"Angebot: {world['offers'][0]}", "Musikschule Klangwerk: In Kürze"]
    assert [offer.actor for offer in Offer.objects.order_by("pk")] == [third, gone]
    assert (Actor.objects.get(pk=kept.pk).summary, Actor.objects.get(pk=kept.pk).email) == ("Neu.", "")


def test_choices_decide_field_by_field(two):
    kept, gone = two

    operations.merge(kept, gone, choices={"name": "gone", "summary": "kept", "topics": "gone", "tags": "kept", "email": "kept"}, at=AT)

    now = Actor.objects.get(pk=kept.pk)
    assert (now.name, now.other_names, now.summary, now.email, now.slug) == (
        "MS Klangwerk",
        "Musikschule Klangwerk",
        "Kurz.",
        "",
        "klangwerk",
    )
    assert ([topic.name for topic in now.topics.all()], list(now.tags.names())) == (["Tanz"], [])


def test_old_addresses_lead_on_in_every_language_also_through_a_chain(client, two):
    kept, gone = two
    first = ActorFactory(name="Noch ältere", slug="noch-aelter")
    FormerSlug.objects.get_or_create(model="actor", slug=first.slug, object_id=first.pk)
    run = operations.merge(gone, first, at=AT)
    operations.merge(kept, gone, at=AT)

    for prefix in ("", "/en", "/de-simple"):
        for slug in ("ms-klangwerk", "noch-aelter"):
            answer = client.get(f"{prefix}/einrichtungen/{slug}/")
            assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}/einrichtungen/klangwerk/")
    with pytest.raises(OperationRefused, match="wurde seither selbst Teil von „Musikschule Klangwerk“"):
        operations.undo_merge(run, at=LATER)


def test_a_draft_that_names_the_merged_one_means_the_kept_one(two):
    kept, gone = two
    offer, meeting = OfferFactory(actor=gone, name="Alt"), MeetingFactory(organiser=gone)
    for entry in (offer, meeting):
        entry.name = "Neu"
        operations.save_draft(entry)
    alliance = AllianceFactory(live=True)
    AllianceMemberFactory(alliance=alliance, actor=gone)
    AllianceMemberFactory(alliance=alliance, actor=kept)
    operations.save_draft(Alliance.objects.get())
    drafts = Revision.objects.order_by("pk").filter(pk__in=list(Revision.objects.values_list("pk", flat=True)))
    contents = list(drafts.values_list("content", flat=True))

    operations.merge(kept, gone, at=AT)
    assert list(drafts.values_list("content", flat=True)) == contents
    operations.publish(Offer.objects.get())
    operations.publish(Meeting.objects.get())
    operations.publish(Alliance.objects.get())

    assert (Offer.objects.get().name, Offer.objects.get().actor, Meeting.objects.get().organiser) == ("Neu", kept, kept)
    assert [member.actor for member in AllianceMember.objects.all()] == [kept]
    stale = Offer.objects.get()
    stale.actor = gone
    stale.full_clean()
    assert stale.actor == kept


def test_the_merged_one_is_closed_and_its_plans_come_back(two):
    kept, gone = two
    gone.summary, gone.go_live_at = "Später", dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    operations.save_draft(gone)
    operations.publish(gone)
    planned = gone.revisions.exclude(approved_go_live_at=None).values_list("pk", "approved_go_live_at")
    before = list(planned)
    run = operations.merge(kept, gone, at=AT)

    assert (len(before), list(planned.all())) == (1, [])
    with pytest.raises(OperationRefused, match="mach"):
        operations.restore(gone)
    with pytest.raises(OperationRefused, match="ist schon Teil von „Musikschule Klangwerk“"):
        operations.merge(ActorFactory(), gone)

    operations.undo_merge(run, at=LATER)
    assert list(planned.all()) == before
    with pytest.raises(OperationRefused, match="schon rückgängig"):
        operations.undo_merge(run)


def test_what_cannot_be_merged_is_refused_in_words(two):
    kept, gone = two
    archived, draft = ActorFactory(archived_at=AT), ActorFactory(live=False)
    locked = ActorFactory(locked=True)

    for arguments, reason in [
        ((kept, kept), "nicht mit sich selbst"),
        ((archived, kept), "ist archiviert"),
        ((draft, kept), "veröffentlichte"),
        ((kept, locked), "gesperrt"),
    ]:
        with pytest.raises(OperationRefused, match=reason):
            operations.merge(*arguments)
    with pytest.raises(OperationRefused, match="noch keinen Standort"):
        operations.make_location(gone, kept)
    assert not MergeRun.objects.exists()


def test_an_institution_becomes_a_location_of_another(two):
    kept, gone = two
    place = LocationFactory(actor=gone, street="Am Hafen 3")

    run = operations.make_location(gone, kept, at=AT)

    assert list(Location.objects.values_list("actor", "name")) == [(kept.pk, "MS Klangwerk")]
    assert (Actor.objects.get(pk=kept.pk).summary, run.as_location, DuplicatePair.objects.get().state) == ("Kurz.", True, PairState.PART)
    operations.undo_merge(run, at=LATER)
    assert (Location.objects.get().actor, Location.objects.get().name, place.name) == (gone, "", "")


def test_what_is_different_is_remembered(two):
    kept, gone = two

    operations.mark_different(gone, kept, at=AT)
    operations.mark_different(kept, gone, at=LATER)

    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.state, pair.decided_at) == (kept, gone, PairState.DIFFERENT, LATER)


def test_nothing_is_half_merged_when_a_room_fails(two, world):
    kept, gone = two
    before = state()

    def fail(**kwargs):
        raise RuntimeError("Strom weg")

    actors_merged.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            operations.merge(kept, gone, at=AT)
    finally:
        actors_merged.disconnect(fail)

    assert (state(), MergeRun.objects.count()) == (before, 0)


def test_three_hundred_cooperations_and_five_hundred_offers_need_few_queries(two, django_assert_max_num_queries):
    kept, gone = two
    small = OfferFactory(actor=gone)
    Offer.objects.bulk_create(Offer(actor=gone, name=f"A{n}", slug=f"a-{n}", live=True, last_day=small.last_day) for n in range(500))
    cooperations = Cooperation.objects.bulk_create(Cooperation(name=f"K{n}", slug=f"k-{n}", live=True) for n in range(300))
    CooperationPartner.objects.bulk_create(
        CooperationPartner(cooperation=cooperation, actor=gone, answer="bestaetigt", answered_at=AT) for cooperation in cooperations
    )

    with django_assert_max_num_queries(220):
        run = operations.merge(kept, gone, at=AT)
    with django_assert_max_num_queries(220):
        operations.undo_merge(run, at=LATER)
    assert gone.offers.count() == 501
