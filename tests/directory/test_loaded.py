"""Entries with their relations by SQL that is made once."""

import pytest

from directory.loaded import public_actor, public_offer
from directory.models import Actor, Offer
from directory.views.actors import for_page as actors_for_page
from directory.views.offers import for_page as offers_for_page
from tests.factories import ActorFactory, OfferFactory, TopicFactory

from .test_views import rich_actor

pytestmark = pytest.mark.django_db
OF_ACTORS = ("texts", "links", "further_kinds", "topics", "target_groups", "tags", "locations")
OF_OFFERS = ("texts", "sessions", "topics", "target_groups", "tags", "locations")


def values(entry):
    return {
        field.attname: getattr(entry, field.attname)
        for field in entry._meta.concrete_fields
        if field.attname not in entry.get_deferred_fields()
    }


def related(entry, names):
    return {name: [values(other) for other in getattr(entry, name).all()] for name in names}


def test_an_institution_is_as_the_models_give_it(django_assert_num_queries):
    actor = rich_actor(3)
    slow = actors_for_page(Actor.objects.public()).get(pk=actor.pk)

    quick = public_actor(actor.slug)

    assert values(quick) == values(slow)
    assert (quick.kind, quick.operator) == (slow.kind, slow.operator)
    with django_assert_num_queries(0):
        assert related(quick, OF_ACTORS) == related(slow, OF_ACTORS)
        for mine, other in zip(quick.locations.all(), slow.locations.all(), strict=True):
            assert (mine.area, mine.actor) == (other.area, other.actor)
            assert related(mine, ("opening_spans", "opening_exceptions")) == related(other, ("opening_spans", "opening_exceptions"))


def test_an_offer_is_as_the_models_give_it():
    offer = rich_actor(2).offers.first()
    offer.topics.add(TopicFactory())
    offer.tags.add("neu")
    offer.save()
    slow = offers_for_page(Offer.objects.public()).get(pk=offer.pk)

    quick = public_offer(offer.slug)

    assert values(quick) == values(slow)
    assert (values(quick.actor), quick.actor.kind) == (values(slow.actor), slow.actor.kind)
    assert related(quick, OF_OFFERS) == related(slow, OF_OFFERS)


def test_what_is_not_public_is_not_there():
    draft, hidden = ActorFactory(live=False), OfferFactory(actor=ActorFactory(live=False))

    assert (public_actor(draft.slug), public_actor("gibt-es-nicht"), public_offer(hidden.slug)) == (None, None, None)
