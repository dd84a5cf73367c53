"""What the database says of public cooperations, as plain values: a fixed number of queries for any size."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from directory import numbers
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
    """An institution of the network. `kinds`: keys, the main one first; `areas`: paths of its public locations, the main one first; `area`: name of the first."""

    pk: int
    name: str
    sort_name: str
    slug: str
    kinds: tuple[int, ...]
    areas: tuple[str, ...]
    area: str


class Facts(NamedTuple):
    ties: tuple[Tie, ...]
    places: dict[int, Place]


def read_facts() -> Facts:
    """Of everything that is public: seven queries, or none while nothing has changed since (`directory.numbers`)."""
    return numbers.kept(("network.facts",), _read)


def _read():
    parts = defaultdict(list)
    partners = CooperationPartner.objects.of_public().order_by("cooperation_id", "pk")
    for cooperation, *values in partners.values_list("cooperation_id", "actor_id", "role", "joined_on"):
        parts[cooperation].append(Part(*values))
    public = Cooperation.objects.public()
    keys = public.order_by().values("pk")
    areas = _paths(Cooperation.areas.through.objects.filter(cooperation__in=keys), "cooperation_id", "area__path")
    topics = _paths(Cooperation.topics.through.objects.filter(cooperation__in=keys), "cooperation_id", "topic__path")
    rows = public.order_by("pk").values_list("pk", "form", "status", "starts_on", "ends_on")
    # Of two confirmed partners one may be hidden today: then nobody is left to be connected with.
    ties = tuple(
        Tie(*row, tuple(parts[row[0]]), areas.get(row[0], ()), topics.get(row[0], ())) for row in rows if len(parts.get(row[0], ())) > 1
    )
    return Facts(ties, _places())


def _paths(links, owner, path):
    found = defaultdict(tuple)
    for key, value in links.order_by("pk").values_list(owner, path):
        found[key] += (value,)
    return found


def _places():
    named = CooperationPartner.objects.of_public().order_by().values("actor")
    further = defaultdict(tuple)
    for actor, kind in Actor.further_kinds.through.objects.filter(actor__in=named).order_by("pk").values_list("actor_id", "actorkind_id"):
        further[actor] += (kind,)
    areas, area_names = defaultdict(tuple), {}
    locations = Location.objects.filter(live=True, archived_at=None, actor__in=named).exclude(area=None)
    for actor, path, name in locations.order_by("-is_main", "pk").values_list("actor_id", "area__path", "area__name"):
        areas[actor] += (path,)
        area_names.setdefault(actor, name)
    rows = Actor.objects.public().filter(pk__in=named).order_by("pk").values_list("pk", "name", "sort_name", "slug", "kind_id")
    return {
        pk: Place(pk, name, sort_name, slug or "", (kind, *further.get(pk, ())), areas.get(pk, ()), area_names.get(pk, ""))
        for pk, name, sort_name, slug, kind in rows
    }
