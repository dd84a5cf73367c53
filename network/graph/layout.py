"""Where the nodes stand: the same data gives the same picture, whoever computes it.

Small parts (up to `STRESS_MOST` nodes) by stress majorisation, whose distances in the picture are those in the network; larger ones from distances to some pivots,
then by springs with forces between all pairs, in blocks of a matrix. No chance is involved: starts and orders come from the data.
docs/decisions/0021-network-picture.md tells what was compared.
"""

import math
from collections import deque

import numpy as np
import rustworkx as rx

STRESS_MOST = 320
PIVOTS = 40
ROUNDS_STRESS = 60
ROUNDS_SPRINGS = 120
BLOCK = 1_000
"""Rows of a matrix of forces that are in memory at once."""
MOST_FORCES = 40_000_000
"""Pairs of one round; where there are more, nodes that are farther away than their own cell count as cells."""
GRID = 48
PULL, GRAVITY = 20.0, 0.03
"""Edges pull by the logarithm of their length (Noack 2007), which lets groups stand apart; the little gravity keeps what hangs loosely from drifting off."""
GAP = 1.1
"""Between two parts, in lengths of an edge."""


def lay_out(count: int, pairs: list[tuple[int, int]], *, ratio: float = 1.72) -> np.ndarray:
    """(`count`, 2) positions round 0, an edge about 1 long; the whole about `ratio` times as wide as high. `pairs`: (a, b) without repetition."""
    near: list[list[int]] = [[] for _node in range(count)]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    pieces = []
    for part in _parts(near):
        numbers = {node: number for number, node in enumerate(part)}
        inner = [[numbers[other] for other in near[node]] for node in part]
        pieces.append((part, _turned(_part(inner))))
    return _packed(count, pieces, ratio)


def _parts(near):
    seen, found = set(), []
    for start in range(len(near)):
        if start in seen:
            continue
        seen.add(start)
        part, queue = [start], deque([start])
        while queue:
            for other in near[queue.popleft()]:
                if other not in seen:
                    seen.add(other)
                    part.append(other)
                    queue.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def _part(near):
    if len(near) == 1:
        return np.zeros((1, 2))
    if len(near) == 2:
        return np.array([[-0.5, 0.0], [0.5, 0.0]])
    return _by_stress(near) if len(near) <= STRESS_MOST else _by_springs(near)


def _steps(near, start):
    """Steps from `start` to every node."""
    steps = np.full(len(near), -1.0)
    steps[start] = 0
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if steps[other] < 0:
                steps[other] = steps[node] + 1
                queue.append(other)
    return steps


def _by_stress(near):
    """Stress majorisation (Gansner, Koren, North 2004) from classical scaling. Leaves of one node would fall on each other, so a little of their number goes in."""
    count = len(near)
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data([(node, other) for node in range(count) for other in near[node] if node < other])
    distances = rx.distance_matrix(graph, parallel_threshold=count + 1)
    degrees = np.array([len(others) for others in near], dtype=float)
    crowd = 1 + 0.09 * np.sqrt(np.maximum(degrees[:, None], degrees[None, :]))  # well connected ones need room about them
    wanted = distances * crowd
    places = _scaled(wanted)
    # Two that have the same neighbours have the same place in a scaling: apart, by their number.
    angles = np.arange(count) * 2.399963  # the golden angle
    places = places + 0.02 * np.column_stack([np.cos(angles), np.sin(angles)])
    weights = np.where(wanted > 0, 1 / np.maximum(wanted, 1e-9) ** 2, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1 / count) - 1 / count  # the pseudo-inverse of a connected part
    for _round in range(ROUNDS_STRESS):
        x, y = places.T
        between = np.hypot(x[:, None] - x, y[:, None] - y)
        pull = weights * wanted / np.maximum(between, 1e-9)
        places = inverse @ (pull.sum(axis=1)[:, None] * places - pull @ places)
    return places


def _scaled(distances):
    """Classical scaling to two dimensions."""
    squares = distances**2
    centred = -0.5 * (squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean())
    return _signed(_two_largest(centred))


def _two_largest(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 1e-9))


def _signed(places):
    """An eigenvector has no sign of its own: its largest part is positive."""
    for axis in (0, 1):
        if places[np.argmax(np.abs(places[:, axis])), axis] < 0:
            places[:, axis] *= -1
    return places


def _by_springs(near):
    """Begins with the distances to pivots (Brandes, Pich 2007); then edges pull and all push, ever more gently."""
    count = len(near)
    degrees = np.array([len(others) for others in near], dtype=np.float32)
    places = _from_pivots(near, int(np.argmax(degrees)))
    places *= math.sqrt(count) * 0.55 / max(float(places.std()), 1e-9)
    angles = np.arange(count) * 2.399963
    places = (places + 0.3 * np.column_stack([np.cos(angles), np.sin(angles)])).astype(np.float32)
    a, b = np.array([(node, other) for node in range(count) for other in near[node] if node < other]).T
    mass = np.sqrt(degrees + 1)
    ease = 1 / np.sqrt(np.minimum(degrees[a], degrees[b]) + 1)  # of one with many partners each counts less
    for step in range(ROUNDS_SPRINGS):
        force = _pushes(places, mass)
        delta = places[a] - places[b]
        distance = np.maximum(np.sqrt((delta**2).sum(axis=1)), 1e-3)
        pull = delta * (np.log1p(distance) / distance * ease * PULL)[:, None]
        for axis in (0, 1):
            force[:, axis] -= np.bincount(a, pull[:, axis], count) - np.bincount(b, pull[:, axis], count)
        force -= places * (GRAVITY * mass)[:, None]
        length = np.maximum(np.sqrt((force**2).sum(axis=1)), 1e-9)
        most = math.sqrt(count) * 0.06 * (1 - step / ROUNDS_SPRINGS) ** 1.5 + 0.01
        places = (places + force * (np.minimum(length / mass, most) / length)[:, None]).astype(np.float32)
    return places.astype(float)


def _from_pivots(near, first):
    """Each pivot is the node farthest from all before."""
    columns, nearest, pivot = [], None, first
    for _number in range(min(PIVOTS, len(near))):
        steps = _steps(near, pivot)
        columns.append(steps)
        nearest = steps if nearest is None else np.minimum(nearest, steps)
        pivot = int(np.argmax(nearest))
    squares = np.array(columns).T ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    return _signed(centred @ _two_largest(centred.T @ centred)) if len(near) > 2 else centred


def _pushes(places, mass):
    """The sum over all others of `mass · mass / distance`, away from them."""
    others, weight = (places, mass) if len(places) ** 2 <= MOST_FORCES else _cells(places, mass)
    force = np.empty_like(places)
    squares = (others**2).sum(axis=1)
    weighted = weight[:, None] * others
    for start in range(0, len(places), BLOCK):
        here = places[start : start + BLOCK]
        distance = here @ others.T
        distance *= -2
        distance += (here**2).sum(axis=1)[:, None]
        distance += squares
        np.maximum(distance, 0.05, out=distance)
        np.reciprocal(distance, out=distance)
        force[start : start + BLOCK] = (here * (distance @ weight)[:, None] - distance @ weighted) * mass[start : start + BLOCK, None]
    return force


def _cells(places, mass):
    """(middles, masses) of the cells of a grid: for large networks they stand for the nodes in them."""
    low, high = places.min(axis=0), places.max(axis=0)
    cell = np.minimum(((places - low) / np.maximum(high - low, 1e-9) * GRID).astype(int), GRID - 1)
    key = cell[:, 0] * GRID + cell[:, 1]
    heavy = np.bincount(key, mass, GRID * GRID)
    used = np.flatnonzero(heavy)
    middles = np.column_stack([np.bincount(key, mass * places[:, axis], GRID * GRID)[used] / heavy[used] for axis in (0, 1)])
    return middles.astype(np.float32), heavy[used].astype(np.float32)


def _turned(places):
    """Round its middle, the longer way across."""
    places = places - places.mean(axis=0)
    if len(places) < 3:
        return places
    _values, vectors = np.linalg.eigh(places.T @ places)
    return _signed(places @ vectors[:, ::-1])


def _packed(count, pieces, ratio):
    """Parts side by side in rows, the largest first."""
    boxes = [(part, places, places.max(axis=0) - places.min(axis=0) + GAP) for part, places in pieces]
    area = sum(size[0] * size[1] for _part, _places, size in boxes)
    width = max([math.sqrt(area * ratio) * 1.02, *(size[0] for _part, _places, size in boxes)], default=1)
    result = np.zeros((count, 2))
    left = top = height = 0.0
    for part, places, size in sorted(boxes, key=lambda box: (-round(float(box[2][1]), 6), box[0][0])):
        if left and left + size[0] > width:
            left, top, height = 0.0, top + height, 0.0
        result[part] = places - places.min(axis=0) + (left + GAP / 2, top + GAP / 2)
        left, height = left + size[0], max(height, size[1])
    return result - (result.max(axis=0) + result.min(axis=0)) / 2 if count else result
