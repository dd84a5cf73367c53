"""Words that may have been meant: known words at most one or two typing mistakes away, or ones that sound the same.

corrections("klafier", vocabulary)            →  ["Klavier"]
corrections("Klavierunteriht", vocabulary)    →  ["Klavierunterricht"], also when only Klavier and Unterricht are known
"""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from ..analysis import fold
from .compounds import joins

ONE_FROM, TWO_FROM = 5, 8
"""Letters from which one and two mistakes are forgiven."""
SOUND_FROM = 4
MOST = 5
LONGEST = 40

SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph|v", "f"), ("th|dt", "t"), ("rh", "r"), ("y|ie", "i"), ("ck|c(?!h)|qu", "k"), ("tz|ts", "z"), ("x|chs|cks", "ks"), ("a[iy]|e[iy]", "ai"),
        ("j", "i"), ("(?<=[aeiou])h(?![aeiou])", ""), (r"(.)\1+", r"\1"), ("d$", "t"), ("b$", "p"), ("g$", "k"),
    )
]  # fmt: skip
"""Spellings that German speakers write for one another; in this order."""


class Vocabulary:
    """Words that can be found, with how many documents have each; made once per state of the index, asked in about a millisecond."""

    def __init__(self, words: Mapping[str, int] | Iterable[str]):
        counted = words if isinstance(words, Mapping) else dict.fromkeys(words, 1)
        self._count: dict[str, int] = {}
        self._spelled: dict[str, str] = {}
        for word, count in counted.items():
            folded = fold(word)
            if folded.isalpha() and len(folded) <= LONGEST:
                self._spelled.setdefault(folded, word)
                self._count[folded] = self._count.get(folded, 0) + count
        self._buckets: dict[tuple[str, int], list[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        for folded in self._count:
            self._buckets.setdefault((folded[0], len(folded)), []).append(folded)
            self._sounds.setdefault(sound(folded), []).append(folded)

    def __contains__(self, word):
        return fold(word) in self._count

    def near(self, folded):
        """Known words that may be meant, best first: fewest mistakes (what sounds the same has one), then in most documents."""
        found = {}
        mistakes = mistakes_allowed(folded)
        if mistakes:
            lengths = range(len(folded) - mistakes, len(folded) + mistakes + 1)
            candidates = [word for length in lengths for word in self._buckets.get((folded[0], length), ())]
            close = extract(folded, candidates, scorer=OSA.distance, score_cutoff=mistakes, limit=None)
            found = {word: distance for word, distance, place in close}
        if len(folded) >= SOUND_FROM:
            found |= dict.fromkeys(self._sounds.get(sound(folded), ()), 1)
        best = sorted(found, key=lambda word: (found[word], -self._count[word], word))
        return [self._spelled[word] for word in best]


def mistakes_allowed(folded):
    return 0 if len(folded) < ONE_FROM else 1 if len(folded) < TWO_FROM else 2


def sound(folded):
    for pattern, sounds_like in SOUNDS:
        folded = pattern.sub(sounds_like, folded)
    return folded


def corrections(word: str, vocabulary: Vocabulary | Mapping[str, int] | Iterable[str]) -> list[str]:
    """At most five words that may be meant by `word`, best first; none when `vocabulary` has it.

    Pass a `Vocabulary` where several words are asked. The first letter is always right, except where another one sounds the same.
    """
    known = vocabulary if isinstance(vocabulary, Vocabulary) else Vocabulary(vocabulary)
    folded = fold(word)
    if not folded.isalpha() or len(folded) > LONGEST or folded in known:
        return []
    return (known.near(folded) or _compounds(word.lower(), known))[:MOST]


def _compounds(word, known):
    """One part right, the other near: Klavier|unteriht, Klafier|unterricht."""
    found = []
    for place in range(SOUND_FROM, len(word) - SOUND_FROM + 1):
        first, last = word[:place], word[place:]
        if joins(first):
            found += [first + near.lower() for near in known.near(fold(last))[:2]]
        elif last in known:
            found += [near.lower() + last for near in known.near(fold(first))[:2] if joins(near.lower())]
    return list(dict.fromkeys(found))
