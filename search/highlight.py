"""Marks the words of a query in texts and cuts snippets round them. A word is marked when it ends as the same stem, however it is spelled or inflected."""

from functools import cached_property
from html import escape
from itertools import pairwise

from django.utils.safestring import mark_safe

from .analysis import ANALYZER_OF_LANGUAGE, WORD, stems

LENGTH = 220
"""Letters of a snippet, about two lines."""
BEFORE = 60
"""Letters before the first mark."""
READ = 20_000
"""So much of a text is looked through."""


class _Wanted(dict):
    """Word of a text → the stem that it shares with the words of the query, "" if none. A page's texts have many words more than once."""

    def __init__(self, words, analyzer):
        self.analyzer = analyzer
        self.stems = {stem for word in words for stem in stems(word, analyzer)}

    def __missing__(self, word):
        found = self[word] = next((stem for stem in stems(word, self.analyzer) if stem in self.stems), "")
        return found


class Highlighter:
    def __init__(self, words):
        self.words = words

    @cached_property
    def _wanted(self):
        return {analyzer: _Wanted(self.words, analyzer) for analyzer in ("de", "en", "plain")}

    def _matches(self, text, language):
        """[(start, end, stem), …] of the words to mark."""
        analyzer = ANALYZER_OF_LANGUAGE.get(language, "plain")
        wanted = self._wanted[analyzer]
        if not wanted.stems:
            return []
        return [(*word.span(), stem) for word in WORD.finditer(text[:READ]) if (stem := wanted[word[0]])]

    def marked(self, text, language):
        """The whole text as safe HTML with `<mark>`."""
        return _marked(text, self._matches(text, language), 0, len(text))

    def snippet(self, texts):
        """(safe HTML, language) of the best part of `texts`, [(text, language), …] in the order of their worth: the first with a match, else the first at all."""
        first = None
        for text, language in texts:
            if text and (matches := self._matches(text, language)):
                return _marked(text, matches, *_window(text, matches)), language
            first = first or (text and (text, language))
        return (_marked(first[0], [], *_cut(first[0], 0)), first[1]) if first else ("", "")


def _window(text, matches):
    """(start, end) of the stretch with most different words of the query, the earliest of the best."""

    def worth(place):
        return len({stem for start, end, stem in matches[place:] if end <= matches[place][0] + LENGTH - BEFORE})

    best = max(range(len(matches)), key=lambda place: (worth(place), -place))
    return _cut(text, matches[best][0] - BEFORE)


def _cut(text, wanted):
    """About `LENGTH` letters from `wanted` on, between words; the whole text when it is hardly longer."""
    if len(text) <= LENGTH * 1.2:
        return 0, len(text)
    start = max(0, min(wanted, len(text) - LENGTH))
    if start:
        start = text.find(" ", start, start + 30) + 1 or start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start + LENGTH // 2, end), 0) or end
    return start, end


def _marked(text, matches, start, end):
    inside = [(first, last) for first, last, _stem in matches if first >= start and last <= end]
    points = [start, *(point for match in inside for point in match), end]
    parts = [escape(text[a:b]) if place % 2 == 0 else f"<mark>{escape(text[a:b])}</mark>" for place, (a, b) in enumerate(pairwise(points))]
    return mark_safe(("… " if start else "") + "".join(parts) + (" …" if end < len(text) else ""))
