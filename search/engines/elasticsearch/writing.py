"""Documents into one index. Versions are external: the worker gives them, and a conflict means that something newer is there already."""

import itertools
import time
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from ..base import Document, IndexMissing, SearchUnavailable
from .mapping import make_source

MOST_BYTES, MOST_ITEMS = 4_000_000, 1000
"""Of one request."""
ATTEMPTS = 6
PAUSE = 0.2
"""Seconds; doubles with every attempt of the items that were refused for now."""
OPTIONS = {"require_alias": True, "filter_path": ["errors", "items.*._id", "items.*.status", "items.*.error"]}
"""Writing to a name that isn't there would make an index of that name, without our mapping."""
NEWER, PASSING = 409, {429, 502, 503, 504}


def write_alias(index):
    return f"{index}-write"


class Lines(NamedTuple):
    """A document as its lines of a request; or why it can't be written."""

    key: str
    object_id: int
    content: bytes
    refused: str = ""


def prepare(document: Document, version) -> Lines:
    try:
        return Lines(document.key, document.object_id, _lines("index", document.key, version, make_source(document, version)))
    except (ValueError, TypeError, OverflowError) as error:
        return Lines(document.key, document.object_id, b"", str(error))


class ElasticsearchWriter:
    """What is written is safe at once; `commit` lets searches see it."""

    def __init__(self, cluster, index, *, seen=True):
        self._cluster, self._index, self._seen = cluster, index, seen
        self._target = write_alias(index)

    def write(self, documents: Iterable[Document | Lines], *, version: int) -> dict[str, str]:
        """Lines have the version that they were prepared with."""
        refused, actions, size = {}, {}, 0
        for document in documents:
            lines = document if isinstance(document, Lines) else prepare(document, version)
            if lines.refused:
                refused[lines.key] = lines.refused
                continue
            actions[lines.key] = lines.content
            size += len(lines.content)
            if size >= MOST_BYTES or len(actions) >= MOST_ITEMS:
                refused |= self._send(actions)
                actions, size = {}, 0
        return refused | self._send(actions)

    def delete(self, keys: Iterable[str], *, version: int) -> None:
        actions = {key: _lines("delete", key, version) for key in keys}
        names = iter(actions)
        while chosen := list(itertools.islice(names, MOST_ITEMS)):
            if refused := self._send({key: actions[key] for key in chosen}):
                key, reason = next(iter(refused.items()))
                raise SearchUnavailable(f"Elasticsearch refuses to delete {key}: {reason}")

    def commit(self) -> None:
        if self._seen:
            self._cluster.write(lambda client: client.indices.refresh(index=self._index))

    def _send(self, actions) -> dict[str, str]:
        """{key: reason} of what is refused for good, or still after some attempts."""
        refused: dict[str, str] = {}
        for attempt in range(1, ATTEMPTS + 1):
            if not actions:
                break
            lines = list(actions.values())
            answer = self._cluster.write(lambda client, lines=lines: client.bulk(index=self._target, operations=lines, **OPTIONS))
            if not answer["errors"]:
                break
            again = {}
            for item in answer["items"]:
                result = next(iter(item.values()))
                if "error" not in result or result["status"] == NEWER:
                    continue
                if result["error"]["type"] == "index_not_found_exception":
                    raise IndexMissing(f"The index {self._index} is gone.")
                if result["status"] in PASSING and attempt < ATTEMPTS:
                    again[result["_id"]] = actions[result["_id"]]
                else:
                    refused[result["_id"]] = _reason(result["error"])
            actions = again
            if actions:
                time.sleep(PAUSE * 2 ** (attempt - 1))
        return refused


_json = msgspec.json.Encoder().encode


def _lines(action, key, version, source=None) -> bytes:
    """What can't be stored is found out here, not in the middle of a request."""
    head = _json({action: {"_id": key, "version": version, "version_type": "external"}})
    return head if source is None else b"\n".join((head, _json(source)))


def _reason(error):
    cause = error.get("caused_by") or {}
    return f"{error['type']}: {error['reason']}" + (f" ({cause['type']}: {cause['reason']})" if cause.get("reason") else "")
