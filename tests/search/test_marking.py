"""What is marked, and that it is marked in the transaction of the change."""

import pytest
from django.db import transaction
from taggit.models import Tag

from directory.models import Actor, ActorText, Area, OpeningSpan, Topic
from directory.signals import content_changed
from search import reach
from search.models import OutboxEntry
from search.pipeline.drain import spread_out
from tests.factories import ActorFactory, ActorKindFactory, AreaFactory, LocationFactory, OfferFactory, TargetGroupFactory, TopicFactory

pytestmark = pytest.mark.django_db


def marked():
    """{name: ids} in the outbox, each once."""
    found = {}
    for name, pk in OutboxEntry.objects.order_by("doc_type", "object_id").values_list("doc_type", "object_id").distinct():
        found.setdefault(name, []).append(pk)
    return found


def reached():
    """{name: ids} after what changes reach is worked out."""
    from django.utils import timezone

    spread_out(OutboxEntry.objects.all(), timezone.now())
    return marked()


@pytest.fixture
def forget():
    """Call it after making things: from then on only changes count."""
    return OutboxEntry.objects.all().delete


def test_a_rolled_back_change_leaves_no_mark(forget):
    actor = ActorFactory()
    forget()

    with transaction.atomic():
        actor.save()
        assert marked() == {"actor": [actor.pk], "directory.actor": [actor.pk]}
        transaction.set_rollback(True)

    assert marked() == {}


@pytest.mark.django_db(transaction=True)
def test_a_change_whose_mark_fails_is_not_saved_either(monkeypatch):
    topic = TopicFactory(name="Musik")
    monkeypatch.setattr(OutboxEntry.objects, "bulk_create", lambda entries: 1 / 0)

    topic.name = "Tanz"
    with pytest.raises(ZeroDivisionError):
        topic.save()

    assert Topic.objects.get(pk=topic.pk).name == "Musik"


def test_children_mark_their_entry(forget):
    actor, location = ActorFactory(), LocationFactory()
    offer = OfferFactory(actor=actor)
    offer.locations.add(location)
    offer.save()
    forget()

    text = ActorText.objects.create(actor=actor, language="en", name="Music")
    assert marked() == {"actor": [actor.pk]}
    forget()
    text.delete()
    assert marked() == {"actor": [actor.pk]}
    forget()
    OpeningSpan.objects.create(location=location, weekday=0, opens="08:00", closes="12:00")
    assert reached() == {"actor": [location.actor_id], "offer": [offer.pk]}


def test_links_and_tags_of_an_entry_mark_it(forget):
    offer, topic, group, location = OfferFactory(), TopicFactory(), TargetGroupFactory(), LocationFactory()
    forget()
    for relation, thing in (("topics", topic), ("target_groups", group), ("locations", location)):
        getattr(offer, relation).add(thing)
        offer.save()
        assert marked()["offer"] == [offer.pk], relation
        forget()
    offer.tags.add("Familie")
    offer.save()
    assert marked()["offer"] == [offer.pk]


def test_links_cleared_from_the_other_side_mark_the_entries(forget):
    offer, topic = OfferFactory(), TopicFactory()
    offer.topics.add(topic)
    offer.save()
    forget()

    topic.offers.clear()

    assert marked() == {"offer": [offer.pk]}


def test_an_actor_reaches_its_offers_its_houses_and_their_offers(forget):
    operator, stranger = ActorFactory(), ActorFactory()
    house = ActorFactory(operator=operator)
    own, of_house = OfferFactory(actor=operator), OfferFactory(actor=house)
    OfferFactory(actor=stranger)
    forget()

    operator.save()

    assert reached() == {"actor": [operator.pk, house.pk], "offer": [own.pk, of_house.pk]}


def test_a_location_that_moves_marks_the_actor_it_leaves(forget):
    location, other = LocationFactory(), ActorFactory()
    left = location.actor_id
    forget()

    location.actor = other
    location.save()

    assert reached() == {"actor": sorted([left, other.pk])}


@pytest.mark.parametrize(("factory", "relation"), [(TopicFactory, "topics"), (TargetGroupFactory, "target_groups")])
def test_a_renamed_term_reaches_what_carries_it_or_anything_below(forget, factory, relation):
    top, other = factory(), factory()
    below = factory(parent=top)
    actor, offer, elsewhere = ActorFactory(), OfferFactory(), OfferFactory()
    for entry, term in ((actor, top), (offer, below), (elsewhere, other)):
        getattr(entry, relation).add(term)
        entry.save()
    forget()

    top.refresh_from_db()
    top.name = "Anders"
    top.save()

    assert OutboxEntry.objects.count() == 1
    assert reached() == {"actor": [actor.pk], "offer": [offer.pk]}


def test_a_deleted_topic_reaches_what_carried_it(forget):
    topic, offer = TopicFactory(), OfferFactory()
    offer.topics.add(topic)
    offer.save()
    forget()

    Topic.objects.get(pk=topic.pk).delete()

    assert reached()["offer"] == [offer.pk]


def test_kind_area_and_tag_reach_what_carries_them(forget):
    kind = ActorKindFactory(slug="bibliothek", name="Bibliothek")
    land = AreaFactory()
    quarter = AreaFactory(parent=land)
    actor = ActorFactory(kind=kind)
    location = LocationFactory(actor=actor, area=quarter)
    offer = OfferFactory(actor=actor)
    offer.locations.add(location)
    offer.tags.add("Familie")
    offer.save()
    ActorFactory()
    forget()

    kind.save()
    assert reached() == {"actor": [actor.pk], "offer": [offer.pk]}
    forget()
    Area.objects.get(pk=land.pk).save()
    assert reached() == {"actor": [actor.pk], "offer": [offer.pk]}
    forget()
    Tag.objects.get(name="Familie").save()
    assert reached() == {"offer": [offer.pk]}


def test_bulk_writes_mark_what_they_name(forget):
    actors = ActorFactory.create_batch(3)
    forget()

    content_changed.send(sender=Actor, ids=[actor.pk for actor in actors])

    assert marked()["actor"] == [actor.pk for actor in actors]


def test_the_widest_of_nested_terms_stands_for_all_in_a_question():
    top = TopicFactory()
    ids = [top.pk, *(TopicFactory(parent=top).pk for _ in range(5))]

    condition = reach._below(Topic, ids, "topics__path")

    assert len(condition.children) == 2
