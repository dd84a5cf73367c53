"""What the database says of public cooperations, as plain values: a fixed number of queries for any size."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from directory.models import Actor, Location

from ..models import Cooperation, CooperationPartner


class Part(NamedTuple):
    """An institution in a cooperation: it has confirmed and is public."""

    actor: int
    role: str
    joined_on: dt.date | None


class Tie(NamedTuple):
    """A public cooperation. `areas`, `topics`: paths of trees, as far as they are given on the cooperation itself."""

    pk: int
    form: str
    status: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    parts: tuple[Part, ...]
    areas: tuple[str, ...]
    topics: tuple[str, ...]


class Place(NamedTuple):
    """An institution of the network. `kinds`: keys, the main one first; `areas`: paths of its public locations, the main one first; `area`: name of the first; `locations`: their keys."""

    pk: int
    name: str
    sort_name: str
    slug: str
    kinds: tuple[int, ...]
    areas: tuple[str, ...]
    area: str
    locations: tuple[int, ...] = ()


class Facts(NamedTuple):
    ties: tuple[Tie, ...]
    places: dict[int, Place]


def read_all() -> Facts:
    """Of everything that is public: seven queries."""
    return Facts(tuple(read_ties()), read_places())


def read_ties(ids=None) -> list[Tie]:
    """By their keys, of all cooperations or of those among `ids`."""
    parts = defaultdict(list)
    partners, public = CooperationPartner.objects.of_public().order_by("cooperation_id", "pk"), Cooperation.objects.public()
    if ids is not None:
        partners, public = partners.filter(cooperation__in=ids), public.filter(pk__in=ids)
    for cooperation, *values in partners.values_list("cooperation_id", "actor_id", "role", "joined_on"):
        parts[cooperation].append(Part(*values))
    keys = public.order_by().values("pk")
    areas = _paths(Cooperation.areas.through.objects.filter(cooperation__in=keys), "cooperation_id", "area__path")
    topics = _paths(Cooperation.topics.through.objects.filter(cooperation__in=keys), "cooperation_id", "topic__path")
    rows = public.order_by("pk").values_list("pk", "form", "status", "starts_on", "ends_on")
    # Of two confirmed partners one may be hidden today: then nobody is left to be connected with.
    return [
        Tie(*row, parts=tuple(parts[row[0]]), areas=areas.get(row[0], ()), topics=topics.get(row[0], ()))
        for row in rows
        if len(parts.get(row[0], ())) > 1
    ]


def _paths(links, owner, path):
    found = defaultdict(tuple)
    for key, value in links.order_by("pk").values_list(owner, path):
        found[key] += (value,)
    return found


def read_places(ids=None) -> dict[int, Place]:
    """{key: institution} of all that are named somewhere, or of those among `ids`."""
    named = CooperationPartner.objects.of_public().order_by()
    named = (named if ids is None else named.filter(actor__in=ids)).values("actor")
    further = defaultdict(tuple)
    for actor, kind in Actor.further_kinds.through.objects.filter(actor__in=named).order_by("pk").values_list("actor_id", "actorkind_id"):
        further[actor] += (kind,)
    areas, area_names, locations = defaultdict(tuple), {}, defaultdict(tuple)
    public = Location.objects.filter(live=True, archived_at=None, actor__in=named).exclude(area=None)
    for pk, actor, path, name in public.order_by("-is_main", "pk").values_list("pk", "actor_id", "area__path", "area__name"):
        areas[actor] += (path,)
        locations[actor] += (pk,)
        area_names.setdefault(actor, name)
    rows = Actor.objects.public().filter(pk__in=named).order_by("pk").values_list("pk", "name", "sort_name", "slug", "kind_id")
    return {
        pk: Place(
            pk, name, sort_name, slug or "", (kind, *further.get(pk, ())), areas.get(pk, ()), area_names.get(pk, ""), locations.get(pk, ())
        )
        for pk, name, sort_name, slug, kind in rows
    }
