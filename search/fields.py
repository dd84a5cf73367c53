"""Fields of a document in an index, the same in every engine."""

from .analysis import fold, words
from .engines.base import Document
from .starts import spelled_tokens, start_tokens

NAME_STARTS, NAME_ENDS = "qqanfang", "qqende"
"""Marks round each whole name in `whole_name`, so that a phrase can ask for an exact name or its beginning. The first is one with the first word:
a mark of its own would stand in every document, and a phrase reads all places of each of its words."""

LONGEST_BODY = 40_000
LONGEST_NAME = 120
"""Letters; longer names count like this one among suggestions, where short names come first."""
OLDEST = 200
"""Years, for ages without an end."""

TEXTS = {
    "name": "de", "main": "de", "parts": "de", "listed": "de", "around": "de", "text": "de",
    "main_en": "en", "text_en": "en", "main_other": "plain", "text_other": "plain",
}  # fmt: skip
"""Analysed field → analyzer. `main`: name, other names, kind, topics and groups; `around`: place and operator; `parts`: of the compounds in `main`;
`listed`: topics and groups whose names are lists."""

ANYWHERE = "anywhere"
"""Analysed as German: all words of the fields below at once. What is only counted and not scored is asked of one field instead of four."""
ANYWHERE_OF = frozenset(("main", "listed", "around", "text"))

COUNTED = ("main", "parts", "around", "text", "main_en", "text_en", "main_other", "text_other")
"""Where a word must stand to count as one that the index knows."""

SUFFIXES = {"de": "", "de-simple": "", "en": "_en"}
"""Language → ending of its fields; all others share `_other`."""

UNCOUNTED = ("key", "opening", "slot")
"""Words that are only looked up; all other words stand in fields named after the facet, `by_…`."""

WHOLE_WORDS = "words"
"""Words of names, kind, terms, place and operator as they are, without a stemmer."""

LOOKED_UP = ("code", "aim")
"""Facets whose values are looked up but not counted."""

DAYS = ("last_day", "checked_on", "due_on")
"""As ordinals."""


def analyzer_of(field):
    return "de" if field == ANYWHERE else TEXTS[field]


def field_of(name):
    """Where the words of an `AnyOf` stand."""
    return name if name in UNCOUNTED or name == WHOLE_WORDS else f"by_{name}"


def values_of(document: Document, version) -> dict:
    """Field → value or list of values; empty ones are left out. Places are each engine's own."""
    names = names_of(document)
    values = {
        "key": document.key,
        "digest": document.digest,
        "doc_type": document.doc_type,
        "object_id": document.object_id,
        "version": version,
        "sort_name": document.sort_name,
        "name": list(document.other_names),
        "main": [*document.other_names, document.kind],
        "around": [document.place, document.operator],
        "parts": " ".join(document.parts),
        "listed": document.listed,
        "by_code": list(document.codes),
        "whole_name": [marked_name(name) for name in names],
        "starts": " ".join(start_tokens(names)),
        "spelled": [token for language, text in document.texts.items() for token in spelled_tokens(language, text.name)],
        "brevity": max(0, LONGEST_NAME - len(document.sort_name)),
        "by_section": document.section,
    }
    for language, text in document.texts.items():
        suffix = suffix_of(language)
        values.setdefault(f"main{suffix}", []).extend([text.name, text.terms])
        values.setdefault(f"text{suffix}", []).append(text.body[:LONGEST_BODY])
        if not suffix:
            values["name"].append(text.name)
    values[ANYWHERE] = [*values["main"], document.listed, *values["around"], *values.get("text", ())]
    values["words"] = [*values["main"], document.listed, document.place, document.operator]
    for name, found in document.facets.items():
        values[f"by_{name}"] = list(found)
    if document.age_from is not None or document.age_to is not None:
        values["age_from"] = 0 if document.age_from is None else document.age_from
        values["age_to"] = OLDEST if document.age_to is None else document.age_to
    values["opening"], values["slot"] = list(document.opening), list(document.slots)
    if document.changed_at:
        values["changed_at"] = int(document.changed_at.timestamp())
    for name in DAYS:
        if day := getattr(document, name):
            values[name] = day.toordinal()
    return {name: filled for name, value in values.items() if (filled := _filled(value)) not in ([], "")}


def _filled(value):
    return [part for part in value if part != ""] if isinstance(value, list) else value


def names_of(document):
    """Each once."""
    return list(dict.fromkeys(name for name in (*(text.name for text in document.texts.values()), *document.other_names) if name))


def folded_words(text):
    """As `whole_name` holds them."""
    return words(fold(text))


def marked_name(name):
    return " ".join((*from_the_start(folded_words(name)), NAME_ENDS))


def from_the_start(words):
    """Folded words as they stand in `whole_name` where they begin a name."""
    return [f"{NAME_STARTS}{word}" if place == 0 else word for place, word in enumerate(words)]


def suffix_of(language):
    return SUFFIXES.get(language, "_other")
