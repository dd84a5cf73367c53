"""What writes into the folder of an index, and what it says when it can't."""

import fcntl
import os
from contextlib import contextmanager

from ..base import SearchUnavailable, WriterBusy
from .schema import make_document


class TantivyWriter:
    def __init__(self, writer, schema):
        self._writer = writer
        self._schema = schema

    def write(self, documents, *, version):
        refused = {}
        for document in documents:
            try:
                made = make_document(document, self._schema, version)
            except (ValueError, TypeError, OverflowError) as error:
                refused[document.key] = str(error)
                continue
            with as_unavailable("The index can't be written"):  # its thread ends when the disk is full
                self._writer.delete_documents_by_term("key", document.key)
                self._writer.add_document(made)
        return refused

    def delete(self, keys, *, version):
        with as_unavailable("The index can't be written"):
            for key in keys:
                self._writer.delete_documents_by_term("key", key)

    def commit(self):
        with as_unavailable("The index can't be written"):
            self._writer.commit()


def lock(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_atomically(path, content):
    """A reader sees the old content or the new one, and a power cut leaves one of them."""
    draft = path.with_suffix(".new")
    with open(draft, "w") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(draft, path)


@contextmanager
def as_unavailable(text):
    """tantivy raises `ValueError` for everything, and its panics are no `Exception` at all."""
    try:
        yield
    except (ValueError, OSError) as error:
        if "LockBusy" in str(error):
            raise WriterBusy(str(error)) from error
        raise SearchUnavailable(f"{text}: {error}") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise SearchUnavailable(f"{text}: {error}") from error
        raise
