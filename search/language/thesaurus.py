"""Other words for what people type: the shipped lists, the vocabularies' synonyms and the office's own list, applied while searching.

    expand(["offener", "Ganztag"])  →  [Meaning(("offener", "Ganztag"), (Alternative(("OGS",), TWO_WAY), …))]

Each process keeps the whole thesaurus in memory (some thousand lines) under the token of `Version`, which every change renews: one small query
per search, and a change counts at once everywhere.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from directory.enums import LANGUAGES
from directory.languages import language_name
from directory.models import TargetGroup, Topic

from ..analysis import STOP_WORDS, fold, query_words, stems
from ..enums import Direction
from ..kept import Kept, watch
from ..models import Synonym
from . import abroad
from .compounds import is_known
from .forms import forms
from .lists import lines, words_of

VERSION = "words"
MOST_ALTERNATIVES = 30
LONGEST_UNIT = 6
SIGN_LANGUAGE = "gsg"
SHIPPED = ("synonyms", "abbreviations", "plain", "foreign")
LETTERS_OF_OTHERS = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "ة": "ه"})
"""Arabic keyboards and Persian ones: one letter, two codes."""

Unit = tuple[str, ...]


class Strength(StrEnum):
    TWO_WAY = "two-way"
    KIND_OF = "kind-of"
    """The other is a kind of it: ballet is dance."""
    ONE_WAY = "one-way"


STRENGTHS = list(Strength)
"""The strongest first."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that are looked for as well, all of them together."""

    words: Unit
    strength: str


@dataclass(frozen=True)
class Meaning:
    """Words of the query that belong together, as typed, and what else they mean, best first."""

    words: Unit
    alternatives: tuple[Alternative, ...] = ()


def expand(typed: Sequence[str], thesaurus: "Thesaurus | None" = None) -> list[Meaning]:
    """`typed` cut into meanings, in its order; the longest known unit wins. A word without other words is a meaning of its own.

    Who asks several times passes the thesaurus that was `current` for the first.

    Little words inside a unit don't matter: “Hilfe für Eltern”, “Hilfe Eltern”.
    """
    thesaurus = thesaurus or current()
    meanings = []
    place = 0
    while place < len(typed):
        for length in range(min(LONGEST_UNIT, len(typed) - place), 0, -1):
            unit = tuple(typed[place : place + length])
            alternatives = thesaurus.alternatives(_without_little_words(unit))
            if alternatives or length == 1:
                meanings.append(Meaning(unit, alternatives))
                place += length
                break
    return meanings


class Thesaurus:
    """Lines of units → for each unit what else it means. Looked up by spelling and by stem (“Kitas”, “Schwimmkurse”)."""

    def __init__(self):
        self._found: dict[Unit, dict[Unit, Alternative]] = {}
        self._by_stem: dict[Unit, tuple[Unit, ...]] = {}
        self._abroad: dict[Unit, Unit] = {}
        """Key of a unit of another language → its first German unit."""
        self._by_foreign_stem: dict[Unit, Unit] = {}
        """(language, stems) → key."""
        self._units: dict[Unit, Unit] = {}
        """Each unit once: it stands in dozens of places."""
        self._alternatives: dict[Alternative, Alternative] = {}
        self._own: set[Unit] = set()
        """Keys of `_found` whose values aren't those of the thesaurus that this one was copied from."""

    def add_two_way(self, units: Iterable[Unit]):
        for one, other in itertools.permutations(units, 2):
            self._add(one, other, Strength.TWO_WAY)

    def add_one_way(self, units: Iterable[Unit], targets: Iterable[Unit], strength=Strength.ONE_WAY):
        for one, other in itertools.product(units, targets):
            self._add(one, other, strength)

    def add_foreign(self, units: Iterable[Unit], targets: Iterable[Unit], language=""):
        """A word of another language is its German word, and has the German word's synonyms as they are now."""
        targets, units = list(targets), list(units)
        for unit in units:
            self._abroad.setdefault(_key(unit), targets[0])
            if language in abroad.LANGUAGES:
                self._by_foreign_stem.setdefault((language, *(abroad.stem(word, language) for word in unit)), _key(unit))
        known = [alternative for target in targets for alternative in self.alternatives(target)]
        for unit in units:
            for target in targets:
                self._add(unit, target, Strength.TWO_WAY, by_stem=False)
            for alternative in known:
                self._add(unit, alternative.words, alternative.strength, by_stem=False)

    def _add(self, unit, words, strength, *, by_stem=True):
        """`by_stem`: also found by other forms of its words, which only German words have here."""
        key, other = self._once(_key(unit)), self._once(_key(words))
        if not key or key == other:
            return
        if key not in self._own:
            self._own.add(key)
            self._found[key] = dict(self._found.get(key, {}))
        if by_stem and key not in (keys := self._by_stem.get(stem_key := _stem_key(unit), ())):
            self._by_stem[stem_key] = (*keys, key)
        known = self._found[key].get(other)
        if known is None or STRENGTHS.index(strength) < STRENGTHS.index(known.strength):
            alternative = Alternative(self._once(words), strength)
            self._found[key][other] = self._alternatives.setdefault(alternative, alternative)

    def _once(self, unit):
        return self._units.setdefault(unit, unit)

    def german_of(self, unit: Unit) -> Unit | None:
        """What a unit of another language, in any of its forms, is in German; None for German ones."""
        key = _key(unit)
        return self._abroad.get(key if key in self._abroad else self._key_by_foreign_stem(unit) or key)

    def _key_by_foreign_stem(self, unit):
        """None where a word is German, or this form of it is known."""
        if _key(unit) in self._found or any(map(is_known, unit)):
            return None
        return next((self._by_foreign_stem[key] for key in abroad.stem_keys(unit) if key in self._by_foreign_stem), None)

    def alternatives(self, unit: Unit) -> tuple[Alternative, ...]:
        key = _key(unit)
        if key not in self._found and _stem_key(unit) not in self._by_stem:
            key = self._key_by_foreign_stem(unit) or key
        found = dict(self._found.get(key, {}))
        for other in self._by_stem.get(_stem_key(unit), ()):
            for words, alternative in self._found[other].items():
                if words != key:
                    found.setdefault(words, alternative)
        best = sorted(found.values(), key=lambda alternative: STRENGTHS.index(Strength(alternative.strength)))
        return tuple(best[:MOST_ALTERNATIVES])

    def copy(self):
        """What it gets beside is its own; all else both share."""
        twin = Thesaurus()
        twin._found, twin._by_stem = dict(self._found), dict(self._by_stem)
        twin._units, twin._alternatives = self._units, self._alternatives
        twin._abroad, twin._by_foreign_stem = dict(self._abroad), dict(self._by_foreign_stem)
        return twin

    def units(self) -> list[Unit]:
        """All that has other words, folded."""
        return list(self._found)


def _without_little_words(unit):
    """Of what begins and ends with words that count."""
    if len(unit) == 1 or unit[0].casefold() in STOP_WORDS or unit[-1].casefold() in STOP_WORDS:
        return unit
    return tuple(word for word in unit if word.casefold() not in STOP_WORDS)


def unit_of(text) -> Unit:
    """“Hilfen zur Erziehung” → ("Hilfen", "Erziehung"): as `query_words` gives what is typed."""
    return query_words(text)


def _key(unit):
    return tuple(fold(word).translate(LETTERS_OF_OTHERS) for word in unit)


def _stem_key(unit):
    return tuple(min(stems(form) for form in forms(word)) for word in unit)


# --- What is in it --------------------------------------------------------------------------------------------------------


def read_line(line):
    """(units, targets): “a, b” has no targets, “a > b, c” and “a >> b, c” have."""
    left, arrow, right = line.partition(">")
    return _units(left), _units(right.removeprefix(">")) if arrow else None


def _units(text):
    return [unit for part in text.split(",") if (unit := unit_of(part))]


@cache
def shipped() -> Thesaurus:
    """The lists in `data/`, and what languages are called in others. Foreign words come last, so that they have all German synonyms."""
    thesaurus = Thesaurus()
    for name in SHIPPED:
        for section, line in lines(name):
            units, targets = read_line(line)
            if targets is None:
                thesaurus.add_two_way(units)
            elif name == "foreign":
                thesaurus.add_foreign(units, targets, section)
            else:
                thesaurus.add_one_way(units, targets, Strength.KIND_OF if ">>" in line else Strength.ONE_WAY)
    for code, spoken in itertools.product(words_of("foreign"), LANGUAGES):
        if spoken != SIGN_LANGUAGE:
            thesaurus.add_foreign([unit_of(language_name(spoken, code))], [unit_of(language_name(spoken, "de"))], code)
    return thesaurus


def _read():
    """Shipped lists, the vocabularies' synonyms (each finds its term, not the other way round: many are narrower), the office's list."""
    thesaurus = shipped().copy()
    for model in (Topic, TargetGroup):
        for name, synonyms in model.objects.order_by("path").values_list("name", "synonyms"):
            thesaurus.add_one_way(_units(",".join(synonyms)), [unit_of(name)])
    for synonym in Synonym.objects.active():
        units, targets = _units(synonym.words), _units(synonym.targets)
        if synonym.language != "de" and targets:
            thesaurus.add_foreign(units, targets, synonym.language)
        elif synonym.direction == Direction.ONE_WAY:
            thesaurus.add_one_way(units, targets)
        else:
            thesaurus.add_two_way(units)
    return thesaurus


def current() -> Thesaurus:
    """The thesaurus as the database has it now: one query, four more after a change."""
    return _kept.current()


def watch_changes():
    watch(VERSION, Synonym, Topic, TargetGroup)


_kept = Kept(VERSION, _read)
