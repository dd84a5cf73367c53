from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowTask

from directory import operations
from directory.models import Actor, ActorIdentifier, ActorText, FormerSlug, Location, Membership, Offer, OpeningSpan, Postcode, Topic
from directory.operations import OperationRefused
from directory.signals import content_changed
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    LocationFactory,
    MembershipFactory,
    OfferFactory,
    TargetGroupFactory,
    TopicFactory,
    UserFactory,
    planned,
)

pytestmark = pytest.mark.django_db

MAY = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def heard():
    """What `content_changed` said: [(model, ids, in a transaction), …]."""
    said = []

    def listen(sender, ids, **kwargs):
        said.append((sender, ids, transaction.get_connection().in_atomic_block))

    content_changed.connect(listen)
    yield said
    content_changed.disconnect(listen)


def full_actor(**fields):
    actor = ActorFactory(**fields)
    actor.topics.set([TopicFactory(slug="klang", name="Klang")])
    actor.target_groups.set([TargetGroupFactory(slug="kinder-klein", name="Kleine Kinder")])
    actor.tags.add("Ferien", "Bläser")
    actor.texts.add(ActorText(language="en", name="Music school"))
    actor.save()
    actor.save_revision(changed=False)
    return actor


def content_of(actor):
    return (
        actor.name,
        [topic.name for topic in actor.topics.all()],
        [group.name for group in actor.target_groups.all()],
        sorted(tag.name for tag in actor.tags.all()),
        [(text.language, text.name) for text in actor.texts.all()],
    )


def test_a_draft_stays_a_draft_until_it_is_published():
    actor = full_actor(name="Klangwerk")
    draft = actor.get_latest_revision_as_object()
    draft.name = "Klangwerk Mitte"
    draft.topics.set([TopicFactory(slug="tanz-neu", name="Tanz neu")])
    draft.tags.add("Chor")

    operations.save_draft(draft)

    assert content_of(Actor.objects.get()) == ("Klangwerk", ["Klang"], ["Kleine Kinder"], ["Bläser", "Ferien"], [("en", "Music school")])

    operations.publish(actor)

    assert content_of(Actor.objects.get()) == (
        "Klangwerk Mitte",
        ["Tanz neu"],
        ["Kleine Kinder"],
        ["Bläser", "Chor", "Ferien"],
        [("en", "Music school")],
    )


def test_a_new_thing_is_saved_as_a_draft_and_then_published():
    actor = Actor(name="Klangwerk")

    operations.save_draft(actor, by=UserFactory())

    assert not Actor.objects.get().live
    with pytest.raises(OperationRefused, match="Art"):
        operations.publish(actor)

    actor.kind = ActorKindFactory()
    operations.save_draft(actor)
    published = operations.publish(actor, at=MAY)
    assert (published.live, published.first_published_at, published.last_published_at, published.has_unpublished_changes) == (
        True,
        MAY,
        MAY,
        False,
    )


def test_publishing_an_older_draft_keeps_what_operations_wrote_since():
    actor = full_actor(name="Klangwerk")
    old = actor.save_revision()
    kept = MembershipFactory(actor=actor)
    gone = MembershipFactory(actor=actor)
    late = old.as_object()
    late.name = "Klangwerk alt"
    late_revision = late.save_revision()
    ActorIdentifier.objects.create(actor=actor, source="bsn", key="01G01")
    gone.delete()
    operations.confirm(actor, at=MAY)
    operations.rename_slug(actor, "klangwerk-berlin")

    late_revision.publish()

    now = Actor.objects.get()
    assert (now.name, now.confirmed_at, now.slug, now.archived_at, now.live) == ("Klangwerk alt", MAY, "klangwerk-berlin", None, True)
    assert list(now.identifiers.values_list("key", flat=True)) == ["01G01"]
    assert list(Membership.objects.all()) == [kept]


def test_a_revision_taken_when_loaded_does_not_write_back_older_values():
    actor = ActorFactory()
    revision = actor.save_revision()
    stale = Actor.objects.get()
    operations.confirm(actor, at=MAY)

    stale.publish(revision)

    assert Actor.objects.get().confirmed_at == MAY


def test_publishing_says_so_once_in_the_transaction_when_children_are_written(heard):
    location = LocationFactory()
    draft = location.get_latest_revision_as_object()
    draft.opening_spans.add(OpeningSpan(weekday=0, opens=time(9), closes=time(12)))
    revision = draft.save_revision()
    seen = []
    content_changed.connect(lambda sender, ids, **kwargs: seen.append(OpeningSpan.objects.count()), weak=False, dispatch_uid="count")

    revision.publish()

    content_changed.disconnect(dispatch_uid="count")
    assert heard == [(Location, [location.pk], True)]
    assert seen == [1]


def test_a_listener_that_fails_leaves_nothing_half_published():
    actor = ActorFactory(name="Klangwerk")
    draft = actor.get_latest_revision_as_object()
    draft.name = "Klangwerk Mitte"
    revision = draft.save_revision()

    def fail(**kwargs):
        raise RuntimeError

    content_changed.connect(fail)
    with pytest.raises(RuntimeError):
        revision.publish()
    content_changed.disconnect(fail)

    now = Actor.objects.get()
    assert (now.name, now.has_unpublished_changes) == ("Klangwerk", True)


def test_scheduled_publishing_and_expiry_happen_when_their_time_has_come(heard):
    actor = full_actor(name="Klangwerk", live=False)
    offer = OfferFactory()
    planned(actor, timezone.now() + timedelta(hours=1))
    call_command("publish_scheduled")
    assert not Actor.objects.get(pk=actor.pk).live
    Offer.objects.filter(pk=offer.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = Revision.objects.exclude(approved_go_live_at=None).get()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    heard.clear()

    call_command("publish_scheduled")

    now = Actor.objects.get(pk=actor.pk)
    assert (now.live, now.has_unpublished_changes, Offer.objects.get().live, Offer.objects.get().expired) == (True, False, False, True)
    assert content_of(now)[1:] == (["Klang"], ["Kleine Kinder"], ["Bläser", "Ferien"], [("en", "Music school")])
    assert heard == [(Offer, [offer.pk], True), (Actor, [actor.pk], True)]


def test_a_planned_publication_that_is_refused_does_not_stop_the_others():
    refused, other = ActorFactory(live=False, kind=None), ActorFactory(live=False)
    past = timezone.now() - timedelta(minutes=2)
    for minutes, actor in enumerate((refused, other)):
        actor.save_revision(approved_go_live_at=past + timedelta(seconds=minutes))

    call_command("publish_scheduled")

    assert [Actor.objects.get(pk=actor.pk).live for actor in (refused, other)] == [False, True]
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()


def test_unpublishing_keeps_the_content_that_was_public():
    actor = ActorFactory(name="Klangwerk")
    actor.save_revision(changed=False)
    Actor.objects.filter(pk=actor.pk).update(name="Klangwerk, vom Import geändert")

    operations.unpublish(actor)
    operations.unpublish(actor)

    now = Actor.objects.get()
    assert (now.live, now.get_latest_revision_as_object().name) == (False, "Klangwerk, vom Import geändert")
    assert operations.publish(actor).live


def test_archiving_hides_and_restoring_brings_back(heard):
    actor = full_actor(name="Klangwerk")

    operations.archive(actor, at=MAY)
    operations.archive(actor)

    assert (Actor.objects.get().archived_at, list(Actor.objects.public()), Actor.objects.get().live) == (MAY, [], True)
    with pytest.raises(OperationRefused, match="archiviert"):
        operations.publish(actor)

    operations.restore(actor)
    operations.restore(actor)

    assert list(Actor.objects.public()) == [actor]
    assert content_of(Actor.objects.get())[1] == ["Klang"]
    assert heard == [(Actor, [actor.pk], True), (Actor, [actor.pk], True)]


def test_archiving_ends_the_schedule_and_the_submission():
    moderator = UserFactory(is_superuser=True)
    workflow = Workflow.objects.create(name="Prüfung")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.create(name="Freigabe"), sort_order=0)
    actor = full_actor()
    actor.save_revision()
    workflow.start(actor, moderator)
    planned(actor, timezone.now() + timedelta(days=1))

    operations.archive(actor, by=moderator)

    now = Actor.objects.get()
    assert (now.current_workflow_state, now.scheduled_revision, now.get_lock().for_user(moderator)) == (None, None, True)


def test_confirming_never_goes_back_in_time():
    actor = ActorFactory()

    operations.confirm(actor, at=MAY)
    operations.confirm(actor, at=MAY - timedelta(days=30))

    assert Actor.objects.get().confirmed_at == MAY


def test_renaming_the_address_keeps_the_old_one():
    actor = ActorFactory(slug="klangwerk")
    other = ActorFactory(slug="musikus")

    operations.rename_slug(actor, "klangwerk-mitte")

    assert list(FormerSlug.objects.filter(object_id=actor.pk).order_by("slug").values_list("slug", flat=True)) == [
        "klangwerk",
        "klangwerk-mitte",
    ]
    for taken in ("klangwerk", "klangwerk-mitte", "Klang Werk", ""):
        with pytest.raises(OperationRefused):
            operations.rename_slug(other, taken)
    assert operations.rename_slug(actor, "klangwerk").slug == "klangwerk"


def test_a_change_from_outside_reaches_the_public_version_and_the_open_draft():
    actor = full_actor(name="Klangwerk")
    draft = actor.get_latest_revision_as_object()
    draft.name = "Klangwerk Mitte"
    draft.tags.add("Chor")
    operations.save_draft(draft)

    operations.change_content(actor, lambda content: setattr(content, "phone", "+493012345678"))

    now = Actor.objects.get()
    assert (now.name, now.phone, now.has_unpublished_changes) == ("Klangwerk", "+493012345678", True)
    assert sorted(now.tags.names()) == ["Bläser", "Ferien"]

    operations.publish(actor)

    now = Actor.objects.get()
    assert (now.name, now.phone, sorted(now.tags.names())) == ("Klangwerk Mitte", "+493012345678", ["Bläser", "Chor", "Ferien"])


def test_a_change_from_outside_reaches_a_draft_that_is_reviewed_and_one_that_waits_for_its_date():
    moderator = UserFactory(is_superuser=True)
    workflow = Workflow.objects.create(name="Prüfung")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.create(name="Freigabe"), sort_order=0)
    actor = full_actor(name="Klangwerk")
    draft = actor.get_latest_revision_as_object()
    draft.name = "Klangwerk Mitte"
    operations.save_draft(draft)
    workflow.start(draft, moderator)
    waiting = full_actor(name="Musikus")
    planned(waiting, timezone.now() + timedelta(days=1))

    operations.add_tags(actor, ["Chor"])
    operations.add_tags(waiting, ["Chor"])

    assert sorted(Actor.objects.get(pk=actor.pk).tags.names()) == ["Bläser", "Chor", "Ferien"]
    task_state = TaskState.objects.get(status="in_progress")
    assert task_state.revision == Actor.objects.get(pk=actor.pk).latest_revision
    task_state.approve(user=moderator)
    now = Actor.objects.get(pk=actor.pk)
    assert (now.name, sorted(now.tags.names())) == ("Klangwerk Mitte", ["Bläser", "Chor", "Ferien"])
    scheduled = Actor.objects.get(pk=waiting.pk).scheduled_revision
    assert sorted(tag.name for tag in scheduled.as_object().tags.all()) == ["Bläser", "Chor", "Ferien"]


def test_tags_that_are_there_already_change_nothing():
    actor = full_actor()
    before = actor.revisions.count()

    operations.add_tags(actor, ["Chor"])
    operations.add_tags(actor, ["Chor"])

    assert actor.revisions.count() == before + 1


def test_a_term_moves_with_its_branch_but_not_below_itself():
    music, dance = TopicFactory(slug="m", name="M"), TopicFactory(slug="d", name="D")
    wind = TopicFactory(slug="w", name="W", parent=music)
    TopicFactory(slug="f", name="F", parent=wind)

    operations.move_term(wind, parent=dance)

    assert [(term.slug, term.get_parent().slug) for term in Topic.objects.filter(slug__in=["w", "f"])] == [("w", "d"), ("f", "w")]
    with pytest.raises(OperationRefused):
        operations.move_term(dance, parent=Topic.objects.get(slug="f"))

    operations.move_term(wind, parent=None)

    assert Topic.objects.get(slug="w").is_root()
    assert Topic.find_problems() == ([], [], [], [], [])


def test_only_terms_that_nothing_uses_are_deleted():
    parent = TopicFactory(slug="m", name="M")
    used = TopicFactory(slug="w", name="W", parent=parent)
    ActorFactory().topics.add(used)
    actor = ActorFactory()
    actor.topics.add(used)
    actor.save()
    area = AreaFactory()
    LocationFactory(area=area)

    for refused in (parent, used, area, actor.kind):
        with pytest.raises(OperationRefused):
            operations.delete_term(refused)

    free = TopicFactory(slug="frei", name="Frei")
    operations.delete_term(free)
    assert not Topic.objects.filter(slug="frei").exists()


def test_a_location_finds_its_area_when_its_place_changes_and_keeps_one_chosen_by_hand():
    first, second, chosen = (AreaFactory(slug=f"g-{number}") for number in range(3))
    Postcode.objects.create(code="13187", place="Berlin", lat=52.5, lon=13.4, area=first)
    Postcode.objects.create(code="12043", place="Berlin", lat=52.4, lon=13.4, area=second)

    location = LocationFactory(postcode="13187")
    assert location.area == first

    draft = location.get_latest_revision_as_object()
    draft.postcode = "12043"
    operations.save_draft(draft)
    operations.publish(location)
    assert Location.objects.get().area == second

    location = Location.objects.get()
    location.postcode, location.area = "13187", chosen
    location.save()
    location.transport = "Tram M1"
    location.save()
    assert Location.objects.get().area == chosen
    assert LocationFactory(area=chosen).area == chosen
