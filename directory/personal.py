"""What the portal stores of somebody who has an account, room by room: for a copy of it (DSGVO articles 15 and 20), and for leaving.

A room registers in `AppConfig.ready`:

    personal.register(Keeping("registrations", _("Registrations"), load=registrations_of, order=40))

`load(user)` gives `Part`s: what there is in words, and the same as plain values for JSON. Without parts the room shows nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One thing: a membership, a registration."""

    rows: list[tuple[str, str]]
    """[(what, text)] in the reader's language."""
    stored: dict[str, Any] = field(default_factory=dict)
    """Plain values under names that don't change with the language."""


@dataclass(frozen=True)
class Keeping:
    key: str
    title: str
    load: Callable[[Any], Iterable[Part]]
    order: int
    stays: str = ""
    """What stays of it when the account is deleted, and why, in a sentence; empty: nothing."""


_keepings: dict[str, Keeping] = {}


def register(keeping):
    """Add it, or replace the one of the same key."""
    _keepings[keeping.key] = keeping


def keepings() -> list[Keeping]:
    return sorted(_keepings.values(), key=lambda keeping: (keeping.order, keeping.key))


def everything(user) -> list[tuple[Keeping, list[Part]]]:
    """What there is, in order; rooms that keep nothing are left out."""
    loaded = ((keeping, list(keeping.load(user))) for keeping in keepings())
    return [(keeping, parts) for keeping, parts in loaded if parts]
