"""Topics, target groups, kinds and areas as filters name them, kept in memory by each process under the token of `Version`.

One small query per request asks whether something changed; a change counts at once everywhere, in the transaction that makes it.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Lock

from django.db.models.signals import post_delete, post_save

from directory.models import ActorKind, Area, TargetGroup, Topic
from directory.signals import content_changed

from .models import Version

VERSION = "vocabularies"
MODELS = (ActorKind, Topic, TargetGroup, Area)


@dataclass(frozen=True)
class Vocabularies:
    """As they were under `token`; areas without their outlines."""

    token: str
    kinds: tuple[ActorKind, ...]
    topics: tuple[Topic, ...]
    groups: tuple[TargetGroup, ...]
    areas: tuple[Area, ...]
    area_level: int
    """Depth of the widest level with more than one area; 0 without any."""


_kept: Vocabularies | None = None
_keeping = Lock()
_held: ContextVar[Vocabularies | None] = ContextVar("held_vocabularies", default=None)


def vocabularies() -> Vocabularies:
    """As they are now, or as they were at the beginning of the `held` block."""
    global _kept
    if held := _held.get():
        return held
    token = Version.token_of(VERSION)
    with _keeping:
        if _kept is None or _kept.token != token:
            _kept = _read(token)
        return _kept


def forget():
    """For tests, whose databases go back to earlier states."""
    global _kept
    _kept = None


@contextmanager
def held():
    """All questions of the block get one state, for one query."""
    reset = _held.set(vocabularies())
    try:
        yield
    finally:
        _held.reset(reset)


def _read(token):
    areas = tuple(Area.objects.defer("outline"))
    depths = [area.depth for area in areas]
    return Vocabularies(
        token,
        tuple(ActorKind.objects.all()),
        tuple(Topic.objects.all()),
        tuple(TargetGroup.objects.all()),
        areas,
        min((depth for depth in set(depths) if depths.count(depth) > 1), default=0),
    )


def register():
    def changed(sender, **kwargs):
        Version.renew(VERSION)

    for model in MODELS:
        for signal in (post_save, post_delete, content_changed):
            signal.connect(changed, sender=model, weak=False, dispatch_uid=f"search.vocabularies.{model.__name__}")
