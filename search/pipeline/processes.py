"""Documents built by several processes: those beside this one only read the database, this one writes the index.

Python builds in one thread only, so the rebuild of a large register starts processes that build batches and send them back over a pipe. Each has a
connection of its own, and knows its work from its standard input alone: when that ends, because this process is done or was killed, it ends too.
"""

import logging
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Thread

from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

from ..engines.base import Document, Prepared
from ..registry import document_type
from .building import PASSING, build

logger = logging.getLogger(__name__)

SMALL = 20_000
"""So many documents one process has built before others have started, which takes each of them two or three seconds of a core."""
MOST = 3
"""More build faster than one process can write."""
AHEAD = 2
"""Batches that a process has been given: one that it builds, one to go on with. So memory doesn't grow with the register."""
NICENESS = 5
"""Pages come first on a machine that does both."""
LAST_WORDS = 5.0
"""Seconds that a process has for its end."""
_PROGRAM = "import django; django.setup(); from search.pipeline.processes import serve; serve()"
_READY = b""


@dataclass(frozen=True)
class Batch:
    name: str
    """Type of document."""
    ids: list[int] = field(repr=False)
    version: int
    """Given before anything of it was read."""


@dataclass(frozen=True)
class Built:
    batch: Batch
    documents: Sequence[Prepared] = field(repr=False)
    failed: dict[int, str]
    """{id: reason}"""


def useful(documents: int) -> int:
    """How many processes beside this one are worth starting for so many documents. None in a transaction: they would not see what it has written."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]
    if documents <= SMALL or connection.in_atomic_block or in_memory:
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores - 1, MOST)


class Builders:
    """`number` processes for the time of a `with` block. Should one of them die, this process does its part.

    `prepare`: the engine's `prepared`, which they call too.
    """

    def __init__(self, number: int, prepare: Callable[[Sequence[Document], int], Sequence[Prepared]]):
        self._prepare = prepare
        self._answers: SimpleQueue[tuple[_Builder, bytes | None]] = SimpleQueue()
        self._left: deque[Batch] = deque()
        """What dead processes had been given."""
        self.builders: list[_Builder] = []
        for _ in range(number):
            self._start()

    def _start(self):
        try:
            self.builders.append(_Builder(self._answers, self._prepare))
        except OSError as error:
            logger.error("No process could be started to build documents (%s); the rebuild takes longer", error)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for builder in self.builders:
            builder.end()

    def built(self, batches: Iterable[Batch]) -> Iterator[Built]:
        """All of `batches`, in the order in which they are finished. While the others have nothing ready, this process builds too.

        Raises `OperationalError` when the database is away or locked.
        """
        rest = iter(batches)
        while True:
            for builder in self.builders:
                while builder.is_free and (batch := self._next(rest)):
                    builder.give(batch)
            if built := self._answer(wait=False):
                yield built
            elif batch := self._next(rest):
                yield Built(batch, *_build(batch.name, batch.ids))
            elif any(builder.given for builder in self.builders):
                if built := self._answer(wait=True):
                    yield built
            else:
                return

    def _next(self, rest):
        return self._left.popleft() if self._left else next(rest, None)

    def _answer(self, *, wait) -> Built | None:
        """The next batch that is back; None when none is, or when something else was told."""
        try:
            builder, frame = self._answers.get(block=wait)
        except Empty:
            return None
        if frame is None:
            self._bury(builder)
            return None
        if frame == _READY:
            builder.is_ready = True
            return None
        answer = pickle.loads(frame)  # noqa: S301 (from our own process)
        if isinstance(answer, str):
            raise OperationalError(answer)
        return Built(builder.given.popleft(), *answer)

    def _bury(self, builder):
        self.builders.remove(builder)
        self._left += builder.given
        builder.end()
        logger.error("A process that builds documents ended %s; what it was to build is built by others", builder.ending)


class _Builder:
    """A process beside this one, and the thread that waits for what it sends."""

    def __init__(self, answers, prepare):
        self.given: deque[Batch] = deque()
        self.is_ready = False
        self._answers = answers
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _PROGRAM], cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._tell((_database(), prepare))

    @property
    def is_free(self):
        return self.is_ready and len(self.given) < AHEAD

    @property
    def ending(self):
        code = self._process.returncode
        return f"by signal {-code}" if code < 0 else f"with code {code}"

    def give(self, batch):
        self.given.append(batch)
        self._tell((batch.name, batch.ids, batch.version))

    def _tell(self, content):
        with suppress(BrokenPipeError):  # its death is told by the reader
            _send(self._process.stdin, pickle.dumps(content))

    def _read(self):
        while (frame := _receive(self._process.stdout)) is not None:
            self._answers.put((self, frame))
        self._answers.put((self, None))

    def end(self):
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # it only reads
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()


def _database():
    """The settings of this process's database: tests and benches have one that the environment doesn't name."""
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}
    return {**connection.settings_dict, "OPTIONS": options}


# --- Beside ------------------------------------------------------------------------------------------------------------------


def serve():
    """What the processes beside do until their standard input ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to all processes of a service; the one that began decides
        signal.signal(number, signal.SIG_IGN)
    os.nice(NICENESS)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what some library prints must not get between the answers
    connection.close()
    database, prepare = pickle.loads(_receive(source))  # noqa: S301
    connection.settings_dict.update(database)
    with suppress(BrokenPipeError), sink:
        _send(sink, _READY)
        while (frame := _receive(source)) is not None:
            _send(sink, pickle.dumps(_answer(prepare, *pickle.loads(frame)), pickle.HIGHEST_PROTOCOL))  # noqa: S301
    connection.close()


def _answer(prepare, name, ids, version):
    """(documents, {id: reason}), or why the database can't be read now."""
    try:
        documents, failed = _build(name, ids)
    except PASSING as error:
        return str(error)
    return prepare(documents, version), failed


def _send(pipe, content):
    pipe.write(len(content).to_bytes(8, "big"))
    pipe.write(content)
    pipe.flush()


def _receive(pipe):
    """The next content; None at the end, also in the middle of something."""
    length = pipe.read(8)
    if len(length) < 8:
        return None
    content = pipe.read(int.from_bytes(length, "big"))
    return content if len(content) == int.from_bytes(length, "big") else None


def _build(name, ids):
    return build(document_type(name), ids)
