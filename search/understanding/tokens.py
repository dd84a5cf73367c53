"""A query cut into its parts: phrases, words with a minus, phone numbers, words. Every part knows where it stood."""

import re
from dataclasses import dataclass, field

from ..analysis import WORD, stems
from ..numbers import national

PHRASE = re.compile(r"(?P<minus>(?<!\S)[-−–])?[\"“„”«»‟](?P<words>[^\"“„”«»‟]+)[\"“„”«»‟]")
MINUS = re.compile(r"(?<!\S)[-−](?=\w)(?P<words>[^\s\"“„”«»‟]+)")
NUMBER = re.compile(r"(?<![\w.])(?:\+|\(?0)?\d[\d /()-]{4,}\d(?!\w)")
LEAST_DIGITS = 6
"""Shorter numbers are postcodes, ages, years."""


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


@dataclass
class Tokens:
    """`words` in their order; `phrases` and `excluded` as tuples of words."""

    text: str
    words: list[Token] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    """Digits of phone numbers as they are dialled in the country."""
    minus_spans: list[tuple[int, int]] = field(default_factory=list)


def read(text) -> Tokens:
    """Nothing typed is an error: what has no meaning is a word or nothing."""
    found = Tokens(text)
    rest = PHRASE.sub(lambda match: _phrase(match, found), text)
    rest = MINUS.sub(lambda match: _minus(match, found), rest)
    rest = NUMBER.sub(lambda match: _number(match, found), rest)
    for match in WORD.finditer(rest):
        if stems(match[0], "plain"):
            found.words.append(Token(match[0], match.start(), match.end()))
    return found


def _phrase(match, found):
    words = tuple(word for word in WORD.findall(match["words"]) if stems(word, "plain"))
    if match["minus"]:
        return _exclude(match, words, found)
    if words:
        found.phrases.append(words)
    return " " * len(match[0])


def _minus(match, found):
    return _exclude(match, tuple(word for word in WORD.findall(match["words"]) if stems(word, "plain")), found)


def _exclude(match, words, found):
    if words:
        found.excluded.append(words)
        found.minus_spans.append(match.span())
    return " " * len(match[0])


def _number(match, found):
    digits = national(match[0])
    if len(digits) < LEAST_DIGITS or (not match[0].strip().startswith(("+", "0", "(0")) and " " in match[0].strip()):
        return match[0]
    found.numbers.append(digits)
    return " " * len(match[0])
