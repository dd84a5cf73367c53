"""How two institutions are connected over others, step by step."""

from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.addresses import entry_address
from directory.listing import clean
from directory.models import Actor
from directory.models.entries import folded

from ..graph import Network
from ..graph.measures import shortest_way
from ..models import Cooperation

MOST_PROPOSED = 6


@dataclass(frozen=True)
class Step:
    """An institution of the way, and what it does together with the one before: [(title, address)], for the first nothing."""

    pk: int
    name: str
    url: str
    ties: list[tuple[str, str]]


@dataclass(frozen=True)
class Way:
    """`texts`: what was asked for (from, to); `proposed`: [(parameter, name, slug)] where a name fits several; `problem`: a sentence, or "" when `steps` are there."""

    texts: tuple[str, str]
    slugs: tuple[str, str]
    steps: list[Step]
    proposed: list[tuple[str, str, str]]
    problem: str = ""

    @property
    def choices(self):
        """[{name, query}]: what was asked for, with one of the proposed in its place."""
        asked = dict(zip(("von", "nach"), (slug or text for slug, text in zip(self.slugs, self.texts, strict=True)), strict=True))
        return [{"name": name, "query": urlencode(asked | {param: slug})} for param, name, slug in self.proposed]

    @property
    def keys(self):
        return [step.pk for step in self.steps]

    @property
    def between(self):
        """How many stand between the two."""
        return max(len(self.steps) - 2, 0)


def find_actor(text):
    """(the institution, [others that may be meant]) by its short name in addresses, its name, or a part of it. Public ones only; two queries."""
    found = Actor.objects.public().only("name", "slug")
    exact = found.filter(Q(slug=text) | Q(sort_name=folded(text))).order_by("pk").first()
    if exact:
        return exact, []
    near = list(found.filter(sort_name__contains=folded(text)).order_by("sort_name", "pk")[:MOST_PROPOSED])
    return (near[0], []) if len(near) == 1 else (None, near)


def read_way(params, network: Network) -> Way | None:
    """None where nobody asked for one. At most five queries."""
    texts = tuple(clean(params.get(name, ""))[:150] for name in ("von", "nach"))
    if not any(texts):
        return None
    if not all(texts):
        return Way(texts, ("", ""), [], [], _("Please say both: from which institution, and to which."))
    actors, proposed = [], []
    for name, text in zip(("von", "nach"), texts, strict=True):
        actor, others = find_actor(text)
        actors.append(actor)
        if actor is None:
            proposed += [(name, other.name, other.slug) for other in others]
            if not others:
                return Way(texts, ("", ""), [], [], _("No institution is called “%(name)s”.") % {"name": text[:60]})
    start, goal = (actor.slug if actor else "" for actor in actors)
    slugs = (start, goal)
    if proposed:
        return Way(texts, slugs, [], proposed, _("Several institutions are called so. Which one do you mean?"))
    return _between(network, actors, tuple(actor.name for actor in actors), slugs)


def _between(network, actors, texts, slugs):
    if actors[0].pk == actors[1].pk:
        return Way(texts, slugs, [], [], _("Both are the same institution. Please choose two."))
    ends = [network.numbers.get(actor.pk) for actor in actors]
    for actor, end in zip(actors, ends, strict=True):
        if end is None:
            return Way(texts, slugs, [], [], _("“%(name)s” has no cooperation in this picture.") % {"name": actor.name})
    way = shortest_way(network, *ends)
    if way is None:
        return Way(texts, slugs, [], [], _("No way leads from one to the other: nobody works with both sides, not even over others."))
    return Way(texts, slugs, _steps(network, way), [])


def _steps(network, way):
    between = {frozenset((edge.a, edge.b)): edge.ties for edge in network.edges}
    together = [()] + [between[frozenset(pair)] for pair in pairwise(way)]
    keys = {network.ties[tie].pk for ties in together for tie in ties}
    names = {pk: (name, entry_address("network:cooperation", slug)) for pk, name, slug in
             Cooperation.objects.public().filter(pk__in=keys).values_list("pk", "name", "slug")}  # fmt: skip
    steps = []
    for number, ties in zip(way, together, strict=True):
        place = network.places[number]
        told = [
            names[network.ties[tie].pk] for tie in ties if network.ties[tie].pk in names and network.ties[tie].pk not in network.planned
        ]
        steps.append(Step(place.pk, place.name, entry_address("directory:actor", place.slug), told))
    return steps
