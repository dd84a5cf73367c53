"""What the index knows of words. Each process keeps what it was told for some time, since a query asks about many words."""

import logging
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable

from ...fields import COUNTED, field_of
from ...language.spelling import Vocabulary as KnownWords
from ..base import SearchUnavailable
from . import patience

logger = logging.getLogger(__name__)

ANSWERS_SECONDS = 60.0
WORDS_SECONDS, GROWTH = 600.0, 0.02
"""All words are read anew after so long, or when the number of documents has changed by this share."""
TERMS_AT_ONCE, EXPECTED = 60_000, 40_000
"""Words of one answer: at most, and about; a cluster refuses more than 65,535."""


class Answers:
    """What was told about single words and values."""

    def __init__(self, generation, documents):
        self.generation, self.documents = generation, documents
        self.made_at = time.monotonic()
        self.frequencies: dict[str, int] = {}
        self.values: dict[tuple[str, str], bool] = {}


class AllWords:
    """Every word of names, kinds, topics and places with its number of documents."""

    def __init__(self, counts, generation, documents):
        self.generation, self.documents = generation, documents
        self.made_at = time.monotonic()
        self.known = KnownWords(counts)
        self._counts = counts
        self._sorted = sorted(counts)

    def beginning_with(self, prefix, limit):
        first = bisect_left(self._sorted, prefix)
        found = self._sorted[first : bisect_left(self._sorted, prefix + "\U0010ffff")]
        return sorted((word for word in found if word != prefix), key=lambda word: (-self._counts[word], word))[:limit]


class KeptWords:
    """Of one process. All words are read beside the requests: a page waits for the first time only, and no longer than it may."""

    def __init__(self, terms):
        self._terms = terms
        self._answers: Answers | None = None
        self._words: AllWords | None = None
        self._reading: threading.Thread | None = None
        self._lock = threading.Lock()

    def forget(self):
        """What this process itself has changed."""
        self._answers = self._words = None

    def answers(self) -> Answers:
        answers, generation = self._answers, self._terms.generation()
        if answers is None or answers.generation != generation or time.monotonic() - answers.made_at > ANSWERS_SECONDS:
            answers = self._answers = Answers(generation, self._terms.number_of_documents())
        return answers

    def words(self) -> AllWords:
        answers, words = self.answers(), self._words
        if words is None or not _fits(words, answers):
            with self._lock:
                if self._reading is None or not self._reading.is_alive():
                    self._reading = threading.Thread(target=self._read, args=(answers,), daemon=True)
                    self._reading.start()
                reading = self._reading
            if words is None or words.generation != answers.generation:
                reading.join(patience.left(self._terms.address.timeout))
                words = self._words
        return words or AllWords({}, answers.generation, answers.documents)

    def _read(self, answers):
        try:
            self._words = AllWords(self._terms.all_terms("words", TERMS_AT_ONCE, EXPECTED), answers.generation, answers.documents)
        except SearchUnavailable as error:
            logger.warning("The words of the index could not be read: %s", error)


def _fits(words, answers):
    is_young = time.monotonic() - words.made_at < WORDS_SECONDS
    return is_young and words.generation == answers.generation and abs(answers.documents - words.documents) <= GROWTH * words.documents


class ElasticsearchVocabulary:
    """For one query."""

    def __init__(self, terms, kept):
        self._terms, self._kept = terms, kept
        self._answers = kept.answers()

    def documents(self):
        return self._answers.documents

    def expect(self, words: Iterable[str]):
        frequencies = self._answers.frequencies
        if new := list(dict.fromkeys(word for word in words if word not in frequencies)):
            frequencies |= self._terms.frequencies(new, COUNTED)

    def frequency(self, word):
        self.expect([word])
        return self._answers.frequencies[word]

    def has_value(self, field, value):
        values = self._answers.values
        if (field, value) not in values:
            values[field, value] = self._terms.has_value(field_of(field), value)
        return values[field, value]

    def beginning_with(self, prefix, limit):
        return self._kept.words().beginning_with(prefix, limit)

    def words(self):
        return self._kept.words().known
