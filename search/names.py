"""Actors and offers as the search field proposes them: at most two small reads for any number of ids."""

from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from directory.addresses import around_slug
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
    language = get_language() or GERMAN
    rows = _actors.rows(ids)
    local, places = _local(ActorText, "actor", ids, language), dict(_places.rows(ids))
    before, after = around_slug("directory:actor")
    names = {}
    for pk, name, slug, kind, icon, kind_name, kind_names in rows:
        note = (kind_name if language == GERMAN else kind_names.get(language) or kind_name, places.get(pk))
        names[pk] = _name(local.get(pk), name, f"{before}{slug}{after}", icon, kind, " · ".join(filter(None, note)), language)
    return names


def offer_names(ids) -> dict[int, Name]:
    """The note says whose offer it is."""
    language = get_language() or GERMAN
    local = _local(OfferText, "offer", ids, language)
    before, after = around_slug("directory:offer")
    return {
        pk: _name(local.get(pk), name, f"{before}{slug}{after}", icon, kind, actor, language)
        for pk, name, slug, kind, icon, actor in _offers.rows(ids)
    }


def _name(local, name, url, icon, kind, note, language):
    return Name(local or name, url, icon, kind, note, "" if local or language == GERMAN else GERMAN)


def _local(model, owner, ids, language):
    """{id: name in the reader's language}; German ones stand in the row itself."""
    if language == GERMAN:
        return {}
    texts = model.objects.filter(language=language, **{f"{owner}__in": ids}).exclude(name="")
    return dict(texts.values_list(f"{owner}_id", "name"))
