"""The tables: how each is called, what it means in plain words, its columns, and how its rows come from the network.

A row is `{"cells": [text or number, …], "actors": [keys], "link": address or ""}`: as JSON in the snapshot, so that a page is there at once.
`actors` are those to write to, to find a partner for, to look at; the first one is meant first.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations_with_replacement

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import ActorKind, Area

from ..everyone import Everyone, above, level_to_compare
from ..graph import Network
from ..graph.measures import bridges, central, communities, cut_points, reach
from ..models import Transition

MOST_NAMES = 5
"""Institutions that a cell names; the rest is counted."""


@dataclass(frozen=True)
class Table:
    """`numeric`: numbers of columns that hold numbers."""

    key: str
    title: str | Promise
    meaning: str | Promise
    columns: tuple
    numeric: tuple[int, ...]
    rows: Callable
    icon: str = "table"


@dataclass(frozen=True)
class Material:
    """What all tables are made of: the network of a day, everyone in the register, and the vocabularies."""

    network: Network
    everyone: Everyone
    kinds: dict[int, ActorKind]
    transitions: list[tuple[Transition, set[int], set[int]]]

    def kind(self, pk):
        kind = self.kinds.get(self.everyone.institutions[pk].kinds[0])
        return kind.name if kind else ""

    def area(self, pk):
        """Name of the main location's area."""
        paths = self.everyone.institutions[pk].areas
        return self.everyone.areas[paths[0]].name if paths and paths[0] in self.everyone.areas else ""

    def name(self, pk):
        return self.everyone.institutions[pk].name

    def key(self, number):
        return self.network.places[number].pk

    def there(self, pk):
        """Whether an institution of the network is in the register; both were read one after the other."""
        return pk in self.everyone.institutions


def collect(network: Network, everyone: Everyone) -> Material:
    """Four queries."""
    kinds = {kind.pk: kind for kind in ActorKind.objects.all()}
    transitions = [
        (one, {kind.pk for kind in one.from_kinds.all()}, {kind.pk for kind in one.to_kinds.all()})
        for one in Transition.objects.prefetch_related("from_kinds", "to_kinds")
    ]
    known = [number for number, place in enumerate(network.places) if place.pk in everyone.institutions]
    network = network if len(known) == len(network.places) else network.cut_to(known)
    return Material(network, everyone, kinds, transitions)


def _row(cells, actors=(), link=""):
    return {"cells": cells, "actors": list(actors), "link": link}


def _named(material, numbers):
    names = [material.network.places[number].name for number in numbers[:MOST_NAMES]]
    return ", ".join(names) + (f" (+ {len(numbers) - MOST_NAMES})" if len(numbers) > MOST_NAMES else "")


def alone(material):
    """In the order of areas, then names."""
    found = [
        (material.area(pk), institution.name, pk)
        for pk, institution in material.everyone.institutions.items()
        if pk not in material.network.numbers
    ]
    return [_row([name, material.kind(pk), area], [pk]) for area, name, pk in sorted(found, key=lambda one: (one[0] == "", one))]


def areas(material):
    """The level that is compared and the one below, those with the smallest share first."""
    level = level_to_compare(material.everyone.areas)
    counted: dict[str, Counter] = {path: Counter() for path, area in material.everyone.areas.items() if level <= area.depth <= level + 1}
    for pk, institution in material.everyone.institutions.items():
        for path in above(institution.areas) & counted.keys():
            counted[path]["all"] += 1
            counted[path]["connected"] += pk in material.network.numbers
    for tie in material.network.ties:
        paths = tie.areas or [
            path for part in tie.parts if material.there(part.actor) for path in material.everyone.institutions[part.actor].areas
        ]
        for path in above(paths) & counted.keys():
            counted[path]["ties"] += 1
    found = []
    for path, counts in counted.items():
        area = material.everyone.areas[path]
        upper = material.everyone.areas.get(path[: -Area.steplen])
        share = round(100 * counts["connected"] / counts["all"]) if counts["all"] else 0
        cells = [area.name, upper.name if upper and area.depth > level else "", counts["all"], counts["connected"], share, counts["ties"]]
        found.append((share, -counts["all"], area.name, _row(cells, link=f"/netzwerk/?gebiet={area.slug}")))
    return [row for *_order, row in sorted(found, key=lambda one: one[:3])]


def kinds(material):
    """All pairs of kinds that the register has: those that never meet first, the largest among them at the top."""
    sizes = Counter(institution.kinds[0] for institution in material.everyone.institutions.values())
    met: Counter = Counter()
    for edge in material.network.edges:
        met[tuple(sorted(material.network.places[number].kinds[0] for number in (edge.a, edge.b)))] += len(edge.ties)
    found = []
    for first, second in combinations_with_replacement(sorted(sizes), 2):
        if (first == second and sizes[first] < 2) or first not in material.kinds or second not in material.kinds:
            continue
        one, other = material.kinds[first], material.kinds[second]
        cells = [one.name_plural, other.name_plural, sizes[first], sizes[second], met[first, second]]
        found.append(
            (met[first, second], -sizes[first] * sizes[second], one.name, other.name, _row(cells, link=f"/netzwerk/?art={one.slug}"))
        )
    return [row for *_order, row in sorted(found, key=lambda one: one[:4])]


def transitions(material):
    """Institutions from which children go on, without a running cooperation with one to which they go."""
    found = []
    for transition, before, after in material.transitions:
        for pk, institution in material.everyone.institutions.items():
            if not before & set(institution.kinds):
                continue
            number = material.network.numbers.get(pk)
            near = material.network.neighbours[number] if number is not None else []
            if not any(after & set(material.network.places[other].kinds) for other in near):
                found.append((transition.sort_order, transition.name, material.area(pk), institution.name, pk))
    return [_row([name, area, actor, material.kind(pk)], [pk]) for _order, name, area, actor, pk in sorted(found)]


def bridge_rows(material):
    network = material.network
    between = {frozenset((edge.a, edge.b)): len(edge.ties) for edge in network.edges}
    return [
        _row(
            [
                _named(material, [one]),
                _named(material, [other]),
                between[frozenset((one, other))],
                len(cut.lost),
                _named(material, cut.lost),
            ],
            [material.key(one), material.key(other)],
        )
        for cut in bridges(network)
        for one, other in [cut.places]
    ]


def cut_point_rows(material):
    return [
        _row(
            [_named(material, cut.places), material.kind(pk), material.area(pk), len(cut.lost), _named(material, cut.lost)],
            [pk],
        )
        for cut in cut_points(material.network)
        for pk in [material.key(cut.places[0])]
    ]


def groups(material):
    network = material.network
    found = []
    for number, group in enumerate(communities(network), start=1):
        core = sorted(group, key=lambda place: (-network.degrees[place], place))
        where = Counter(material.area(material.key(place)) or "–" for place in group).most_common(2)
        what = Counter(material.kind(material.key(place)) for place in group).most_common(3)
        cells = [
            number,
            len(group),
            _named(material, core),
            ", ".join(f"{name} {count}" for name, count in where),
            ", ".join(f"{name} {count}" for name, count in what),
        ]
        found.append(_row(cells, [material.key(core[0])]))
    return found


def centralities(material):
    network = material.network
    weight, far = central(network), reach(network)
    order = sorted(range(len(network.places)), key=lambda number: (-weight[number], -network.degrees[number], number))
    found = []
    for number in order:
        pk = material.key(number)
        cells = [material.name(pk), material.kind(pk), material.area(pk), network.degrees[number], len(network.neighbours[number]), far[number],
                 round(weight[number], 4)]  # fmt: skip
        found.append(_row(cells, [pk]))
    return found


INSTITUTION, KIND, AREA = _("Institution"), _("Kind"), _("Area")
TABLES = {
    table.key: table
    for table in (
        Table("allein", _("Isolated institutions"), _("Public institutions without any running cooperation. A word, a visit or a wish for a cooperation may bring them in."),
              (INSTITUTION, KIND, AREA), (), alone, "user"),
        Table("gebiete", _("Areas"), _("How many institutions of each area have a cooperation, those with the fewest first."),
              (AREA, _("in"), _("Institutions"), _("with a cooperation"), _("Share in %"), _("Cooperations")), (2, 3, 4, 5), areas, "globe"),
        Table("arten", _("Kinds that meet or never meet"), _("How many cooperations institutions of two kinds have with each other, those with none first."),
              (_("Kind"), _("with"), _("Institutions"), _("Institutions of the other kind"), _("Cooperations")), (2, 3, 4), kinds, "tag"),
        Table("uebergaenge", _("Missing transitions"), _("Institutions from which children move on, without a running cooperation with one that they move to: for example a Kita without a partner school."),
              (_("Transition"), AREA, INSTITUTION, KIND), (), transitions, "arrow-right"),
        Table("bruecken", _("Bridges"), _("Connections that nothing replaces: when they end, those behind them lose their way to all others. They deserve a second connection."),
              (_("From"), _("to"), _("Cooperations"), _("would be cut off"), _("Who")), (2, 3), bridge_rows, "link"),
        Table("gelenke", _("Cut points"), _("Institutions on which others depend: without them, these others would lose their way to the rest."),
              (INSTITUTION, KIND, AREA, _("would be cut off"), _("Who")), (3,), cut_point_rows, "warning"),
        Table("gruppen", _("Groups"), _("Institutions that work with each other more than with the rest (found by the Louvain method). Where two groups hardly touch, a common project may help."),
              (_("Number"), _("Institutions"), _("At its heart"), _("Areas"), _("Kinds")), (0, 1), groups, "group"),
        Table("zentral", _("Who is central"), _("Partners: with how many an institution works. Reach: how many it reaches directly or over one other. Bridge: the share of all shortest ways that lead over it; 0.2 means every fifth."),
              (INSTITUTION, KIND, AREA, _("Cooperations"), _("Partners"), _("Reach"), _("Bridge")), (3, 4, 5, 6), centralities, "pick"),
    )
}  # fmt: skip
