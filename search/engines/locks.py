"""Locks for engines that have none of their own, held in what all processes of a portal share: the database's server, or else its machine.

Whoever holds one loses it by dying, however that happens.
"""

import fcntl
import hashlib
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from .base import WriterBusy

PAUSE = 0.02
_here: set[str] = set()
_here_lock = threading.Lock()


@contextmanager
def holding(name, *, wait=0.0):
    """Raises `WriterBusy` after `wait` seconds. Not to be taken twice, not even by one process."""
    deadline = time.monotonic() + wait
    with _in_process(name, deadline):
        if connection.vendor == "postgresql":
            with _advisory(name, deadline):
                yield
        else:
            with _file(name, deadline):
                yield


@contextmanager
def _in_process(name, deadline):
    """One connection or process may take the others again and again."""

    def take():
        with _here_lock:
            if name in _here:
                return False
            _here.add(name)
            return True

    _until(take, deadline, name)
    try:
        yield
    finally:
        with _here_lock:
            _here.discard(name)


@contextmanager
def _advisory(name, deadline):
    """PostgreSQL frees it with the connection."""
    key = key_of(name)
    _until(lambda: _ask("SELECT pg_try_advisory_lock(%s)", key), deadline, name)
    try:
        yield
    finally:
        try:
            if connection.connection and not connection.connection.closed:
                _ask("SELECT pg_advisory_unlock(%s)", key)
        except DatabaseError:
            connection.close()


def key_of(name) -> int:
    """All databases of a server share these numbers."""
    return int.from_bytes(hashlib.blake2b(f"{connection.settings_dict['NAME']}/{name}".encode(), digest_size=8).digest(), signed=True)


def _ask(sql, key):
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        return cursor.fetchone()[0]


@contextmanager
def _file(name, deadline):
    path = file_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:

        def take():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _until(take, deadline, name)
        yield


def file_of(name) -> Path:
    return Path(settings.VAR_DIR) / "locks" / hashlib.sha256(name.encode()).hexdigest()[:16]


def _until(take, deadline, name):
    while not take():
        if time.monotonic() >= deadline:
            raise WriterBusy(f"Another process holds {name}.")
        time.sleep(PAUSE)
