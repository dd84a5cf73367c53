"""Where in a name people may begin to type: at each word, and inside a compound at each of its later parts.

“Blockflötenunterricht” begins at “Blockflöten…”, “Flöten…” and “Unterricht”. Engines index the beginnings, suggestions mark what was typed.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from .analysis import STOP_WORDS, WORD, fold, words
from .language.compounds import parts

FIRST = "="
"""Stands before the first word of a name in the index."""
BETWEEN = "|"
"""Between language, folded word and word as it is written."""
SHORTEST_SPELLED = 3
LONGEST = 60
SHORTEST_PART = 3
SHORTEST_NAME = 2
"""Letters from which on names are suggested: one letter begins a third of them."""
ONE_MISTAKE, TWO_MISTAKES = 5, 8
"""Letters of a beginning from which on so many mistakes are forgiven."""
WINDOW = 3
"""Times as many spelled words are read as are wanted: several spellings of one word count once."""
CONTEXT = ("main", "around")
"""Fields in which a word may stand when another one begins in the name: “musikschule bart” is Béla Bartók."""
LOST_LETTERS, LINKING_LETTERS = 3, 4
"""Letters that a part may have lost inside its word, and that may stand between two parts."""


@lru_cache(maxsize=50_000)
def inner_starts(word: str) -> tuple[int, ...]:
    """Letters before each later part of a compound: (5, 11) for “Blockflötenunterricht”; () for other words."""
    folded, starts, position = fold(word), [], 0
    for part in parts(word):
        place, length = _found(folded, fold(part), position)
        if not length:
            break  # the part is written differently there; what comes after can't be placed
        starts.append(place)
        position = place + length
    return tuple(start for place in starts if place and (start := _unfolded(word, place)))


def _found(folded, part, position):
    """(place, length) of a part in its word, as much of it as is written there: “schwimmen” in Schwimmkurs."""
    for length in range(len(part), max(len(part) - LOST_LETTERS, SHORTEST_PART) - 1, -1):
        place = folded.find(part[:length], position, position + LINKING_LETTERS + length)
        if place >= 0:
            return place, length
    return position, 0


def _unfolded(word, place):
    """The letter of `word` before which it folds to so many; None where folding joins letters of two parts."""
    rest = fold(word)[place:]
    return next((start for start in range(len(word)) if fold(word[start:]) == rest), None)


@lru_cache(maxsize=50_000)
def word_starts(word) -> tuple[str, ...]:
    """Folded: the word, and what is left of it from each later part on."""
    return tuple(fold(word[start:])[:LONGEST] for start in (0, *inner_starts(word)))


def start_tokens(names: Iterable[str]) -> list[str]:
    """Folded beginnings of all words of some names, each once."""
    tokens: dict[str, None] = {}
    for name in names:
        for place, word in enumerate(words(name)):
            for start in word_starts(word):
                tokens[start] = None
            if place == 0:
                tokens[f"{FIRST}{fold(word)[:LONGEST]}"] = None
    return list(tokens)


def mistakes_in(start) -> int:
    return (len(start) >= ONE_MISTAKE) + (len(start) >= TWO_MISTAKES)


def spelled_tokens(language, name) -> list[str]:
    """“de|flote|Flöte”: words as people write them, found by their folded beginning; compounds also by their later parts."""
    return list(dict.fromkeys(token for word in words(name) for token in _spelled_tokens(language, word)))


@lru_cache(maxsize=50_000)
def _spelled_tokens(language, word):
    return tuple(BETWEEN.join((language, fold(spelled), spelled)) for spelled in _spelled(word))


def spelled_prefix(language, typed):
    return f"{language}{BETWEEN}{fold(typed)}"


def spelled_word(token):
    return token.rpartition(BETWEEN)[2]


def _spelled(word):
    if len(word) < SHORTEST_SPELLED or len(word) > LONGEST or not word.isalpha() or word.casefold() in STOP_WORDS:
        return ()
    parts = (word[start:] for start in inner_starts(word))
    return (word, *(part[:1].upper() + part[1:] for part in parts if len(part) >= SHORTEST_SPELLED))


def marked_parts(text, typed: Iterable[str]) -> list[str]:
    """`text` cut into pieces of which every second one is what was typed: ["Block", "flöte", "nunterricht"]."""
    prefixes = [prefix for word in typed if (prefix := fold(word))]
    pieces, last = [], 0
    for start, end in _spans(text, prefixes):
        pieces += [text[last:start], text[start:end]]
        last = end
    return [*pieces, text[last:]]


def _spans(text, prefixes) -> Iterator[tuple[int, int]]:
    for word in WORD.finditer(text):
        for start in (0, *inner_starts(word[0])):
            length = next((length for prefix in prefixes if (length := _length(word[0][start:], prefix))), 0)
            if length:
                yield word.start() + start, word.start() + start + length
                break


def _length(word, prefix):
    """How many letters of `word` spell `prefix`; 0 when it doesn't begin with it."""
    if not fold(word).startswith(prefix):
        return 0
    return next((end for end in range(1, len(word) + 1) if fold(word[:end]).startswith(prefix)), 0)
