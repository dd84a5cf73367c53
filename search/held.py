"""One state for a whole request of what processes keep in memory (`search.kept`): whether it still holds is asked once, for all of it together."""

from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any


class Held:
    """`tokens`: name of a `Version` → token, None while nobody has asked. `values`: what was given out under them."""

    def __init__(self):
        self.tokens: dict[str, str] | None = None
        self.values: dict[Any, Any] = {}


_held: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def held():
    """Within the block everything kept stays as it is when it is first asked for. Of blocks within each other the outer one counts."""
    if _held.get() is not None:
        yield
        return
    reset = _held.set(Held())
    try:
        yield
    finally:
        _held.reset(reset)


def now_held() -> Held | None:
    return _held.get()


def let_go():
    """What the block changes itself counts for it at once."""
    if held_now := _held.get():
        held_now.tokens = None
        held_now.values.clear()
