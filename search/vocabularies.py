"""Topics, target groups, kinds and areas as filters name them, kept in memory by each process under the token of `Version`.

One small query per request asks whether something changed; a change counts at once everywhere, in the transaction that makes it.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from directory.models import ActorKind, Area, TargetGroup, Topic

from .kept import Kept, watch

VERSION = "vocabularies"


@dataclass(frozen=True)
class Vocabularies:
    """Areas without their outlines."""

    kinds: tuple[ActorKind, ...]
    topics: tuple[Topic, ...]
    groups: tuple[TargetGroup, ...]
    areas: tuple[Area, ...]
    area_level: int
    """Depth of the widest level with more than one area; 0 without any."""

    listed: dict[Any, Any] = field(default_factory=dict)
    """What others make of them, as long as they stay."""

    @cached_property
    def kinds_by_key(self):
        return {kind.pk: kind for kind in self.kinds}


def vocabularies() -> Vocabularies:
    return _kept.current()


def _read():
    areas = tuple(Area.objects.defer("outline"))
    depths = [area.depth for area in areas]
    return Vocabularies(
        tuple(ActorKind.objects.all()),
        tuple(Topic.objects.all()),
        tuple(TargetGroup.objects.all()),
        areas,
        min((depth for depth in set(depths) if depths.count(depth) > 1), default=0),
    )


def watch_changes():
    watch(VERSION, ActorKind, Topic, TargetGroup, Area)


_kept = Kept(VERSION, _read)
