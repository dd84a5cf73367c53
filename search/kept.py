"""What each process keeps in memory of the database until it changes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from .held import now_held
from .models import Version

T = TypeVar("T")


class Kept(Generic[T]):
    """What `read` gives, kept under the token of the `Version` called `name`; one small query tells whether it still holds, in a `held` block one for all.

    Without a token it is read each time.
    """

    all: "list[Kept]" = []

    def __init__(self, name: str, read: Callable[[], T]):
        self.name, self._read = name, read
        self._kept: tuple[str, T] | None = None
        self._reading = Lock()
        Kept.all.append(self)

    def current(self) -> T:
        held = now_held()
        if held is None:
            return self._under(token_of(self.name))
        if self not in held.values:
            held.values[self] = self._under(token_of(self.name))
        return held.values[self]

    def _under(self, token):
        kept = self._kept
        if token and kept and kept[0] == token:
            return kept[1]
        with self._reading:
            if not token or not self._kept or self._kept[0] != token:
                self._kept = (token, self._read())
            return self._kept[1]

    def forget(self):
        """For tests, whose databases go back to earlier states."""
        self._kept = None


def token_of(name: str) -> str:
    """Of the `Version` called `name`; "" while nothing was ever changed. In a `held` block one query tells all."""
    held = now_held()
    if held is None:
        return Version.token_of(name)
    if held.tokens is None:
        held.tokens = Version.tokens()
    return held.tokens.get(name, "")


def watch(name: str, *models):
    """Every change of one of these renews the token, in the transaction of the change."""
    from django.db.models.signals import post_delete, post_save

    from directory.signals import content_changed

    def renew(sender, **kwargs):
        Version.renew(name)

    for model in models:
        for signal in (post_save, post_delete, content_changed):
            signal.connect(renew, sender=model, weak=False, dispatch_uid=f"search.kept.{name}.{model.__name__}")


def names() -> set[str]:
    """Of all versions that something is kept under."""
    return {kept.name for kept in Kept.all}


def forget_all():
    for kept in Kept.all:
        kept.forget()
