"""One institution or offer with all that its page reads, by SQL that is made once: Django would put a dozen queries together, which takes longer than the page.

What comes back are the models themselves, with their relations as if they were prefetched. For reading only.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.db.models import Model, QuerySet
from taggit.models import Tag

from .listed import kinds_of
from .models import (
    Actor,
    ActorKind,
    ActorLink,
    ActorText,
    Area,
    Location,
    Offer,
    OfferSession,
    OfferText,
    OpeningException,
    OpeningSpan,
    TargetGroup,
    Topic,
)
from .prepared import Asked, Prepared, columns


class Relation(list):
    """In the place of a relation's queryset."""

    def all(self):
        return self


class _Reader:
    """Instances of a model by keys of `narrow(keys)`. `owner`: the path to what they belong to; without it each is its own."""

    def __init__(self, model: type[Model], narrow: Callable[[Sequence], QuerySet], *, owner="pk", without=(), most=1):
        self.model = model
        self.names = columns(model, *(field.attname for field in model._meta.concrete_fields if field.attname not in without))
        self.prepared = Prepared(lambda keys: narrow(keys).values_list(owner, *self.names), most=most)

    def of(self, keys) -> dict[int, Relation]:
        """{owner: instances in the order of the query}"""
        found: dict[int, Relation] = defaultdict(Relation)
        for owner, *values in self.prepared.rows(keys):
            found[owner].append(self.model.from_db("default", self.names, values))
        return found

    def one(self, key):
        return next(iter(self.of([key])[key]), None) if key else None


_ACTOR = columns(Actor, *(field.attname for field in Actor._meta.concrete_fields))
_OFFER = columns(Offer, *(field.attname for field in Offer._meta.concrete_fields))
_public_actor = Asked(lambda slug: Actor.objects.public().filter(slug=slug).order_by().values_list(*_ACTOR), str)
_public_offer = Asked(lambda slug: Offer.objects.public().filter(slug=slug).order_by().values_list(*_OFFER), str)
_actors = _Reader(Actor, lambda keys: Actor.objects.filter(pk__in=keys).order_by())
_areas = _Reader(Area, lambda keys: Area.objects.filter(pk__in=keys).order_by(), without=("outline",), most=10)
_PLACES = 20
_spans = _Reader(OpeningSpan, lambda keys: OpeningSpan.objects.filter(location__in=keys), owner="location_id", most=_PLACES)
_exceptions = _Reader(OpeningException, lambda keys: OpeningException.objects.filter(location__in=keys), owner="location_id", most=_PLACES)

_OF_ACTORS = {
    "texts": _Reader(ActorText, lambda keys: ActorText.objects.filter(actor__in=keys), owner="actor_id"),
    "links": _Reader(ActorLink, lambda keys: ActorLink.objects.filter(actor__in=keys), owner="actor_id"),
    "further_kinds": _Reader(ActorKind, lambda keys: ActorKind.objects.filter(further_actors__in=keys), owner="further_actors"),
    "topics": _Reader(Topic, lambda keys: Topic.objects.filter(actors__in=keys), owner="actors"),
    "target_groups": _Reader(TargetGroup, lambda keys: TargetGroup.objects.filter(actors__in=keys), owner="actors"),
    "tags": _Reader(
        Tag,
        lambda keys: Tag.objects.filter(directory_actortag_items__content_object__in=keys),
        owner="directory_actortag_items__content_object",
    ),
    "locations": _Reader(Location, lambda keys: Location.objects.public().filter(actor__in=keys), owner="actor_id"),
}
_OF_OFFERS = {
    "texts": _Reader(OfferText, lambda keys: OfferText.objects.filter(offer__in=keys), owner="offer_id"),
    "sessions": _Reader(OfferSession, lambda keys: OfferSession.objects.filter(offer__in=keys), owner="offer_id"),
    "topics": _Reader(Topic, lambda keys: Topic.objects.filter(offers__in=keys), owner="offers"),
    "target_groups": _Reader(TargetGroup, lambda keys: TargetGroup.objects.filter(offers__in=keys), owner="offers"),
    "tags": _Reader(
        Tag,
        lambda keys: Tag.objects.filter(directory_offertag_items__content_object__in=keys),
        owner="directory_offertag_items__content_object",
    ),
    "locations": _Reader(Location, lambda keys: Location.objects.public().filter(offers__in=keys), owner="offers"),
}


def public_actor(slug: str) -> Actor | None:
    """The public institution at `slug`: as `views.actors.for_page` reads it, in a fixed number of queries, one more where it has an operator or a logo."""
    rows = _public_actor.rows(slug)
    if not rows:
        return None
    actor = Actor.from_db("default", _ACTOR, rows[0])
    actor.kind, actor.operator = kinds_of(actor).get(actor.kind_id), _actors.one(actor.operator_id)
    _relate(actor, _OF_ACTORS)
    for location in actor.locations.all():
        location.actor = actor
    return actor


def public_offer(slug: str) -> Offer | None:
    """The public offer at `slug`: as `views.offers.for_page` reads it."""
    rows = _public_offer.rows(slug)
    if not rows:
        return None
    offer = Offer.from_db("default", _OFFER, rows[0])
    offer.actor = _actors.one(offer.actor_id)
    offer.actor.kind = kinds_of(offer).get(offer.actor.kind_id)
    _relate(offer, _OF_OFFERS)
    return offer


def _relate(entry, readers):
    found = {name: reader.of([entry.pk])[entry.pk] for name, reader in readers.items()}
    entry._prefetched_objects_cache = found
    locations = found["locations"]
    if not locations:
        return
    keys = [location.pk for location in locations]
    spans, exceptions = _spans.of(keys), _exceptions.of(keys)
    areas = {pk: area for pk, (area,) in _areas.of({location.area_id for location in locations} - {None}).items()}
    for location in locations:
        location.area = areas.get(location.area_id)
        location._prefetched_objects_cache = {"opening_spans": spans[location.pk], "opening_exceptions": exceptions[location.pk]}
