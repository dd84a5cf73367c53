"""What the index knows of words: how many documents have one, which begin so, and all of them for corrections."""

import time
from threading import Lock

from ...analysis import stems
from ...fields import COUNTED, TEXTS
from ...language.spelling import Vocabulary as KnownWords

SECONDS, GROWTH = 600, 0.02
"""All words are read anew after so long, or when the number of documents has changed by this share."""


class KeptWords:
    """All words of the index, kept in the process: reading those of 200,000 documents takes some tenths of a second."""

    def __init__(self):
        self._kept = None
        self._reading = Lock()

    def of(self, searcher):
        with self._reading:
            if not self._kept or not self._fits(searcher):
                found = dict(searcher.terms_with_prefix("words", ""))
                self._kept = (time.monotonic(), searcher.num_docs, KnownWords(found))
            return self._kept[2]

    def _fits(self, searcher):
        made_at, documents, _words = self._kept
        return time.monotonic() - made_at < SECONDS and abs(searcher.num_docs - documents) <= GROWTH * documents


class TantivyVocabulary:
    """Of one state of the index, for one query."""

    def __init__(self, searcher, kept):
        self._searcher, self._kept = searcher, kept
        self._frequencies = {}

    def documents(self):
        return self._searcher.num_docs

    def expect(self, words):
        """Nothing to prepare: a look-up takes some microseconds."""

    def frequency(self, word):
        if word not in self._frequencies:
            self._frequencies[word] = max(self._in_field(field, word) for field in COUNTED)
        return self._frequencies[word]

    def _in_field(self, field, word):
        tokens = stems(word, TEXTS[field])
        return min((self._searcher.doc_freq(field, token) for token in tokens), default=0)

    def has_value(self, field, value):
        return self._searcher.doc_freq(f"by_{field}", value) > 0

    def beginning_with(self, prefix, limit):
        return [word for word, _count in self._searcher.terms_with_prefix("words", prefix, limit=limit + 1) if word != prefix][:limit]

    def words(self):
        return self._kept.of(self._searcher)
