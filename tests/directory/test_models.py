import pytest

from directory.models import Actor, ActorKind, Location, Offer, Topic
from tests.factories import ActorFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db


def test_base_vocabularies_are_there_after_migrate():
    assert ActorKind.objects.get(slug="kita").schema_type == "Preschool"
    assert Topic.objects.get(slug="singen").get_parent().slug == "musik"


def test_public_leaves_out_drafts_archived_things_and_what_belongs_to_them(django_assert_num_queries):
    shown = OfferFactory()
    OfferFactory(live=False)
    OfferFactory(actor=ActorFactory(live=False))
    LocationFactory(actor=ActorFactory(live=False))

    assert list(Offer.objects.public()) == [shown]
    assert list(Actor.objects.public().filter(pk=shown.actor_id)) == [shown.actor]
    assert not Location.objects.public().exists()
