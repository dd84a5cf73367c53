"""/termine/anmeldung/einrichtungen/: institutions of the register whose names fit, while somebody types. Everything in it is public."""

from django.db.models import Case, Prefetch, Value, When
from django.http import JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory.models import Actor, Location
from directory.models.entries import folded

SHORTEST, MOST, LONGEST = 2, 8, 100
KEPT = 60
"""Seconds."""


@require_safe
def institutions(request):
    """{"status": …, "groups": [{"label": …, "items": [{"parts", "query", "key", "note", "icon", "kind"}]}]}; two queries."""
    found = _named(request.GET.get("institution", ""))
    items = [_item(actor) for actor in found]
    status = ngettext("%(count)d suggestion", "%(count)d suggestions", len(items)) % {"count": len(items)}
    groups = [{"label": _("Institutions of the register"), "items": items}] if items else []
    response = JsonResponse({"status": status if items else "", "groups": groups}, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, public=True, max_age=KEPT)
    response["X-Robots-Tag"] = "noindex"
    return response


def _named(text):
    """Public institutions whose names hold all the words, those that begin with them first."""
    plain = folded(" ".join(text.replace("\0", "").split())[:LONGEST])
    if len(plain) < SHORTEST:
        return []
    fitting = Actor.objects.public()
    for word in plain.split():
        fitting = fitting.filter(sort_name__contains=word)
    main = Location.objects.filter(is_main=True).only("actor", "municipality")
    first = Case(When(sort_name__startswith=plain, then=Value(0)), default=Value(1))
    return (
        fitting.select_related("kind")
        .prefetch_related(Prefetch("locations", main, to_attr="main_places"))
        .order_by(first, "sort_name", "pk")[:MOST]
    )


def _item(actor):
    return {
        "parts": [actor.name],
        "query": actor.name,
        "key": actor.slug,
        "url": "",
        "icon": actor.kind.icon,
        "kind": actor.kind.slug,
        "note": actor.main_places[0].municipality if actor.main_places else "",
        "lang": "",
    }
