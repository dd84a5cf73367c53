"""The vocabularies that the list filters by, as small values in memory: what is above what, and what people choose from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from directory.models import ActorKind, Area, Topic

from ..models import Transition


@dataclass(frozen=True)
class Node:
    """A term of a tree. `names`: in other languages."""

    pk: int
    slug: str
    name: str
    path: str
    depth: int
    names: dict

    def local_name(self, language):
        return self.names.get(language) or self.name


class Tree:
    def __init__(self, nodes: list[Node], steplen: int):
        self.nodes, self.steplen = nodes, steplen
        self.by_slug = {node.slug: node for node in nodes}
        self.by_path = {node.path: node for node in nodes}
        self.by_key = {node.pk: node for node in nodes}

    @cached_property
    def above(self) -> dict[int, np.ndarray]:
        """{depth: for each key, the key of the term of that depth above it (or itself); 0 where there is none}"""
        size = max((node.pk for node in self.nodes), default=0) + 1
        above = {depth: np.zeros(size, np.int64) for depth in range(1, max((node.depth for node in self.nodes), default=0) + 1)}
        for node in self.nodes:
            for depth in range(1, node.depth + 1):
                upper = self.by_path.get(node.path[: depth * self.steplen])
                above[depth][node.pk] = upper.pk if upper else 0
        return above

    @cached_property
    def widest(self) -> list[Node]:
        """Of the widest level that has more than one."""
        levels: dict[int, list[Node]] = {}
        for node in self.nodes:
            levels.setdefault(node.depth, []).append(node)
        return next((levels[depth] for depth in sorted(levels) if len(levels[depth]) > 1), [])


class Vocabularies:
    def __init__(self):
        self.topics = Tree(_nodes(Topic, "names"), Topic.steplen)
        self.areas = Tree(_nodes(Area), Area.steplen)
        self.kinds = list(ActorKind.objects.all())
        self.transitions = list(Transition.objects.all())
        self.kinds_by_key = {kind.pk: kind for kind in self.kinds}


def _nodes(model, *more):
    rows = model.objects.order_by("path").values_list("pk", "slug", "name", "path", "depth", *more)
    return [Node(*row[:5], row[5] if more else {}) for row in rows]
