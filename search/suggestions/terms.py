"""Topics, target groups, kinds and areas as they are typed. They are few, so each process keeps their words ready."""

import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Postcode

from ..analysis import words
from ..engines.base import SearchQuery
from ..starts import word_starts
from ..vocabularies import Vocabularies, vocabularies

FILLED_KEPT = 10.0
"""Seconds for which it is believed that a term has something, or nothing."""


@dataclass(frozen=True)
class Phrase:
    """One of a term's names; `starts` holds the folded beginnings of each of its words."""

    text: str
    starts: tuple[tuple[str, ...], ...]

    def begins(self, typed: Sequence[str]) -> bool:
        """Whether folded words begin words of this phrase, in this order."""
        position = 0
        for starts in self.starts:
            if position < len(typed) and any(start.startswith(typed[position]) for start in starts):
                position += 1
        return position == len(typed)


@dataclass(frozen=True)
class Term:
    """A value of a filter: `field` of the documents, `param` of the address."""

    param: str
    field: str
    value: str
    label: str
    note: str
    icon: str
    kind: str = ""
    phrases: tuple[Phrase, ...] = ()


class Lexicon:
    """Terms by the beginnings of their words, sorted, so that thousands of areas cost no more than ten."""

    def __init__(self, terms: list[Term]):
        self.terms = terms
        beginnings = {
            (start, place, number)
            for place, term in enumerate(terms)
            for number, phrase in enumerate(term.phrases)
            for word in phrase.starts
            for start in word
        }
        self._starts = sorted(beginnings)

    def find(self, typed: Sequence[str]) -> list[tuple[Term, Phrase]]:
        """Terms whose words begin with the folded words, in the order of the terms."""
        found: dict[int, int] = {}
        for start, place, number in islice(self._starts, bisect_left(self._starts, (typed[-1],)), None):
            if not start.startswith(typed[-1]):
                break
            if number < found.get(place, number + 1) and (len(typed) == 1 or self.terms[place].phrases[number].begins(typed)):
                found[place] = number
        return [(self.terms[place], self.terms[place].phrases[number]) for place, number in sorted(found.items())]


@dataclass
class KnownTerms:
    """As the vocabularies were when they were `read_from`."""

    read_from: Vocabularies
    terms: Lexicon
    areas: Lexicon
    filled: dict[SearchQuery, bool] = field(default_factory=dict)
    """Whether a query for a term alone finds anything, as far as that was asked lately."""
    filled_until: float = 0.0


_kept: dict[str, KnownTerms] = {}
_reading = Lock()


def known_terms() -> KnownTerms:
    """In the reader's language."""
    now, language = vocabularies(), get_language() or "de"
    with _reading:
        kept = _kept.get(language)
        if kept is None or kept.read_from is not now:
            kept = _kept[language] = KnownTerms(now, Lexicon(_terms(now)), Lexicon(_areas(now)))
        if time.monotonic() > kept.filled_until:
            kept.filled, kept.filled_until = {}, time.monotonic() + FILLED_KEPT
    return kept


def forget_terms():
    """What other tests have left."""
    _kept.clear()


def _terms(known: Vocabularies):
    topics = [
        _term(topic, "thema", "topic", _("Topic"), icon=topic.icon or "shapes", kind=f"thema-{topic.slug}" if topic.hue is not None else "")
        for topic in known.topics
    ]
    kinds = [
        _term(kind, "art", "kind", _("Kind of institution"), label=kind.local_name_plural, icon=kind.icon, kind=kind.slug)
        for kind in known.kinds
    ]
    groups = [_term(group, "gruppe", "group", _("For whom"), icon="users") for group in known.groups]
    return [*topics, *kinds, *groups]


def _term(term, param, field, note, *, icon, label="", kind=""):
    label = label or term.local_name
    return Term(param, field, term.slug, label, note, icon, kind, _phrases([label, term.local_name, term.name, *term.synonyms]))


def _areas(known: Vocabularies):
    """The widest first. The note says what it belongs to."""
    names = {area.path: area.name for area in known.areas}
    return [
        Term("gebiet", "area", area.slug, area.name, names.get(area.path[: -area.steplen], ""), "map-pin", "", _phrases([area.name]))
        for area in sorted(known.areas, key=lambda area: (area.depth, area.path))
    ]


def _phrases(names):
    return tuple(Phrase(name, tuple(word_starts(word) for word in words(name))) for name in dict.fromkeys(names) if name)


def postcodes(digits, limit) -> list[Term]:
    """Areas of the postcodes that begin with `digits`; one query."""
    rows = (
        Postcode.objects.filter(code__gte=digits, code__lt=f"{digits}:", area__isnull=False)
        .order_by("code", "place")
        .values_list("code", "place", "area__slug", "area__name")[:limit]
    )
    return [Term("gebiet", "area", slug, f"{code} {place}", area, "map-pin") for code, place, slug, area in rows]
