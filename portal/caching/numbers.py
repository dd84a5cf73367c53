"""Numbers of lists (`directory.numbers`), kept under the token: also for pages that are kept for nobody, and longer than pages, since none depends on the clock."""

import hashlib

from django.core.cache import caches
from django.db import connection

from . import changes

SECONDS = 3600


def kept(key, count):
    token = changes.current_but_seats()
    if not token or connection.in_atomic_block:  # what a transaction has changed has no token yet, and may be taken back
        return count()
    name = f"numbers.{token}.{hashlib.sha256(repr(key).encode()).hexdigest()}"
    numbers = caches["numbers"].get(name)
    if numbers is None:
        numbers = count()
        caches["numbers"].set(name, numbers, SECONDS)
    return numbers
