"""The facts of the picture as rows: institutions and cooperations."""

from collections import Counter
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.addresses import entry_address
from directory.listing import clean

from ..enums import CooperationForm, CooperationStatus
from ..graph import Network, State
from ..graph.measures import central
from ..models import Cooperation
from .question import SORTS

PAGE_SIZE = 20
MOST_KINDS = 2
"""Kinds of partners that a row names; the rest is counted."""
MOST_MEASURED = 400
"""Institutions up to which the share of shortest ways is computed for the table; the office's analysis has it for all."""


@dataclass(frozen=True)
class Row:
    """An institution. `between`: share of the shortest ways that lead over it, None where there are too many to measure."""

    pk: int
    name: str
    slug: str
    kind: int
    area: str
    cooperations: int
    partners: int
    with_whom: str
    between: float | None = None

    @property
    def url(self):
        return entry_address("directory:actor", self.slug)


@dataclass(frozen=True)
class CooperationRow:
    pk: int
    name: str
    slug: str
    form: str
    status: str
    since: str
    partners: list[str]

    @property
    def url(self):
        return entry_address("network:cooperation", self.slug)


def read_sort(params):
    value = clean(params.get("sortierung", ""))
    return value if value in SORTS else SORTS[0]


def sorted_numbers(state: State, network: Network, key, sort):
    """Numbers of the places in the order of `sort`; `key` names the network in `state`."""
    return state.kept(("order", *key, sort), lambda: _sorted(network, sort, central_of(state, network, key) if sort == "bruecke" else None))


def _sorted(network, sort, weight):
    places, degrees = network.places, network.degrees
    orders = {
        "name": lambda number: (places[number].sort_name, number),
        "gebiet": lambda number: (places[number].area == "", places[number].area, places[number].sort_name),
        "partner": lambda number: (-len(network.neighbours[number]), places[number].sort_name),
        "bruecke": lambda number: (-weight[number] if weight else -degrees[number], places[number].sort_name),
        "kooperationen": lambda number: (-degrees[number], places[number].sort_name),
    }
    return sorted(range(len(places)), key=orders[sort])


def central_of(state: State, network: Network, key):
    """None where there are too many."""
    if len(network.places) > MOST_MEASURED:
        return None
    return state.kept(("central", *key), lambda: central(network))


def rows(network: Network, chosen, kinds_by_key, weight) -> list[Row]:
    """`chosen`: numbers of places; `weight`: as `central_of` gives it."""
    return [
        Row(
            place.pk,
            place.name,
            place.slug,
            place.kinds[0],
            place.area,
            network.degrees[number],
            len(network.neighbours[number]),
            _with_whom(network, number, kinds_by_key),
            weight[number] if weight else None,
        )
        for number in chosen
        for place in [network.places[number]]
    ]


def _with_whom(network, number, kinds):
    """“2 Musikschulen, 1 Kita, 3 weitere”"""
    counted = Counter(network.places[other].kinds[0] for other in network.neighbours[number]).most_common()
    named = [(kinds[key], count) for key, count in counted if key in kinds][:MOST_KINDS]
    told = [f"{count} {kind.local_name if count == 1 else kind.local_name_plural}" for kind, count in named]
    rest = sum(count for _key, count in counted) - sum(count for _kind, count in named)
    if rest:
        told.append(ngettext("%(count)d other", "%(count)d others", rest) % {"count": rest})
    return ", ".join(told)


def cooperation_rows(network: Network, chosen) -> list[CooperationRow]:
    """`chosen`: numbers of ties. One query."""
    keys = [network.ties[number].pk for number in chosen]
    names = {pk: (name, slug) for pk, name, slug in Cooperation.objects.public().filter(pk__in=keys).values_list("pk", "name", "slug")}
    found = []
    for number in chosen:
        tie = network.ties[number]
        if tie.pk not in names:
            continue
        partners = [network.places[network.numbers[part.actor]].name for part in tie.parts if part.actor in network.numbers]
        form = capfirst(str(CooperationForm(tie.form).label))
        status = _("planned") if tie.pk in network.planned else str(CooperationStatus(tie.status).label)
        found.append(
            CooperationRow(tie.pk, *names[tie.pk], form, capfirst(status), str(tie.starts_on.year) if tie.starts_on else "", partners)
        )
    return found
