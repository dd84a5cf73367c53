"""The quiet first picture as SVG: at most `MOST` institutions, colour by kind, size by cooperations, labels where there is room."""

import hashlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.core.cache import caches

from ..graph import Network
from ..graph.layout import lay_out

MOST = 300
WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 1100, 300, 640
MARGIN = 46
LARGEST = 27
"""Radius of the best connected institution; on a crowded picture less."""
LETTER, LINE = 7.1, 17
"""Width of an average letter and height of a line of labels, in units of the picture."""
LONGEST_LABEL = 26
MOST_STRETCH = 1.5
VERSION = "1"
"""Of the way how places are found."""
KEPT = 24 * 3600
"""Seconds."""
LOOSENING = 40
"""Rounds in which nodes that overlap make room for each other."""


@dataclass(frozen=True)
class Node:
    """`x`, `y`, `r` in units of the picture; `size` is the side of the icon."""

    pk: int
    name: str
    slug: str
    kind: int
    degree: int
    x: int
    y: int
    r: int
    is_open: bool = False
    """Everything it does is only planned."""
    is_marked: bool = False

    @property
    def size(self):
        return max(8, round(self.r * 1.0))

    @property
    def corner(self):
        """(x, y) of the icon's upper left corner."""
        return self.x - self.size // 2, self.y - self.size // 2


@dataclass(frozen=True)
class Label:
    text: str
    x: int
    y: int
    anchor: str
    is_small: bool = False


@dataclass(frozen=True)
class Drawing:
    """`paths`: {"strong" | "plain" | "open" | "way": the `d` of one path with all such edges}; `left_out`: institutions for which there was no room."""

    width: int
    height: int
    nodes: list[Node]
    labels: list[Label]
    paths: dict[str, str]
    left_out: int


def draw(network: Network, *, marked=frozenset(), way=()) -> Drawing:
    """`marked`: keys of institutions to stand out; `way`: keys in the order of a way through the network."""
    shown = network.cut_to(_chosen(network, marked)) if len(network.places) > MOST else network
    places = shown.places
    if not places:
        return Drawing(WIDTH, LEAST_HEIGHT, [], [], {}, len(network.places))
    degrees = [network.degrees[network.numbers[place.pk]] for place in places]
    radii = _radii(degrees)
    points, height = _fitted(_laid_out(shown), radii)
    open_ones = _open(shown)
    nodes = [
        Node(place.pk, place.name, place.slug, place.kinds[0], degrees[number], round(points[number, 0]), round(points[number, 1]), int(radii[number]),
             is_open=number in open_ones, is_marked=place.pk in marked)
        for number, place in enumerate(places)
    ]  # fmt: skip
    return Drawing(WIDTH, height, nodes, _labels(nodes, height), _paths(shown, nodes, way), len(network.places) - len(places))


def _laid_out(network):
    """Kept by the connections themselves, since nothing else matters: most changes of the register leave them as they are."""
    pairs = [(edge.a, edge.b) for edge in network.edges]
    key = f"network.places.{hashlib.sha256(repr((VERSION, len(network.places), pairs)).encode()).hexdigest()}"
    points = caches["numbers"].get(key)
    if points is None:
        points = lay_out(len(network.places), pairs)
        caches["numbers"].set(key, points, KEPT)
    return points


def _chosen(network, marked):
    """Numbers of the best connected ones; who is marked is there in any case."""
    order = sorted(
        range(len(network.places)), key=lambda number: (network.places[number].pk not in marked, -network.degrees[number], number)
    )
    return order[:MOST]


def _radii(degrees):
    smallest = 14 if len(degrees) <= 60 else 11 if len(degrees) <= 140 else 8
    most = max(LARGEST * (1 if len(degrees) <= 140 else 0.8), smallest)
    top = max(max(degrees) ** 0.5, 2.5)
    return np.array([round(smallest + (most - smallest) * (max(degree, 1) ** 0.5 - 1) / max(top - 1, 1)) for degree in degrees])


def _fitted(points, radii):
    """(positions in the picture, its height): stretched a little to fill it, and no node upon another."""
    size = np.maximum(points.max(axis=0) - points.min(axis=0), 1e-9)
    inner = WIDTH - 2 * MARGIN
    scale = min(inner / size[0], 150.0)  # a few institutions are no reason for long lines
    height = size[1] * scale
    most = MOST_HEIGHT - 2 * MARGIN
    stretch = 1.0
    if height > most:
        scale *= most / height
        stretch = min(inner / (size[0] * scale), MOST_STRETCH)
    points = (points - (points.max(axis=0) + points.min(axis=0)) / 2) * (scale * stretch, scale)
    points = _loosened(points, radii)
    low, high = (points - radii[:, None]).min(axis=0), (points + radii[:, None]).max(axis=0)
    height = int(min(max(high[1] - low[1] + 2 * MARGIN, LEAST_HEIGHT), MOST_HEIGHT + 80))
    over = np.maximum((high - low) / (WIDTH - MARGIN, height - MARGIN), 1)
    points = (points - (low + high) / 2) / over + (WIDTH / 2, height / 2)
    return points, height


def _loosened(points, radii):
    """Pushed apart where circles touch, all at once and a little at a time."""
    wanted = radii[:, None] + radii[None, :] + (16 if len(radii) <= 60 else 5)  # names need room where there is some
    for _round in range(LOOSENING):
        x, y = points.T
        distance = np.hypot(x[:, None] - x, y[:, None] - y)
        np.fill_diagonal(distance, np.inf)
        one, other = np.nonzero(distance < wanted)
        if not len(one):
            break
        near = distance[one, other]
        move = (points[one] - points[other]) * ((wanted[one, other] - near) * 0.5 / np.maximum(near, 1e-6))[:, None]
        points = points + np.clip(np.column_stack([np.bincount(one, move[:, axis], len(points)) for axis in (0, 1)]), -12, 12)
    return points


def _open(network):
    there = {number for edge in network.edges if not network.is_open(edge) for number in (edge.a, edge.b)}
    return set(range(len(network.places))) - there


def _paths(network, nodes, way):
    steps = {frozenset(pair) for pair in pairwise(way)}
    found: dict[str, list[str]] = {"plain": [], "open": [], "strong": [], "way": []}
    for edge in network.edges:
        a, b = nodes[edge.a], nodes[edge.b]
        style = "way" if {a.pk, b.pk} in steps else "open" if network.is_open(edge) else "strong" if network.is_strong(edge) else "plain"
        found[style].append(f"M{a.x} {a.y}L{b.x} {b.y}")
    return {style: "".join(lines) for style, lines in found.items() if lines}


def _labels(nodes, height):
    """The best connected first, each below, above or beside its node, as long as it covers nothing."""
    taken = np.empty((2 * len(nodes), 4))
    taken[: len(nodes)] = [(node.x - node.r, node.y - node.r, node.x + node.r, node.y + node.r) for node in nodes]
    count, labels = len(nodes), []
    for node in sorted(nodes, key=lambda node: (not node.is_marked, -node.degree, node.pk)):
        text = node.name if len(node.name) <= LONGEST_LABEL else f"{node.name[: LONGEST_LABEL - 1].rstrip()}…"
        wide, side = len(text) * LETTER, round(node.r * 0.72) + 4
        for x, y, anchor, left in (
            (node.x, node.y + node.r + 14, "middle", node.x - wide / 2),
            (node.x, node.y - node.r - 6, "middle", node.x - wide / 2),
            (node.x + node.r + 5, node.y + 5, "start", node.x + node.r + 5),
            (node.x - node.r - 5, node.y + 5, "end", node.x - node.r - 5 - wide),
            (node.x + side, node.y + side + 8, "start", node.x + side),
            (node.x - side, node.y + side + 8, "end", node.x - side - wide),
            (node.x + side, node.y - side, "start", node.x + side),
            (node.x - side, node.y - side, "end", node.x - side - wide),
        ):
            box = (left, y - LINE + 5, left + wide, y + 4)
            if left < 4 or box[2] > WIDTH - 4 or box[3] > height - 2 or box[1] < 2 or _covers(box, taken[:count]):
                continue
            taken[count] = box
            count += 1
            labels.append(Label(text, round(x), round(y), anchor, node.degree < 2))
            break
    return labels


def _covers(box, others):
    """Whether `box` (left, top, right, bottom) lies upon one of `others`."""
    return bool(((box[0] < others[:, 2]) & (others[:, 0] < box[2]) & (box[1] < others[:, 3]) & (others[:, 1] < box[3])).any())
