"""Words that are looked for: each unit of meaning becomes a group with all ways to say it, and a weight by how much it tells."""

import itertools
import math
from dataclasses import replace
from functools import lru_cache

from directory.enums import LANGUAGES
from directory.languages import language_name

from ..analysis import fold, stems, words
from ..asking import WEAK
from ..enums import Section
from ..known import Known
from ..language.compounds import is_known, parts
from ..language.forms import forms
from ..language.spelling import corrections
from ..language.thesaurus import Strength, Thesaurus, expand
from ..numbers import is_code
from ..wanted import Group, Has, Words
from .tokens import Token

TWO_WAY, KIND_OF, ONE_WAY, CORRECTED, COMPLETED = 0.85, 0.8, 0.65, 0.9, 0.8
OF_COMPLETED = 0.5
PART_ALONE = 0.6
WEAK_WEIGHT, LEAST, MOST, KIND_LEAST = 0.35, 1.0, 3.0, 2.0
SPREAD = 4.0
"""A word that one document has would weigh so much, if `MOST` did not stop it; one that all have nothing."""
BESIDE_NOUNS = 0.6
"""What a word in small letters counts beside nouns."""
VERB_ENDS = ("en", "ln", "rn", "et", "lt", "rt", "st", "ft", "bt", "gt", "ht", "kt")
"""“Wer hilft bei Hausaufgaben?”: beside nouns, what ends so need not be there."""
GERMAN, GERMAN_COURSES = "deutsch", {"deutschkurs"}
AIM, OTHER_KIND = 1.2, 0.7
OFFERS = (Has("section", (Section.OFFERS.value,)),)
PLACES_OF_CHILDREN = (
    "kita", "kindertagespflege", "schule", "grundschule", "weiterfuehrende-schule", "gymnasium", "berufliche-schule", "foerderschule",
)  # fmt: skip
"""Slugs of kinds, where the office has kept them."""
COMPLETIONS, WITH_SYNONYMS = 6, 3
SHORTEST_BEGINNING = 3
OWN_ENTRIES = 3


class WordReader:
    """`corrected` fills with (typed, meant) as words are read."""

    def __init__(self, known: Known, vocabulary, thesaurus: Thesaurus):
        self.known, self.vocabulary, self.thesaurus = known, vocabulary, thesaurus
        self.corrected: list[tuple[str, str]] = []

    def groups(self, runs: list[list[Token]], text, *, unheard=frozenset()) -> list[Group]:
        """`runs` are stretches of words that stand together; the last word of `text` may be unfinished.

        Words in `unheard` are only there to hold others together: “Hilfe zur Erziehung”.
        """
        nouns = any(_is_noun(token.word) for run in runs for token in run if fold(token.word) not in unheard)
        last = max((token.end for run in runs for token in run), default=-1)
        unfinished = last == len(text)
        bilingual = self._names_languages(runs)
        meanings = [expand([token.word for token in run], self.thesaurus) for run in runs]
        self.vocabulary.expect(self._looked_up(meanings))
        groups, aims = [], []
        for run, found in zip(runs, meanings, strict=True):
            end = 0
            for meaning in found:
                tokens = run[end : (end := end + len(meaning.words))]
                open_end = unfinished and tokens[-1].end == last
                heard = tuple(word for word in meaning.words if fold(word) not in unheard)
                if bilingual and self._languages(heard) == {GERMAN}:
                    groups.append(Group(" ".join(heard), (Words(heard, everywhere=True), Words((GERMAN,)))))
                elif len(heard) == 1:
                    groups.append(self._group(replace(meaning, words=heard), nouns, open_end))
                elif heard:
                    groups += self._unit(replace(meaning, words=heard), nouns, open_end)
                if heard and (aim := self._aim(replace(meaning, words=heard), groups[-1].weight)):
                    aims.append(aim)
        return [*groups, *aims[:1]] if len(groups) > 1 else groups

    def _looked_up(self, meanings):
        """Words that reading them will ask about."""
        for meaning in itertools.chain.from_iterable(meanings):
            units = [meaning] if len(meaning.words) == 1 else [meaning, *(self._meaning([word]) for word in meaning.words)]
            for word in meaning.words:
                yield from forms(word)
                yield from parts(word)
            for alternative in itertools.chain.from_iterable(unit.alternatives for unit in units):
                yield from alternative.words

    def _aim(self, meaning, weight):
        """Who names a school or a Kita looks for the institution, not for a course that has to do with schools."""
        units = [meaning.words, self.thesaurus.german_of(meaning.words) or ()]
        units += [one.words for one in meaning.alternatives if one.strength == Strength.TWO_WAY]
        named = [self.known.kind_slugs[name] for unit in units for name in self.known.kinds.get(tuple(map(fold, unit)), [])]
        wanted = tuple(dict.fromkeys(slug for slug in named if slug in PLACES_OF_CHILDREN))
        if not wanted:
            return None
        return Group(
            " ".join(meaning.words),
            (Has("kind", wanted), Has("kind", PLACES_OF_CHILDREN, OTHER_KIND)),
            max(weight, AIM),
            needed=False,
            others=OFFERS,
        )

    def _meaning(self, words):
        """Of words that belong together."""
        return expand(words, self.thesaurus)[0]

    def _names_languages(self, runs):
        """German and another one, “école français allemand”: then nobody wants to learn German."""
        named = [self._languages((token.word,)) for run in runs for token in run]
        return {GERMAN} in named and any(found - {GERMAN} for found in named)

    def _languages(self, typed):
        """Folded German names of the languages that these words name, in whatever language; courses don't count."""
        german = self.thesaurus.german_of(typed)
        found = {_language_stems().get(stem) for word in german or typed for stem in stems(word)}
        return set() if not german and GERMAN_COURSES & set(map(fold, typed)) else found - {None}

    def _unit(self, meaning, nouns, open_end):
        """Words that mean something together (“Nachhilfe in Mathe”) are a group each: things may have only some of them, or another word for all."""
        kinds = self.known.kinds.get(tuple(map(fold, meaning.words)), [])
        together = self._alternatives(meaning, 1.0, widen=not self._has_entries([Words(meaning.words)])) + _kind_ways(kinds)
        for place, word in enumerate(meaning.words, 1):
            group = self._group(self._meaning([word]), nouns, open_end and place == len(meaning.words))
            needed = group.needed or bool(kinds)
            yield replace(group, ways=tuple(dict.fromkeys((*group.ways, *together))), needed=needed)

    def _group(self, meaning, nouns, open_end):
        typed = meaning.words
        kinds = self.known.kinds.get(tuple(map(fold, typed)), [])
        ways = [Words(typed, everywhere=True)]
        if len(typed) == 1:
            ways += [Words((form,)) for form in forms(typed[0])[1:]]
        said = list(ways)
        ways += self._alternatives(meaning, 1.0, widen=not self._has_entries(said))
        ways += _kind_ways(kinds)
        if len(typed) == 1:
            ways += self._compound(typed[0])
            ways += [Has("code", (fold(typed[0]),))] if is_code(typed[0]) else []
        if not self._has(ways):
            ways += self._completions(typed) if open_end else ()
            if not self._has(ways):
                ways += self._corrections(typed)
        elif open_end and not self._has(said) and len(typed) == 1:
            ways += [way.weaker(0.8) for way in self._completions(typed)]
        weight, needed = self._weight(typed, said, ways, kinds, nouns)
        return Group(" ".join(typed), tuple(dict.fromkeys(ways)), weight, needed, loose=tuple(self._part(typed)))

    def _alternatives(self, meaning, factor, *, widen=True):
        """`widen`: to its topic, too."""
        shares = {Strength.TWO_WAY: TWO_WAY, Strength.KIND_OF: KIND_OF, Strength.ONE_WAY: ONE_WAY}
        return [
            Words(alternative.words).weaker(shares[alternative.strength] * factor)
            for alternative in meaning.alternatives
            if widen or tuple(map(fold, alternative.words)) not in self.known.topics
        ]

    def _has_entries(self, ways):
        """Enough of its own that the topic above would only be noise."""
        return max(map(self._frequency, ways)) >= OWN_ENTRIES

    def _compound(self, word):
        """All parts of the word; where some say little (Schwimm|kurs) the others do, with their synonyms."""
        pieces = parts(word)
        if not pieces:
            return []
        ways = [Words(pieces, parts=1.0, text=0.0).weaker(TWO_WAY)]
        strong = tuple(piece for piece in pieces if fold(piece) not in WEAK)
        if strong and len(strong) < len(pieces):
            ways.append(Words(strong, main=0.8, parts=0.7, text=0.4))
        if len(strong) == 1:
            ways += self._alternatives(self._meaning(strong), 0.75)
        return ways

    def _part(self, typed):
        """The most telling part of a compound: what has it alone may do where few have the whole."""
        pieces = parts(typed[0]) if len(typed) == 1 else ()
        there = [piece for piece in pieces if fold(piece) not in WEAK and self.vocabulary.frequency(piece)]
        if there:
            yield Words((min(there, key=self.vocabulary.frequency),), main=PART_ALONE, parts=PART_ALONE, text=PART_ALONE / 2)

    def _completions(self, typed):
        if len(typed[-1]) < SHORTEST_BEGINNING:
            return []
        found = self.vocabulary.beginning_with(fold(typed[-1]), COMPLETIONS)
        ways = [Words((*typed[:-1], word)).weaker(COMPLETED) for word in found]
        for word in found[:WITH_SYNONYMS]:
            ways += self._alternatives(self._meaning([word]), OF_COMPLETED)
        return ways

    def _corrections(self, typed):
        if len(typed) != 1 or is_known(typed[0]):
            return []
        meant = corrections(typed[0], self.vocabulary.words())[:3]
        if not meant:
            return []
        self.corrected.append((typed[0], meant[0]))
        ways = [Words((word,)).weaker(CORRECTED) for word in meant]
        return ways + self._alternatives(self._meaning([meant[0]]), CORRECTED) + [way.weaker(CORRECTED) for way in self._compound(meant[0])]

    def _has(self, ways):
        self.vocabulary.expect(_words_of(ways))
        return any(self._frequency(way) for way in ways)

    def _frequency(self, way):
        if isinstance(way, Has):
            return sum(self.vocabulary.has_value(way.field, value) for value in way.values)
        return min(self.vocabulary.frequency(word) for word in way.words)

    def _weight(self, typed, said, ways, kinds, nouns):
        """(weight, whether it must be met)"""
        if all(fold(word) in WEAK for word in self.thesaurus.german_of(typed) or typed):
            return WEAK_WEIGHT, False
        alike = [way for way in ways if isinstance(way, Has) or way.main >= TWO_WAY]
        self.vocabulary.expect(_words_of((*said, *alike)))
        own = max(map(self._frequency, said)) if any(map(is_known, typed)) else 0
        frequency = own or max(map(self._frequency, (*said, *alike))) or 1
        documents = max(self.vocabulary.documents(), 2)
        weight = SPREAD * math.log(documents / min(frequency, documents)) / math.log(documents)
        weight = min(max(weight, LEAST), MOST)
        if kinds:
            weight = max(weight, KIND_LEAST)
        elif nouns and not any(_is_noun(word) for word in typed):
            return weight * BESIDE_NOUNS, not all(word.endswith(VERB_ENDS) for word in typed)
        return weight, True


def _words_of(ways):
    return (word for way in ways if isinstance(way, Words) for word in way.words)


@lru_cache(maxsize=1)
def _language_stems():
    """{stem of the name of a language: its folded name}; “Deutschkurs” is what words for German lead to in the list of foreign words."""
    names = [language_name(code, "de") for code in LANGUAGES]
    return {stems(name)[0]: fold(name) for name in names if len(words(name)) == 1} | {stems(course)[0]: GERMAN for course in GERMAN_COURSES}


def _kind_ways(kinds):
    return [Words(tuple(kind.split()), text=0.0).weaker(ONE_WAY) for kind in kinds]


def _is_noun(word):
    return word[:1].isupper()
