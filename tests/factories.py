"""The smallest valid objects. Traits name situations: `ActorFactory(live=False)`, `OfferFactory(free=True)`."""

import datetime as dt
import itertools

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from directory import operations
from directory.freshness import BERLIN
from directory.models import Actor, ActorKind, Area, Location, Membership, Offer, TargetGroup, Topic
from events.models import Meeting, Participant, Registration, Series, Venue
from events.operations import Application, register
from network.models import Alliance, AllianceMember, Cooperation, CooperationPartner, CooperationWish, Transition


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


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda n: f"Reihe {n}")
    slug = factory.Sequence(lambda n: f"reihe-{n}")
    live = True


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = "Salzspeicher"
    room = "Atelier 1"
    street = "Speichergasse 4"
    postcode = "43110"
    municipality = "Seewarden"


class MeetingFactory(DjangoModelFactory):
    """Online, an hour and a half long. `starts_at` is aware; `local=(2026, 12, 8, 9)` says it on Berlin's clock."""

    class Meta:
        model = Meeting

    class Params:
        local = (2026, 12, 8, 16, 30)
        here = factory.Trait(registration="hier", confirms_address=False)
        onsite = factory.Trait(format="vor-ort", venue=factory.SubFactory(VenueFactory))
        hybrid = factory.Trait(format="hybrid", venue=factory.SubFactory(VenueFactory))

    name = factory.Sequence(lambda n: f"Schnittstelle OGS {n}")
    slug = factory.Sequence(lambda n: f"schnittstelle-ogs-{n}")
    organiser = factory.SubFactory(ActorFactory)
    starts_at = factory.LazyAttribute(lambda meeting: dt.datetime(*meeting.local, tzinfo=BERLIN))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + dt.timedelta(minutes=90))
    live = True


_numbers = itertools.count(1)


def registered(meeting, *, size=1, at=None, by=None, waiting=True, past_limits=False, **fields):
    """A registration, made as people make it: `registered(meeting, size=3, institution="Kita")`. `fields` are those of `Application`."""
    number = next(_numbers)
    name = fields.pop("name", f"Person {number}")
    names = (name, *(f"Begleitung {number}.{other}" for other in range(1, size)))
    fields = {"email": f"person{number}@example.org", "participants": names, **fields}
    return register(meeting, Application(name=name, **fields), at=at, by=by, waiting=waiting, past_limits=past_limits)


class RegistrationFactory(DjangoModelFactory):
    """A row as it is, past all rules (`registered` goes by them): confirmed, by default alone. `names` are the participants'."""

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    meeting = factory.SubFactory(MeetingFactory, registration="hier")
    name = "Kim Beispiel"
    email = factory.Sequence(lambda n: f"kim{n}@beispiel.example")
    takes_part = factory.LazyAttribute(lambda registration: "online" if registration.meeting.format == "online" else "vor-ort")
    state = "confirmed"
    created_at = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    confirmed_at = factory.LazyAttribute(lambda registration: registration.created_at if registration.state == "confirmed" else None)
    waiting_since = factory.LazyAttribute(lambda registration: registration.created_at if registration.state == "waiting" else None)
    held_until = factory.LazyAttribute(
        lambda registration: registration.created_at + dt.timedelta(days=7) if registration.state in ("pending", "offered") else None
    )

    @factory.post_generation
    def names(registration, create, names, **kwargs):
        people = [Participant(registration=registration, position=n, name=name) for n, name in enumerate(names or [registration.name])]
        Participant.objects.bulk_create(people)


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


class TransitionFactory(DjangoModelFactory):
    class Meta:
        model = Transition
        django_get_or_create = ("slug",)

    slug = "kita-grundschule"
    name = "Kita → Grundschule"


class CooperationFactory(DjangoModelFactory):
    """Published; `partners=[actor, …]` have all confirmed, which makes it public."""

    class Meta:
        model = Cooperation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Flötenklasse {n}")
    slug = factory.Sequence(lambda n: f"floetenklasse-{n}")
    live = True

    @factory.post_generation
    def partners(self, create, extracted, **kwargs):
        for actor in extracted or ():
            CooperationPartnerFactory(cooperation=self, actor=actor, confirmed=True)
        if extracted:
            self.confirmed_count = len(extracted)
            Cooperation.objects.filter(pk=self.pk).update(confirmed_count=len(extracted))


class CooperationPartnerFactory(DjangoModelFactory):
    """Not asked yet. The cooperation's `confirmed_count` is the business of `network.operations`, and of `CooperationFactory`."""

    class Meta:
        model = CooperationPartner

    class Params:
        confirmed = factory.Trait(answer="bestaetigt", answered_at=dt.datetime(2026, 9, 1, 9, tzinfo=BERLIN))

    cooperation = factory.SubFactory(CooperationFactory)
    actor = factory.SubFactory(ActorFactory)


class CooperationWishFactory(DjangoModelFactory):
    class Meta:
        model = CooperationWish

    actor = factory.SubFactory(ActorFactory)
    name = factory.Sequence(lambda n: f"Grundschule für eine Flötenklasse gesucht {n}")
    slug = factory.Sequence(lambda n: f"gesuch-{n}")
    live = True


class AllianceFactory(DjangoModelFactory):
    """Published. `members=[actor, "Name", …]` are members without dates."""

    class Meta:
        model = Alliance
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Bündnis für Bildung {n}")
    slug = factory.Sequence(lambda n: f"buendnis-fuer-bildung-{n}")
    live = True

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        for number, who in enumerate(extracted or ()):
            named = {"name": who} if isinstance(who, str) else {"actor": who}
            AllianceMemberFactory(alliance=self, sort_order=number, **named)


class AllianceMemberFactory(DjangoModelFactory):
    class Meta:
        model = AllianceMember

    alliance = factory.SubFactory(AllianceFactory)
