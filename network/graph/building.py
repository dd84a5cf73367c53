"""Nodes and edges of what somebody wants to see."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import rustworkx as rx

from ..enums import CooperationForm, PartnerRole
from .facts import Facts, Place, Tie
from .wanted import Wanted, is_planned, ran_between, runs_on

MOST_PAIRED = 8
"""Partners of one cooperation that all count as connected with each other. In larger ones each is connected with the lead alone: a festival of thirty is no 435 ties."""

STRONG = (CooperationForm.PARTNERSHIP, CooperationForm.FRAMEWORK)
"""Forms that the picture draws as a strong line."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two institutions, by their numbers in `Network.places`, `a` < `b`; `ties` are the numbers of what they do together in `Network.ties`."""

    a: int
    b: int
    ties: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """`places` and `ties` in the order of their keys, so that the same data makes the same network. `planned`: keys of ties that haven't begun."""

    places: list[Place]
    ties: list[Tie]
    edges: list[Edge]
    planned: frozenset[int]

    @cached_property
    def graph(self) -> rx.PyGraph:
        """Without what is planned and not there yet; a node's index is its number in `places`."""
        graph = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(len(self.places)))
        graph.add_edges_from([(edge.a, edge.b, number) for number, edge in enumerate(self.edges) if not self.is_open(edge)])
        return graph

    @cached_property
    def numbers(self) -> dict[int, int]:
        """{key of an institution: its number}"""
        return {place.pk: number for number, place in enumerate(self.places)}

    @cached_property
    def ties_of(self) -> list[list[int]]:
        """Numbers of the ties of each place."""
        found: list[list[int]] = [[] for _place in self.places]
        for number, tie in enumerate(self.ties):
            for part in tie.parts:
                if (place := self.numbers.get(part.actor)) is not None:
                    found[place].append(number)
        return found

    @cached_property
    def degrees(self) -> list[int]:
        """Cooperations of each place, without those that are only planned."""
        return [sum(self.ties[tie].pk not in self.planned for tie in ties) for ties in self.ties_of]

    @cached_property
    def neighbours(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _place in self.places]
        for edge in self.edges:
            found[edge.a].append(edge.b)
            found[edge.b].append(edge.a)
        return found

    @property
    def running(self):
        return [tie for tie in self.ties if tie.pk not in self.planned]

    def is_open(self, edge):
        """Whether all that the two do together is only planned."""
        return all(self.ties[number].pk in self.planned for number in edge.ties)

    def is_strong(self, edge):
        return any(self.ties[number].form in STRONG for number in edge.ties)

    def cut_to(self, numbers) -> "Network":
        """Only the places of these numbers, and what is between them."""
        wanted = sorted(set(numbers))
        renamed = {number: new for new, number in enumerate(wanted)}
        edges = [edge for edge in self.edges if edge.a in renamed and edge.b in renamed]
        kept = sorted({tie for edge in edges for tie in edge.ties})
        tie_numbers = {number: new for new, number in enumerate(kept)}
        return Network(
            [self.places[number] for number in wanted],
            [self.ties[number] for number in kept],
            [Edge(renamed[edge.a], renamed[edge.b], tuple(tie_numbers[tie] for tie in edge.ties)) for edge in edges],
            self.planned,
        )


def build(facts: Facts, wanted: Wanted, today: dt.date) -> Network:
    """The network of today, or of `wanted.year`."""
    if wanted.year is None:
        return _of([tie for tie in facts.ties if wanted.fits(tie, facts.places)], facts, today, today, at=today)
    first, last = dt.date(wanted.year, 1, 1), dt.date(wanted.year, 12, 31)
    return _of([tie for tie in facts.ties if wanted.fits(tie, facts.places)], facts, first, last)


def build_on(facts: Facts, day: dt.date, wanted: Wanted | None = None) -> Network:
    """What ran on one day, nothing planned."""
    return _of([tie for tie in facts.ties if wanted is None or wanted.fits(tie, facts.places)], facts, day, day)


def build_all(facts: Facts) -> Network:
    """Whatever the time: the picture's places are laid out for all years together, so that nothing jumps when the year changes."""
    return _network([(tie, _names(tie, facts)) for tie in facts.ties], facts, frozenset())


def _of(ties, facts, first, last, at=None):
    planned, chosen = set(), []
    for tie in ties:
        if runs_on(tie, at) if at else ran_between(tie, first, last):
            names = _names(tie, facts)
            if any(part.joined_on and part.joined_on > last for part in names):
                names = tuple(part for part in names if part.joined_on is None or part.joined_on <= last)
        elif at and is_planned(tie, at):
            names = _names(tie, facts)
            planned.add(tie.pk)
        else:
            continue
        if len(names) > 1:
            chosen.append((tie, names))
    return _network(chosen, facts, frozenset(planned))


def _names(tie, facts):
    """Its parts whose institution is there; most times all, and then no copy."""
    places = facts.places
    return tie.parts if all(part.actor in places for part in tie.parts) else tuple(part for part in tie.parts if part.actor in places)


def _network(chosen, facts, planned):
    keys = sorted({part.actor for _tie, parts in chosen for part in parts})
    numbers = {key: number for number, key in enumerate(keys)}
    between: dict[tuple[int, int], list[int]] = {}
    for number, (_tie, parts) in enumerate(chosen):
        for pair in _pairs(parts):
            a, b = numbers[pair[0]], numbers[pair[1]]
            between.setdefault((a, b) if a < b else (b, a), []).append(number)
    edges = [Edge(a, b, tuple(ties)) for (a, b), ties in sorted(between.items())]
    ties = [tie if parts is tie.parts else tie._replace(parts=parts) for tie, parts in chosen]
    return Network([facts.places[key] for key in keys], ties, edges, planned)


def _pairs(parts):
    if len(parts) <= MOST_PAIRED:
        return combinations([part.actor for part in parts], 2)
    lead = next((part for part in parts if part.role == PartnerRole.LEAD), parts[0])
    return [(lead.actor, part.actor) for part in parts if part is not lead]
