"""Actors and offers by their keys as rows need them (`directory.rows`): plain values in the place of instances, which take ten times as long to make.

What nobody may see is missing. Two queries for actors, three for offers, one more where the reader's language isn't German.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from types import SimpleNamespace

from django.utils.translation import get_language

from .models import Actor, ActorKind, ActorText, Location, Offer, OfferSession, OfferText
from .models.entries import Translated
from .prepared import Asked, Prepared, columns

MOST = 20
"""Ids of one query: a page of results."""

Kinds = Mapping[int, ActorKind]


class KindsAsNeeded(dict):
    """For pages that have no list of kinds at hand: all are read when one is asked for that isn't there."""

    def get(self, pk, default=None):
        if pk not in self:
            self.update((kind.pk, kind) for kind in (ActorKind.from_db(None, KIND, row) for row in _kinds.rows()))
        return super().get(pk, default)


class _Related(list):
    """As a relation that is prefetched."""

    def all(self):
        return self


class ListedPlace(SimpleNamespace):
    address = Location.address
    __str__ = Location.__str__


class _Listed(Translated, SimpleNamespace):
    def localized(self, field, language=None):
        return super().localized(field, language) if self.texts else (getattr(self, field), "de")


class ListedActor(_Listed):
    get_absolute_url = Actor.get_absolute_url


class ListedOffer(_Listed):
    get_absolute_url = Offer.get_absolute_url


PLACE = ("name", "street", "postcode", "municipality", "area_id", "area__name", "step_free")
ENTRY = ("pk", "name", "slug", "summary", "description", "confirmed_at")
OFFER = (
    "actor_id", "actor__name", "actor__slug", "actor__kind_id", "form", "age_from", "age_to", "inclusive", "starts_on", "ends_on", "schedule_note", "is_free",
    "price_from", "price_to", "price_unit", "price_reduced", "accepts_education_package", "places_free",
)  # fmt: skip
SESSION = ("weekday", "starts", "ends", "note")
TEXT = ("language", "name", "summary", "description")

KIND = columns(ActorKind, *(field.attname for field in ActorKind._meta.concrete_fields))

_kinds = Asked(lambda: ActorKind.objects.order_by().values_list(*KIND))
_actors = Prepared(lambda ids: Actor.objects.public().filter(pk__in=ids).order_by().values_list(*ENTRY, "kind_id"), most=MOST)
_places = Prepared(lambda ids: Location.objects.public().filter(actor__in=ids).values_list("actor_id", *PLACE), most=MOST)
_offers = Prepared(lambda ids: Offer.objects.public().filter(pk__in=ids).order_by().values_list(*ENTRY, *OFFER), most=MOST)
_sessions = Prepared(lambda ids: OfferSession.objects.filter(offer__in=ids).values_list("offer_id", *SESSION), most=MOST)
_offer_places = Prepared(lambda ids: Location.objects.public().filter(offers__in=ids).values_list("offers", *PLACE), most=MOST)


@cache
def _texts(model, owner, language):
    return Prepared(lambda ids: model.objects.filter(language=language, **{f"{owner}__in": ids}).values_list(owner, *TEXT), most=MOST)


def listed_actors(ids: Sequence[int], kinds: Kinds) -> list[ListedActor]:
    """In no order; `kinds` has all of them by key."""
    rows = _actors.rows(ids)
    places = _related(_places.rows(ids), _place)
    texts = _texts_of(ActorText, "actor", ids)
    return [
        ListedActor(**dict(zip(ENTRY, row, strict=False)), kind=_kind(kinds, row[-1]), locations=places[row[0]], texts=texts[row[0]])
        for row in rows
    ]


def listed_offers(ids: Sequence[int], kinds: Kinds) -> list[ListedOffer]:
    """In no order; `kinds` has all of them by key."""
    rows = _offers.rows(ids)
    places = _related(_offer_places.rows(ids), _place)
    sessions = _related(_sessions.rows(ids), lambda values: SimpleNamespace(**dict(zip(SESSION, values, strict=True))))
    texts = _texts_of(OfferText, "offer", ids)
    listed = []
    for row in rows:
        offer = ListedOffer(**dict(zip((*ENTRY, *OFFER), row, strict=True)))
        offer.actor = SimpleNamespace(name=offer.actor__name, slug=offer.actor__slug, kind=_kind(kinds, offer.actor__kind_id))
        offer.locations, offer.sessions, offer.texts = places[offer.pk], sessions[offer.pk], texts[offer.pk]
        listed.append(offer)
    return listed


def kinds_of(entry) -> KindsAsNeeded:
    """Read once for all rows on the page of `entry`."""
    kinds = entry.__dict__.setdefault("_kinds", KindsAsNeeded())
    return kinds


def in_order(listed, ids):
    """`listed` in the order of `ids`, as far as they are there."""
    by_pk = {entry.pk: entry for entry in listed}
    return [by_pk[pk] for pk in ids if pk in by_pk]


def _related(rows, made):
    """{owner: what is `made` of the other columns}"""
    found: dict[int, _Related] = defaultdict(_Related)
    for owner, *values in rows:
        found[owner].append(made(values))
    return found


def _place(values):
    place = ListedPlace(**dict(zip(PLACE, values, strict=True)))
    place.area = SimpleNamespace(name=place.area__name) if place.area_id else None
    return place


def _texts_of(model, owner, ids):
    language = get_language() or "de"
    if language == "de":
        return defaultdict(_Related)  # German stands on the entries themselves
    rows = _texts(model, owner, language).rows(ids)
    return _related(rows, lambda values: SimpleNamespace(**dict(zip(TEXT, values, strict=True))))


def _kind(kinds, pk):
    """A kind that is newer than `kinds` is asked for."""
    return kinds.get(pk) or ActorKind.objects.get(pk=pk)
