"""From ids to documents in a generation, where one thing that fails takes no other with it."""

import logging
from collections.abc import Sequence

from django.db.utils import InterfaceError, OperationalError
from django.utils import translation

from ..engines.base import Document, Prepared, Writer, document_key
from ..models import IndexState
from ..registry import DocumentType, document_type

logger = logging.getLogger(__name__)

PASSING = (OperationalError, InterfaceError)
"""A database that is locked or away is no fault of the things: whoever drains tries all of them again, soon."""


def build(builder: DocumentType, ids: list[int]) -> tuple[list[Document], dict[int, str]]:
    """Documents of those of `ids` that are public now, and {id: reason} of those that can't be built. Words in documents are German, whoever asks."""
    with translation.override("de"):
        try:
            return builder.documents(ids), {}
        except PASSING:
            raise
        except Exception as error:
            if len(ids) == 1:
                logger.exception("The document of %s %s can't be built", builder.name, ids[0])
                return [], {ids[0]: _reason(error)}
    documents: list[Document] = []
    failed: dict[int, str] = {}
    half = len(ids) // 2
    for part in (ids[:half], ids[half:]):
        built, broken = build(builder, part)
        documents += built
        failed |= broken
    return documents, failed


def write(writer: Writer, things: dict[str, list[int]]) -> dict[tuple[str, int], str]:
    """Bring the documents of `things` (type → ids) to what the database says now: written, or deleted when not public. Returns what failed, with reasons."""
    version = IndexState.next_version()
    failures: dict[tuple[str, int], str] = {}
    for name, ids in things.items():
        builder = document_type(name)
        if builder is None:
            failures |= {(name, pk): f"No type of document is called “{name}”." for pk in ids}
        else:
            failures |= put(writer, name, ids, *build(builder, ids), version=version)
    return failures


def put(
    writer: Writer, name: str, ids: list[int], documents: Sequence[Prepared], broken: dict[int, str], *, version
) -> dict[tuple[str, int], str]:
    """Write what `build` gave for `ids`. What failed loses its document, so that nothing old is shown in its place."""
    refused = writer.write(documents, version=version)
    written = {document.object_id for document in documents if document.key not in refused}
    writer.delete((document_key(name, pk) for pk in ids if pk not in written), version=version)
    reasons = broken | {document.object_id: refused[document.key] for document in documents if document.key in refused}
    return {(name, pk): reason for pk, reason in reasons.items()}


def _reason(error):
    return f"{type(error).__name__}: {error}"[:2000]
