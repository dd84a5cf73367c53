"""The smallest valid objects. Traits name situations: `ActorFactory(live=False)`, `OfferFactory(free=True)`."""

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from directory import operations
from directory.models import Actor, ActorKind, Area, Location, Membership, Offer, TargetGroup, Topic


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Kim"
    last_name = factory.Sequence(lambda n: f"Beispiel {n}")


class ActorKindFactory(DjangoModelFactory):
    class Meta:
        model = ActorKind
        django_get_or_create = ("slug",)

    slug = "musikschule"
    name = "Musikschule"
    name_plural = "Musikschulen"


class TreeFactory(DjangoModelFactory):
    """For treebeard models, which must not be made with `create()`; `parent=` puts the node below another."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **fields):
        existing = model_class.objects.filter(slug=fields["slug"]).first()
        if existing:
            return existing
        if parent:
            parent.refresh_from_db()
            return parent.add_child(**fields)
        return model_class.add_root(**fields)


class TopicFactory(TreeFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Thema {n}")
    slug = factory.Sequence(lambda n: f"thema-{n}")


class TargetGroupFactory(TreeFactory):
    class Meta:
        model = TargetGroup

    name = factory.Sequence(lambda n: f"Zielgruppe {n}")
    slug = factory.Sequence(lambda n: f"zielgruppe-{n}")


class AreaFactory(TreeFactory):
    class Meta:
        model = Area

    name = factory.Sequence(lambda n: f"Gebiet {n}")
    slug = factory.Sequence(lambda n: f"gebiet-{n}")
    level = "gemeinde"


class ActorFactory(DjangoModelFactory):
    class Meta:
        model = Actor

    name = factory.Sequence(lambda n: f"Musikschule Klangwerk {n}")
    slug = factory.Sequence(lambda n: f"musikschule-klangwerk-{n}")
    kind = factory.SubFactory(ActorKindFactory)
    live = True


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    actor = factory.SubFactory(ActorFactory)
    street = "Notenweg 12"
    postcode = "13187"
    municipality = "Berlin"
    is_main = True
    live = True


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    class Params:
        free = factory.Trait(is_free=True)

    actor = factory.SubFactory(ActorFactory)
    name = factory.Sequence(lambda n: f"Blockflöte für Anfänger {n}")
    slug = factory.Sequence(lambda n: f"blockfloete-fuer-anfaenger-{n}")
    live = True


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    actor = factory.SubFactory(ActorFactory)


def planned(entry, moment):
    """`entry`, whose latest draft goes live at `moment`, as the form of the admin plans it."""
    entry.refresh_from_db()
    draft = entry.get_latest_revision_as_object()
    draft.go_live_at = moment
    operations.save_draft(draft)
    return operations.publish(entry)
