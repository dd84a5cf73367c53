"""Actors and offers as the search field proposes them: at most two small reads for any number of ids."""

from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from directory.addresses import entry_address
from directory.models import Actor, ActorText, Location, Offer, OfferText
from directory.prepared import Prepared

from .engines.base import Name

GERMAN = "de"
USUAL, MOST = 12, 60

_actors = Prepared(
    lambda ids: (
        Actor.objects.public()
        .filter(pk__in=ids)
        .order_by()
        .values_list("pk", "name", "slug", "kind__slug", "kind__icon", "kind__name", "kind__names")
    ),
    usual=USUAL,
    most=MOST,
)
_places = Prepared(
    lambda ids: (
        Location.objects.public()
        .filter(actor__in=ids)
        .order_by("is_main", "-pk")
        .values_list("actor", Coalesce("area__name", "municipality"))
    ),
    usual=USUAL,
    most=MOST,
)
_offers = Prepared(
    lambda ids: (
        Offer.objects.public()
        .filter(pk__in=ids)
        .order_by()
        .values_list("pk", "name", "slug", "actor__kind__slug", "actor__kind__icon", "actor__name")
    ),
    usual=USUAL,
    most=MOST,
)


def actor_names(ids) -> dict[int, Name]:
    """The note says what it is and where."""
    rows = _actors.rows(ids)
    local, places = _local(ActorText, "actor", ids), dict(_places.rows(ids))
    names = {}
    for pk, name, slug, kind, icon, kind_name, kind_names in rows:
        note = (_localized(kind_name, kind_names), places.get(pk))
        names[pk] = _name(local.get(pk), name, entry_address("directory:actor", slug), icon, kind, " · ".join(filter(None, note)))
    return names


def offer_names(ids) -> dict[int, Name]:
    """The note says whose offer it is."""
    local = _local(OfferText, "offer", ids)
    return {
        pk: _name(local.get(pk), name, entry_address("directory:offer", slug), icon, kind, actor)
        for pk, name, slug, kind, icon, actor in _offers.rows(ids)
    }


def _name(local, name, url, icon, kind, note):
    return Name(local or name, url, icon, kind, note, lang="" if local or _language() == GERMAN else GERMAN)


def _local(model, owner, ids):
    """{id: name in the reader's language}; German ones stand in the row itself."""
    if _language() == GERMAN:
        return {}
    texts = model.objects.filter(language=_language(), **{f"{owner}__in": ids}).exclude(name="")
    return dict(texts.values_list(f"{owner}_id", "name"))


def _localized(name, names):
    return name if _language() == GERMAN else names.get(_language()) or name


def _language():
    return get_language() or GERMAN
