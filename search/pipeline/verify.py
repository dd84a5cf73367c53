"""Compares the index with the database, thing by thing and word by word."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass

from ..engines import get_engine
from ..engines.base import WriterBusy, document_key
from ..marking import mark
from ..models import OutboxEntry
from ..registry import document_types, spread
from .building import build
from .drain import drain_all

BATCH = 1000


@dataclass(frozen=True)
class Differences:
    """Keys (“actor:5”) of things whose change is not already on its way in the outbox."""

    missing: tuple[str, ...] = ()
    """Public, but not in the index."""
    surplus: tuple[str, ...] = ()
    """In the index, but not public."""
    outdated: tuple[str, ...] = ()
    """In the index with other content."""
    unbuildable: tuple[str, ...] = ()
    """Public, but no document can be made; the reason stands in `search_status`."""
    compared: int = 0
    pending: int = 0

    @property
    def keys(self):
        return (*self.missing, *self.surplus, *self.outdated)

    def __bool__(self):
        return bool(self.keys)


def verify(*, progress=None) -> Differences:
    """Compare everything. Things that change meanwhile are looked at twice before they count. Raises `SearchUnavailable`."""
    _drain_if_free()
    first = _compare(None, progress)
    if not first:
        return first
    _drain_if_free()
    again = _compare(set(first.keys), None)
    return Differences(again.missing, again.surplus, again.outdated, first.unbuildable, first.compared, first.pending)


def repair(differences: Differences):
    """Mark what differs, and drain it at once when no worker does."""
    ids = defaultdict(list)
    for key in differences.keys:
        name, _colon, pk = key.rpartition(":")
        ids[name].append(int(pk))
    for name, pks in ids.items():
        mark(name, pks)
    _drain_if_free()


def _drain_if_free():
    with suppress(WriterBusy):  # then the worker is at it
        drain_all()


def _compare(only, progress):
    indexed = get_engine().digests()
    missing, outdated, unbuildable, compared = [], [], [], 0
    public = set()
    for builder in document_types():
        everything = builder.public_ids()
        if only is not None:
            everything = everything.filter(pk__in=[int(key.rpartition(":")[2]) for key in only if key.rpartition(":")[0] == builder.name])
        total = everything.count() if progress else 0
        last = done = 0
        while ids := list(everything.filter(pk__gt=last).order_by("pk")[:BATCH]):
            documents, failed = build(builder, ids)
            unbuildable += [document_key(builder.name, pk) for pk in failed]
            public |= {document.key for document in documents}
            missing += [document.key for document in documents if document.key not in indexed]
            outdated += [document.key for document in documents if indexed.get(document.key, document.digest) != document.digest]
            last, done, compared = ids[-1], done + len(ids), compared + len(ids)
            if progress:
                progress(builder.name, done, total)
    surplus = [key for key in indexed if key not in public and (only is None or key in only)]
    pending, waiting = _pending()
    return Differences(
        *(tuple(sorted(key for key in keys if key not in pending)) for keys in (missing, surplus, outdated)),
        tuple(unbuildable),
        compared,
        waiting,
    )


def _pending():
    """Keys on their way, and how many rows wait. A change whose reach isn't worked out yet may touch anything, so it is worked out by `drain` first."""
    rows = list(OutboxEntry.objects.pending().values_list("doc_type", "object_id"))
    return {document_key(name, pk) for name, pk in rows if not spread(name)}, len(rows)
