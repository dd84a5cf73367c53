"""Splits German compounds: Blockflötenunterricht → block, flöte, unterricht.

The fewest parts that cover the word win, then each part is split further. Parts are nouns of the list (with the letters that link them or end
them), stems of verbs (Schwimm|kurs) and a few first parts (Früh|erziehung). What a part may be, what stays whole and what is a place stands in `data/`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from ..analysis import fold, words
from .lists import lines, words_of
from .nouns import is_noun

SHORTEST_WORD, LONGEST_WORD = 7, 60
SHORTEST_FIRST, SHORTEST_LAST = 3, 4
MOST_PARTS = 6
LONGER_VERB = 7
"""Letters of stems like “programmier”, which need no list."""

LINKS = {"": 0.0, "s": 0.1, "n": 0.1, "es": 0.2, "en": 0.2, "er": 0.2, "e": 0.25, "ns": 0.3, "ens": 0.3}
"""Letters between a part and the next → what they cost. “er” and “e” are plurals, with umlaut or without."""
ENDS = {"": 0.0, "n": 0.05, "e": 0.1, "en": 0.1, "s": 0.1, "er": 0.1, "es": 0.15, "ern": 0.15, "innen": 0.1, "in": 0.1}
"""Inflected ends of the last part → what they cost."""
LATIN_PLURALS = {
    "ien": ("ium",),
    "een": ("eum",),
    "ren": ("rum",),
    "men": ("ma", "mum"),
    "ben": ("bum",),
    "ika": ("ikum",),
    "xen": ("xis",),
}
"""Gymnasien, Museen, Zentren, Themen, Alben, Praktika, Praxen."""
VOWELS = re.compile("äu|au|ae|oe|ue|ie|ei|[aeiouäöü]")
ADJECTIVE = re.compile("(?:[aeio]|[aio]s)tische?[nrs]?$")
"""Aromatisch is no table."""
PLURAL_VOWELS = str.maketrans("äöü", "aou")

PART = 1.0
SHORT = 0.4
"""What a part of four letters costs more than a longer one: chance makes most of them."""
VERB = 0.1
WHOLE = 0.1
"""What a part that stays whole costs less: Selbsthilfe|zentrum, not Selbst|hilfezentrum."""
UNINFLECTED = 0.3
"""“Schul” for Schule, “Sprach” for Sprache."""


@dataclass(frozen=True)
class _Words:
    """The lists of `data/compounds.txt`, folded."""

    whole: frozenset[str]
    short: frozenset[str]
    short_last: frozenset[str]
    """Not folded: a Zottelbär is none of the many words that end in “bar”."""
    first: frozenset[str]
    never: frozenset[str]
    nouns: frozenset[str]
    verbs: dict[str, str]
    """Stem → infinitive."""
    odd_verbs: dict[str, str]
    infinitives: frozenset[str]
    given: dict[str, tuple[str, ...]]


@cache
def _lists():
    listed = words_of("compounds")
    pairs: dict[str, dict[str, tuple[str, ...]]] = {"given": {}, "verb stems": {}}
    for section, line in lines("compounds"):
        if section in pairs:
            word, _equals, found = line.partition("=")
            pairs[section][fold(word.strip())] = tuple(found.split())
    verbs = {fold(stem): infinitive for infinitive in listed["verbs"] for stem in _verb_stems(infinitive)}
    return _Words(
        whole=_folded(listed["whole"]),
        short=_folded(listed["short"]),
        short_last=frozenset(word.lower() for word in listed["short last"]),
        first=_folded(listed["first"]),
        never=_folded(listed["never"]),
        nouns=_folded(listed["nouns"]) | _folded(listed["verbs"]),
        verbs=verbs,
        odd_verbs={stem: found[0] for stem, found in pairs["verb stems"].items()},
        infinitives=_folded(listed["verbs"]),
        given=pairs["given"],
    )


@cache
def place_names():
    """Folded names of places that are one word, and the words of those that are several: shipped ones. None is ever split."""
    return _folded(words_of("places").get("", []))


def _folded(words):
    return frozenset(fold(word) for word in words)


def _verb_stems(infinitive):
    """schwimmen → schwimm, schwimme; basteln → bastel. `les|e` (Lesekreis) links with an e."""
    stem = infinitive.removesuffix("en") if infinitive.endswith("en") else infinitive.removesuffix("n")
    return (stem, stem + "e")


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """The words that a compound is made of, in small letters, without what links them; none for other words."""
    word = word.lower()
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD or not word.isalpha():
        return ()
    found = _split(word)
    return found if len(found) > 1 else ()


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Whether this is a German word, in any of its forms, that the list of nouns or the domain words have. Such a word is no typing mistake."""
    word = word.lower()
    folded = fold(word)
    lists = _lists()
    if folded in lists.given or folded in lists.whole or folded in lists.first or folded in lists.verbs or folded in place_names():
        return True
    return bool(_as_last(word) or _is_lemma(folded) or parts(word))


def parts_in(*texts: str, places: Iterable[str] = ()) -> tuple[str, ...]:
    """The parts of all compounds in `texts`, each once; words of the names in `places` stay whole."""
    compounds = [(word, found) for text in texts for word in words(text) if (found := parts(word))]
    if not compounds:
        return ()
    whole = {fold(word) for place in places for word in words(place)}
    return tuple(dict.fromkeys(part for word, found in compounds if fold(word) not in whole for part in found))


def joins(piece: str) -> bool:
    """Whether `piece` (small letters) can stand before another part: Klavier, Kinder, Sprach."""
    return len(piece) >= SHORTEST_LAST and _as_first(piece, at_start=True) is not None


def _split(word):
    """`word` in small letters → its parts; itself alone when it is none."""
    lists = _lists()
    folded = fold(word)
    if folded in lists.given:
        return lists.given[folded]
    if (
        folded in lists.whole
        or folded in lists.infinitives
        or folded.endswith("ieren")
        or folded in place_names()
        or len(word) < SHORTEST_WORD
    ):
        return (word,)
    lemma = _as_last(word)
    if lemma and fold(lemma[1]) in lists.whole | lists.given.keys():
        return lists.given.get(fold(lemma[1]), (lemma[1],))
    best = _cheapest(word)
    if not best:
        return (word,)
    return tuple(piece for part in best for piece in _split_part(part))


def _split_part(part):
    """A part that is a compound itself: Kunstschule in Jugendkunstschule."""
    return _split(part) if len(part) >= SHORTEST_WORD else (part,)


def _cheapest(word):
    """The cheapest cover of `word` by two or more parts; () when there is none."""
    ways: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    ways[0] = (0.0, ())
    for start in range(len(word)):
        way = ways[start]
        if way is None or len(way[1]) == MOST_PARTS - 1:
            continue
        for end in range(start + SHORTEST_FIRST, len(word) - SHORTEST_FIRST + 1):
            _better(ways, end, way, _as_first(word[start:end], at_start=start == 0))
        if start:
            _better(ways, len(word), way, _as_last(word[start:]))
    return ways[-1][1] if ways[-1] else ()


def _better(ways, end, way, part):
    if part:
        cost = way[0] + part[0]
        known = ways[end]
        if known is None or cost < known[0]:
            ways[end] = (cost, (*way[1], part[1]))


@lru_cache(maxsize=100_000)
def _as_first(piece, *, at_start):
    """(cost, word) of a piece before another part; None when it can't be one."""
    lists = _lists()
    folded = fold(piece)
    if folded in lists.first or folded in lists.odd_verbs:
        return PART, lists.odd_verbs.get(folded, piece)
    found = []
    if folded in lists.verbs:
        found.append((PART + VERB, lists.verbs[folded]))
    elif folded.endswith("ier") and len(folded) >= LONGER_VERB:
        found.append((PART + VERB, piece + "en"))
    for link, cost in LINKS.items():
        stem = piece[: len(piece) - len(link)] if link else piece
        if piece.endswith(link) and _takes(stem, link) and _may_be_part(stem, fold(stem), at_start=at_start, linked=bool(link)):
            cost -= WHOLE if fold(stem) in lists.whole else 0.0
            found.append((PART + cost + _shortness(stem), _without_umlaut(stem) if link in ("er", "e") else _without_empty_e(stem)))
    if len(piece) >= 4 and _is_lemma(folded + "e") and folded + "e" not in lists.never:
        found.append((PART + UNINFLECTED + _shortness(piece), piece + "e"))
    return min(found, default=None)


@lru_cache(maxsize=100_000)
def _as_last(piece):
    """(cost, word) of the last piece, whatever its inflected end; None when it can't be one."""
    found = []
    if ADJECTIVE.search(piece):
        return None
    for end, cost in ENDS.items():
        stem = piece[: len(piece) - len(end)] if end else piece
        folded = fold(stem)
        long_enough = len(folded) >= SHORTEST_LAST or stem in _lists().short_last
        if piece.endswith(end) and long_enough and _takes(stem, end) and folded not in _lists().never and _is_lemma(folded):
            found.append((PART + cost + _shortness(stem), _without_umlaut(stem) if end in ("er", "ern", "e") else stem))
    for plural, singulars in LATIN_PLURALS.items():
        if piece.endswith(plural):
            found += [(PART + 0.1, stem) for singular in singulars if _is_lemma(fold(stem := piece.removesuffix(plural) + singular))]
    return min(found, default=None)


def _takes(stem, end):
    """The plural in “er” turns a, o, u into umlauts: Dörfer, but Mariendorfer and Hamburger come from places."""
    if end not in ("er", "ern"):
        return True
    vowels = VOWELS.findall(stem)
    return bool(vowels) and vowels[-1] not in ("a", "o", "u", "au") and not stem.endswith(("berg", "heim", "stein"))


def _may_be_part(stem, folded, *, at_start, linked):
    lists = _lists()
    if folded in lists.never:
        return False
    if len(folded) < 4:
        return at_start and folded in lists.short
    return _is_lemma(folded)


def _is_lemma(folded):
    return is_noun(folded) or folded in _lists().nouns


def _shortness(stem):
    return SHORT if len(stem) <= 4 else 0.0


def _without_empty_e(stem):
    """“fraue” of Frauen|treff folds to frau: “ue” counts as one letter."""
    return stem[:-1] if stem.endswith("e") and fold(stem) == fold(stem[:-1]) else stem


def _without_umlaut(stem):
    """Büch(er) → buch, Gäst(e) → gast, but Gespräch(e): such words have it from the beginning. After folding all are the same anyway."""
    if stem.startswith("ge"):
        return stem
    for place in range(len(stem) - 1, -1, -1):
        if stem[place] in "äöü":
            return stem[:place] + stem[place].translate(PLURAL_VOWELS) + stem[place + 1 :]
        if stem[place] in "aeiou" and stem[place - 1 : place + 1] != "äu":
            return stem
    return stem
