"""What the shape of the network says: groups, bridges, cut points, ways. All of it without what is only planned, all of it the same for the same data."""

from collections import defaultdict, deque
from dataclasses import dataclass

import rustworkx as rx

from ..betweenness import betweenness
from .building import Network

MOST_ROUNDS = 30


@dataclass(frozen=True)
class Cut:
    """What falls apart without an institution or without a connection. `lost`: numbers of the places outside of the largest part that is left."""

    places: tuple[int, ...]
    lost: tuple[int, ...]


def central(network: Network) -> list[float]:
    """The share of shortest ways that lead over each place."""
    return betweenness(len(network.places), [(a, b) for a, b in network.graph.edge_list()])


def reach(network: Network) -> list[int]:
    """How many other places each reaches directly or over one in between."""
    found = []
    for number, near in enumerate(network.neighbours):
        there = set(near)
        for one in near:
            there.update(network.neighbours[one])
        there.discard(number)
        found.append(len(there))
    return found


def parts(network: Network) -> list[list[int]]:
    """The pieces that aren't connected with each other, the largest first."""
    return sorted((sorted(part) for part in rx.connected_components(network.graph)), key=lambda part: (-len(part), part))


def cut_points(network: Network) -> list[Cut]:
    """Places without which others lose every way to the rest, those that cut off most first."""
    graph = network.graph
    found = [Cut((number,), _lost(graph, number)) for number in sorted(rx.articulation_points(graph))]
    return sorted(found, key=lambda cut: (-len(cut.lost), cut.places))


def bridges(network: Network, *, least=2) -> list[Cut]:
    """Connections that nothing replaces and behind which at least `least` places lie; those that cut off most first."""
    graph = network.graph
    found = []
    for a, b in sorted(tuple(sorted(pair)) for pair in rx.bridges(graph)):
        sides = _side(graph, a, b), _side(graph, b, a)
        lost = min(sides, key=lambda side: (len(side), sorted(side)))
        if len(lost) >= least:
            found.append(Cut((a, b), tuple(sorted(lost))))
    return sorted(found, key=lambda cut: (-len(cut.lost), cut.places))


def _lost(graph, gone):
    seen, pieces = {gone}, []
    for start in sorted(graph.neighbors(gone)):
        if start not in seen:
            piece = _around(graph, start, seen)
            pieces.append(piece)
    pieces.sort(key=lambda piece: (-len(piece), piece))
    return tuple(sorted(number for piece in pieces[1:] for number in piece))


def _side(graph, start, other):
    return _around(graph, start, {other})


def _around(graph, start, seen):
    seen.add(start)
    found, queue = [start], deque([start])
    while queue:
        for near in graph.neighbors(queue.popleft()):
            if near not in seen:
                seen.add(near)
                found.append(near)
                queue.append(near)
    return found


def shortest_way(network: Network, start: int, end: int) -> list[int] | None:
    """Numbers of the places from `start` to `end`, of several shortest ways the first; None where none leads there."""
    before = {start: start}
    queue = deque([start])
    near = [sorted(network.graph.neighbors(number)) for number in range(len(network.places))]
    while queue and end not in before:
        number = queue.popleft()
        for other in near[number]:
            if other not in before:
                before[other] = number
                queue.append(other)
    if end not in before:
        return None
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def communities(network: Network) -> list[list[int]]:
    """Groups that work with each other more than with the rest (Louvain), the largest first; places without a running cooperation are in none."""
    weights: list[dict[int, float]] = [{} for _place in network.places]
    for edge in network.edges:
        if not network.is_open(edge):
            weights[edge.a][edge.b] = weights[edge.b][edge.a] = float(len(edge.ties))
    member = list(range(len(weights)))
    while True:
        found = _moved(weights)
        names = {name: new for new, name in enumerate(dict.fromkeys(found))}
        member = [names[found[group]] for group in member]
        if len(names) == len(weights):
            break
        weights = _joined(weights, [names[name] for name in found], len(names))
    groups = defaultdict(list)
    for number, group in enumerate(member):
        groups[group].append(number)
    return sorted((group for group in groups.values() if len(group) > 1), key=lambda group: (-len(group), group))


def _moved(weights):
    """The group of each node after nobody wants to change any more; always in the same order, so that nothing depends on chance."""
    strength = [sum(near.values()) + near.get(number, 0.0) for number, near in enumerate(weights)]
    total = sum(strength) or 1.0
    group, size = list(range(len(weights))), list(strength)
    for _round in range(MOST_ROUNDS):
        changed = False
        for number, near in enumerate(weights):
            links: dict[int, float] = defaultdict(float)
            for other, weight in near.items():
                if other != number:
                    links[group[other]] += weight
            home = group[number]
            size[home] -= strength[number]
            best, gain = home, links.get(home, 0.0) - size[home] * strength[number] / total
            for other in sorted(links):
                other_gain = links[other] - size[other] * strength[number] / total
                if other_gain > gain + 1e-9:
                    best, gain = other, other_gain
            size[best] += strength[number]
            changed |= best != home
            group[number] = best
        if not changed:
            break
    return group


def _joined(weights, group, count):
    joined: list[dict[int, float]] = [defaultdict(float) for _group in range(count)]
    for number, near in enumerate(weights):
        for other, weight in near.items():
            joined[group[number]][group[other]] += weight / 2 if group[number] == group[other] and other != number else weight
    return [dict(near) for near in joined]
