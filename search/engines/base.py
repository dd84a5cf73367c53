"""What goes into an engine and what comes out, the same for every engine."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple, Protocol

import msgspec

from directory.rows import Row

from ..enums import Matched, Sort, Where
from ..language.spelling import Vocabulary as KnownWords
from ..wanted import Group


class SearchUnavailable(Exception):
    """The index can't be read now. Pages say so and show the plain register."""


class IndexMissing(SearchUnavailable):
    """There is no index yet, or it was made for an older form of documents: a rebuild makes it."""


class ForeignIndex(SearchUnavailable):
    """The index belongs to another database; it is neither read nor written."""


class WriterBusy(Exception):
    """Another process writes the index now."""


# --- In -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """What a thing says in one language, without markup."""

    name: str = ""
    terms: str = ""
    """Names of topics, target groups and languages spoken, tags."""
    body: str = ""


@dataclass(frozen=True)
class Document:
    """All that the index knows of one thing, all its languages in one. Independent of the day on which it is built."""

    doc_type: str
    object_id: int
    section: str
    texts: Mapping[str, Text]
    """Language code → text; German ("de") is always there."""
    sort_name: str = ""
    other_names: tuple[str, ...] = ()
    kind: str = ""
    """Words for what it is."""
    parts: tuple[str, ...] = ()
    """Words in the compounds of its names, kind and terms."""
    listed: str = ""
    """Names of terms that are lists (“Theater, Tanz, Zirkus”): it may be about any of them."""
    place: str = ""
    operator: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field of a facet → values; trees with everything above."""
    age_from: int | None = None
    age_to: int | None = None
    last_day: date | None = None
    checked_on: date | None = None
    changed_at: datetime | None = None
    """When people last saw something new of it: its last publication."""
    due_on: date | None = None
    """When it should be checked again."""
    codes: tuple[str, ...] = ()
    """Phone numbers as digits, with and without what people leave out in front; keys of registers, folded."""
    points: tuple[tuple[float, float], ...] = ()
    """(latitude, longitude) of its places."""
    opening: tuple[str, ...] = ()
    """When it is open, as words (`search.opening`)."""
    slots: tuple[str, ...] = ()
    """On which days at which times of day it takes place or is open: “mo-abends”."""

    @property
    def key(self):
        return document_key(self.doc_type, self.object_id)

    @cached_property
    def digest(self):
        """Tells two states of a thing apart: `search_verify` compares it with the one in the index."""
        # A rebuild asks for hundreds of thousands: `repr` takes six times as long. It stays for what JSON can't hold, and no index takes.
        try:
            content = msgspec.json.encode(self)
        except (ValueError, TypeError):
            content = repr(self).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(content, digest_size=12).hexdigest()


def document_key(doc_type, object_id):
    return f"{doc_type}:{object_id}"


@dataclass(frozen=True)
class Near:
    """Round a point. Without `km` nothing is left out, but hits know how far they are."""

    lat: float
    lon: float
    km: float | None = None


@dataclass(frozen=True)
class Box:
    """A part of a map, in degrees (WGS 84). Never across the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class SearchQuery:
    """What a person asks for, understood: values exist, numbers are in range."""

    today: date
    """What ended before is not found."""
    words: tuple[str, ...] = ()
    """As typed; without `groups` each is looked for as it is."""
    groups: tuple[Group, ...] = ()
    """What the words want (`search.understanding`)."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """Words that stand together in this order."""
    excluded: tuple[tuple[str, ...], ...] = ()
    """Words and phrases that must not be there."""
    picked: tuple[str, ...] = ()
    """Keys of documents that the office wants first, in this order, whether they have the words or not."""
    stale_before: date | None = None
    """What should have been checked by then comes a little later."""
    language: str = "de"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(field of a facet, values): one of the values of each."""
    age_from: int | None = None
    age_to: int | None = None
    near: Near | None = None
    at: datetime | None = None
    """The moment for “open now”; without it that can be neither asked nor counted."""
    box: Box | None = None
    """With a place in it; engines may take it a little larger."""
    sort: Sort = Sort.RELEVANCE
    opened: tuple[str, ...] = ()
    """Fields of minor facets that are counted however many hits there are."""
    filled: bool = False
    """By relevance, few hits that meet all are followed by those that meet the most (`Matched.MOST`)."""
    offset: int = 0
    limit: int = 20


# --- Out ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    doc_type: str
    object_id: int
    score: float
    distance_km: float | None = None
    """To the nearest of its places; only for a query with `near`, and not without a place."""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class SearchResult:
    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, Mapping[str, int]]
    """Field of a facet → value → number of hits under all filters but its own. An engine may leave out what `search.facets.counted` says."""
    matched: Matched
    whole: int = 0
    """Of a result that is filled up (`Matched.MOST`): so many hits, the first ones, meet all that was asked."""


class Spot(NamedTuple):
    """A hit on a map."""

    doc_type: str
    object_id: int
    places: tuple[tuple[float, float], ...]
    """(latitude, longitude)"""


@dataclass(frozen=True)
class Cell:
    """So many places in a part of a map, and where their middle is."""

    count: int
    lat: float
    lon: float
    box: Box


@dataclass(frozen=True)
class Points:
    """Either every hit that has a place, or cells where those are too many."""

    total: int
    """Hits with a place."""
    spots: tuple[Spot, ...] = ()
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Suggested:
    """What somebody may want to type, and things whose names begin like it."""

    words: tuple[str, ...] = ()
    """Whole words in the place of the last one, as they are written, the most frequent first."""
    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    """Section → best first."""


@dataclass(frozen=True)
class IndexStatus:
    engine: str
    place: str
    generation: str
    documents: int
    size: int
    """Bytes on disk."""
    previous: str = ""
    """The generation to which `search_rollback` goes back."""


@dataclass(frozen=True)
class Found:
    """A thing on the result page: its row, and the texts of which a snippet is cut, in the language of `row.text_lang` and after `row.text`."""

    row: Row
    read_body: Callable[[], str] = str
    body_lang: str = ""
    read_addresses: Callable[[], tuple[str, ...]] = tuple

    @property
    def body(self):
        return self.read_body()

    @property
    def addresses(self):
        """Of its places; only tables show them."""
        return self.read_addresses()


@dataclass(frozen=True)
class Name:
    """A thing as the search field proposes it. `kind` gives it its colour, `note` tells it from others of that name."""

    title: str
    url: str
    icon: str
    kind: str = ""
    note: str = ""
    lang: str = ""
    """Language of the title where it isn't the reader's."""


@dataclass(frozen=True)
class Reason:
    """A part of a hit's score: what of the query (`""` for the whole), where it was found and for how much."""

    typed: str
    where: Where
    points: float
    words: tuple[str, ...] = ()
    """By which words, where they are not those typed."""


class Label(NamedTuple):
    """A thing on the map. `lang`: of the name, where it isn't the reader's."""

    name: str
    kind: str
    lang: str = ""


# --- Engine ---------------------------------------------------------------------------------------------------------


class Prepared(Protocol):
    """A document, or what an engine has made of it for writing."""

    @property
    def key(self) -> str: ...

    @property
    def object_id(self) -> int: ...


class Writer(Protocol):
    """Writes into one generation. Nothing is seen before `commit`."""

    def write(self, documents: Iterable[Prepared], *, version: int) -> dict[str, str]:
        """Put documents in the place of their former states. Returns {key: reason} of those that the engine refuses; the others are written."""

    def delete(self, keys: Iterable[str], *, version: int) -> None: ...

    def commit(self) -> None: ...


class Vocabulary(Protocol):
    """The words of the live index, as far as reading a query needs them."""

    def documents(self) -> int: ...

    def expect(self, words: Iterable[str]) -> None:
        """`frequency` will be asked about these: an engine beyond this process looks them up at once."""

    def frequency(self, word: str) -> int:
        """Documents with `word` in any of its forms."""

    def has_value(self, field: str, value: str) -> bool:
        """Whether any document has this value of a facet."""

    def beginning_with(self, prefix: str, limit: int) -> list[str]:
        """Words of names, kinds, topics and places, the most frequent first. `prefix` is folded, and so are they."""

    def words(self) -> KnownWords:
        """All words of names, kinds, topics and places, for corrections; may be some minutes old."""


class Engine(Protocol):
    """One place of an index with its generations. Raises `SearchUnavailable` and its kinds, never an error of the library below."""

    @staticmethod
    def prepared(documents: Sequence[Document], version: int) -> Sequence[Prepared]:
        """The part of writing that needs no index, for processes that only build documents: `Writer.write` takes what it gives."""

    def search(self, query: SearchQuery) -> SearchResult:
        """`Sort.DISTANCE` needs `near`; without it things come by name."""

    def hits(self, query: SearchQuery) -> tuple[Hit, ...]:
        """`search(query).hits`, without counts."""

    def values(self, query: SearchQuery, field: str) -> dict[str, int]:
        """All values of one facet with their counts, under all filters but its own."""

    def counts(self, queries: Sequence[SearchQuery]) -> list[int]:
        """`search(query).total` of each, without hits and facets."""

    def fills(self, queries: Sequence[SearchQuery]) -> list[bool]:
        """Whether each of them finds anything."""

    def suggest(
        self,
        words: Sequence[str],
        wanted: Mapping[str, int],
        *,
        today: date,
        language: str = "de",
        near: bool = False,
    ) -> Suggested:
        """For words as typed, the last one unfinished. `wanted`: section → number of things, "" → number of words. `near` forgives mistakes in typing, in things only."""

    def vocabulary(self) -> Vocabulary: ...

    def explain(self, query: SearchQuery, keys: Iterable[str]) -> dict[str, list[Reason]]:
        """Why these documents are found where they are; the parts of each score, the greatest first."""

    def points(self, query: SearchQuery, doc_types: Sequence[str], *, most: int) -> Points:
        """Where the hits of these types are, in no order; of more than `most` hits with a place only in which cells. `sort`, `offset` and `limit` don't count."""

    def digests(self) -> dict[str, str]:
        """{key: digest} of every document in the live generation."""

    def status(self) -> IndexStatus: ...

    def current(self) -> str:
        """Name of the live generation; raises `IndexMissing` or `ForeignIndex`."""

    def writing(self) -> AbstractContextManager[Writer]:
        """The writer of the live generation, for one at a time in all processes; raises `WriterBusy`."""

    def building(self) -> AbstractContextManager[None]:
        """Only one rebuild at a time in all processes; raises `WriterBusy`."""

    def filling(self, generation: str) -> AbstractContextManager[Writer]:
        """The writer of a generation beside the live one; made when it isn't there."""

    def has(self, generation: str) -> bool:
        """Whether a generation is there, in today's form of documents."""

    def switching(self, generation: str, *, wait: float) -> AbstractContextManager[Writer]:
        """Nobody writes the live generation meanwhile; at the end of the block `generation` is the live one. Raises `WriterBusy` after `wait` seconds."""

    def drop_others(self, keep: Iterable[str] = ()) -> None:
        """Delete all generations but the live one, the previous one and `keep`."""

    def previous(self) -> str | None:
        """Name of the generation that was live before, while it is there and in today's form of documents."""

    def going_back(self, *, wait: float) -> AbstractContextManager[str]:
        """Nobody writes meanwhile; at the end of the block the previous generation is the live one, and the other way round. Its name; raises `IndexMissing` without one, `WriterBusy` after `wait` seconds."""
