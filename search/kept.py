"""What each process keeps in memory of the database until it changes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from .models import Version

T = TypeVar("T")


class Kept(Generic[T]):
    """What `read` gives, kept under the token of the `Version` called `name`; one small query tells whether it still holds. Without a token it is read each time."""

    def __init__(self, name: str, read: Callable[[], T]):
        self._name, self._read = name, read
        self._kept: tuple[str, T] | None = None
        self._reading = Lock()

    def current(self) -> T:
        token = Version.token_of(self._name)
        kept = self._kept
        if token and kept and kept[0] == token:
            return kept[1]
        with self._reading:
            if not token or not self._kept or self._kept[0] != token:
                self._kept = (token, self._read())
            return self._kept[1]
