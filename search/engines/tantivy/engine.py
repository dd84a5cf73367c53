"""Reading, writing and switching of generations; see the package's docstring for the folder."""

import json
import os
import shutil
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy

from ... import facets
from ...clauses import AnyOf, free
from ...models import IndexState
from ...reasons import explain
from ..base import (
    ForeignIndex,
    IndexMissing,
    IndexStatus,
    Points,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
    Suggested,
    WriterBusy,
)
from . import finding, nearby, spots, suggesting
from .counting import CountedBeside, Counting
from .schema import make_schema, register_analyzers
from .translating import as_query
from .vocabulary import KeptWords, TantivyVocabulary
from .writing import TantivyWriter, as_unavailable, lock, write_atomically

DRAIN_HEAP, FILL_HEAP = 30_000_000, 160_000_000
MOST_KEPT = 1000
MANY_DOCUMENTS = 100_000
"""From so many on facets are counted while the hits are put in order: tantivy works outside of Python's lock, so a second processor halves the wait."""


class TantivyEngine:
    """`takes_over`: the folder is derived from the database, so an index of a former database there may be replaced by a rebuild."""

    def __init__(self, folder: Path, *, takes_over=False):
        self.folder = Path(folder)
        self.takes_over = takes_over
        self.schema = make_schema()
        self._open: tuple[dict, tantivy.Index] | None = None
        self._seen: tuple | None = None
        """The state of the index's files that `_open` has read."""
        self._kept = _Kept()
        self._opening = Lock()
        self._words = KeptWords()

    @staticmethod
    def prepared(documents, version):
        for document in documents:
            _ = document.digest  # it is kept, and goes along
        return documents

    # --- Generations ------------------------------------------------------------------------------------------------

    def _pointer(self):
        """The content of current.json; None without one."""
        try:
            return json.loads((self.folder / "current.json").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise SearchUnavailable(f"The pointer of the index in {self.folder} can't be read: {error}") from error

    def _live(self):
        """The pointer, once it is certain that this process may read what it names."""
        pointer = self._pointer()
        while pointer and not self._is_there(pointer["generation"]):
            # A rebuild may have switched and deleted the old generation since the pointer was read; then the index is not lost.
            before, pointer = pointer, self._pointer()
            if pointer == before:
                break
        if pointer is None:
            raise IndexMissing(f"There is no index in {self.folder} yet.")
        if not self._open or self._open[0] != pointer:
            self._check_owner(pointer)
            if pointer["form"] != facets.DOCUMENT_FORM:
                raise IndexMissing(f"The index in {self.folder} was made for another version of the portal.")
        if not self._is_there(pointer["generation"]):
            raise IndexMissing(f"The index in {self.folder} has lost its files.")
        return pointer

    def current(self):
        return self._live()["generation"]

    def _check_owner(self, pointer):
        """An index carries the identity of its database; no other database reads or writes it."""
        identity = IndexState.owner()
        if pointer["database"] == identity:
            return
        if self.takes_over:
            raise IndexMissing(f"The index in {self.folder} belongs to a database that was here before.")
        raise ForeignIndex(
            f"The index in {self.folder} belongs to another database. Name another folder in SEARCH_URL, or delete this one if nobody needs it."
        )

    def has(self, generation):
        return self._is_there(generation) and (self._path(generation) / f"form-{facets.DOCUMENT_FORM}").exists()

    def drop_others(self, keep=()):
        pointer = self._pointer() or {}  # whatever its form: processes of the former version of the portal read it until they end
        keep = {pointer.get("generation"), pointer.get("previous"), *keep}
        for path in (self.folder / "generations").glob("*"):
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)

    def previous(self):
        pointer = self._pointer()
        name = pointer.get("previous") if pointer else None
        return name if name and self.has(name) else None

    def _is_there(self, generation):
        return (self._path(generation) / "meta.json").exists()

    def _path(self, generation):
        return self.folder / "generations" / generation

    def _opened(self):
        """The live generation as it is on disk now; opened once, reloaded when something was written."""
        with self._opening:
            for attempt in (1, 2):
                seen = self._state()
                if seen and seen == self._seen:
                    return self._open[1]
                pointer = self._live()
                try:
                    seen = self._state(pointer)
                    if not self._open or self._open[0] != pointer:
                        index = tantivy.Index.open(str(self._path(pointer["generation"])))
                        register_analyzers(index)
                        index.config_reader("manual")
                        self._open = pointer, index
                    self._open[1].reload()
                    self._seen, self._kept = seen, _Kept()
                    return self._open[1]
                except (ValueError, OSError) as error:
                    self._open = self._seen = None  # a rebuild may have switched and deleted the old generation meanwhile
                    if attempt == 2:
                        raise SearchUnavailable(f"The index in {self.folder} can't be read: {error}") from error
        raise AssertionError("unreachable")

    def _state(self, pointer=None):
        """What tells that nothing was written: each switch and each commit puts a new file in the place of the last one. None when one is missing."""
        if pointer is None and self._open is None:
            return None
        generation = (pointer or self._open[0])["generation"]
        try:
            found = [os.stat(path) for path in (f"{self.folder}/current.json", f"{self.folder}/generations/{generation}/meta.json")]
        except FileNotFoundError:
            return None
        return tuple((file.st_ino, file.st_mtime_ns, file.st_size) for file in found)

    # --- Reading ------------------------------------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResult:
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            beside = CountedBeside(searcher, self.schema, query) if searcher.num_docs >= MANY_DOCUMENTS else None
            reading, total, whole, hits = finding.found(searcher, self.schema, query)
            return SearchResult(total, hits, self._facets(searcher, query, reading, total, beside), reading.matched, whole)

    def _facets(self, searcher, query, reading, total, beside):
        counting, fields = Counting(searcher, self.schema, query, reading.met), facets.counted(query, total)
        if reading.text is None:
            counts = self._kept.get(("facets", *fields, *counting.key), lambda: counting.facets(fields))
        elif beside and beside.reading == reading:
            counts = beside.facets()
            if further := [field for field in fields if field not in counts]:
                counts |= counting.facets(further, conditions=False)
        else:
            counts = counting.facets(fields)
        return counts | counting.open_now()

    def hits(self, query):
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            return finding.found(searcher, self.schema, query)[-1]

    def values(self, query, field):
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            if query.words or query.phrases or query.excluded:
                return finding.counting_of(searcher, self.schema, query).values(field)
            counting = Counting(searcher, self.schema, query)
            return self._kept.get(("values", field, *counting.key), lambda: counting.values(field))

    def counts(self, queries) -> list[int]:
        if not queries:
            return []
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            return [self._total(searcher, query) for query in queries]

    def fills(self, queries) -> list[bool]:
        """Of a term alone, one look into the dictionary mostly says so."""
        if not queries:
            return []
        searcher = self._opened().searcher()

        def is_filled(query):
            return suggesting.documents_of_term(searcher, query) > self._gone(searcher, query.today) or self._total(searcher, query) > 0

        with as_unavailable("The search failed"):
            return [is_filled(query) for query in queries]

    def _gone(self, searcher, today):
        """How many documents are past, or deleted but still in the dictionary: a word that has more of them finds something."""
        return self._kept.get(("gone", today), lambda: suggesting.ended(searcher, self.schema, today) + self._deleted())

    def _deleted(self):
        segments = json.loads((self._path(self.current()) / "meta.json").read_bytes())["segments"]
        return sum((segment.get("deletes") or {}).get("num_deleted_docs", 0) for segment in segments)

    def _total(self, searcher, query):
        if query.words or query.phrases or query.excluded:
            return finding.counting_of(searcher, self.schema, query).total()
        counting = Counting(searcher, self.schema, query)
        return self._kept.get(("total", *counting.key), counting.total)

    def suggest(self, words, wanted, *, today, language="de", near=False) -> Suggested:
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):

            def found():
                spelled = suggesting.spelled(searcher, self.schema, words, language, today, wanted.get("", 0), gone)
                return Suggested(spelled, suggesting.hits(searcher, self.schema, words, wanted, today, near))

            gone = self._gone(searcher, today)
            return self._kept.get(("suggested", *words, *sorted(wanted.items()), today, language, near), found)

    def points(self, query: SearchQuery, doc_types, *, most) -> Points:
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            return spots.points(searcher, self.schema, finding.counting_of(searcher, self.schema, query).found(), doc_types, most=most)

    def digests(self):
        searcher = self._opened().searcher()
        with as_unavailable("The index can't be read"):
            hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
            documents = (searcher.doc(address) for score, address in hits)
            return {document.get_first("key"): document.get_first("digest") for document in documents}

    def status(self):
        index = self._opened()
        generation = self.current()
        size = sum(path.stat().st_size for path in self._path(generation).glob("*") if path.is_file())
        return IndexStatus("tantivy", str(self.folder), generation, index.searcher().num_docs, size, self.previous() or "")

    def vocabulary(self):
        return TantivyVocabulary(self._opened().searcher(), self._words)

    def explain(self, query, keys):
        searcher = self._opened().searcher()
        with as_unavailable("The search failed"):
            return explain(query, keys, lambda clauses: self._scores(searcher, keys, clauses))

    def _scores(self, searcher, keys, clauses):
        here = as_query(self.schema, free(AnyOf("key", tuple(keys))))
        for clause in clauses:
            found = searcher.search(nearby.both(here, as_query(self.schema, clause)), max(1, len(keys)))
            yield {searcher.doc(address).get_first("key"): score for score, address in found.hits}

    # --- Writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self):
        with self._locked("writer.lock", wait=0), self._writer(self.current(), DRAIN_HEAP) as writer:
            yield writer

    @contextmanager
    def building(self):
        IndexState.owner(create=True)
        pointer = self._pointer()
        if pointer and not self.takes_over:
            self._check_owner(pointer)
        with self._locked("build.lock", wait=0):
            yield

    @contextmanager
    def filling(self, generation):
        if not self.has(generation):
            with as_unavailable("The new index can't be written"):
                path = self._path(generation)
                shutil.rmtree(path, ignore_errors=True)
                path.mkdir(parents=True)
                tantivy.Index(self.schema, str(path))
                (path / f"form-{facets.DOCUMENT_FORM}").touch()
        with self._writer(generation, FILL_HEAP) as writer:
            yield writer

    @contextmanager
    def switching(self, generation, *, wait):
        with self._locked("writer.lock", wait=wait):
            with self.filling(generation) as writer:
                yield writer
            self._point_to(generation)

    @contextmanager
    def going_back(self, *, wait):
        with self._locked("writer.lock", wait=wait):
            generation = self.previous()
            if generation is None:
                raise IndexMissing(f"There is no former index in {self.folder} that this version of the portal can read.")
            yield generation
            self._point_to(generation)

    def _point_to(self, generation):
        """What was live is the previous one from now on."""
        before = self._pointer() or {}
        previous = before.get("previous") if before.get("generation") == generation else before.get("generation")
        pointer = {"generation": generation, "form": facets.DOCUMENT_FORM, "database": IndexState.owner()}
        if before.get("database") == pointer["database"]:
            pointer["previous"] = previous
        with as_unavailable("The new index can't go live"):
            write_atomically(self.folder / "current.json", json.dumps(pointer))

    @contextmanager
    def _writer(self, generation, heap):
        """Not tantivy's own `with`: it commits even when the block raises, and swallows what its commit raises."""
        with as_unavailable("The index can't be written"):
            index = tantivy.Index.open(str(self._path(generation)))
            register_analyzers(index)
            writer = index.writer(heap, 1)
        try:
            yield TantivyWriter(writer, self.schema)
        except BaseException:
            with suppress(SearchUnavailable), as_unavailable("The index can't be rolled back"):
                writer.rollback()
            raise
        finally:
            with as_unavailable("The index can't be written"):
                writer.wait_merging_threads()

    @contextmanager
    def _locked(self, name, *, wait):
        """A lock that the system frees when its holder dies, however it dies."""
        with as_unavailable("The index's folder can't be used"):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = open(self.folder / name, "w")  # noqa: SIM115 (closed by the next line)
        with handle:
            deadline = time.monotonic() + wait
            while not lock(handle):
                if time.monotonic() >= deadline:
                    raise WriterBusy(f"Another process holds {name} of the index.")
                time.sleep(0.02)
            yield


class _Kept:
    """Answers that many ask for, as long as nothing in the index changes: counts of all there is, which take longest, and suggestions."""

    def __init__(self):
        self._answers: dict[tuple, Any] = {}

    def get(self, key, make):
        if key not in self._answers:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            self._answers[key] = make()
        return self._answers[key]
