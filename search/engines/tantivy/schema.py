"""Fields of the index, and a document in them."""

import tantivy

from ...analysis import STEMMERS, fold, make_analyzer, words
from ...cells import cell_words
from ...facets import FIELDS
from ...starts import spelled_tokens, start_tokens
from ..base import Document
from .spots import sites_of, spot_of

NAME_STARTS, NAME_ENDS = "qqanfang", "qqende"
"""Marks round each whole name in `whole_name`, so that a phrase can ask for an exact name or its beginning."""

LONGEST_BODY = 40_000
LONGEST_NAME = 120
"""Letters; longer names count like this one among suggestions, where short names come first."""

TEXTS = {
    "name": "de", "main": "de", "parts": "de", "listed": "de", "around": "de", "text": "de",
    "main_en": "en", "text_en": "en", "main_other": "plain", "text_other": "plain",
}  # fmt: skip
"""Analysed field → analyzer. `main`: name, other names, kind, topics and groups; `around`: place and operator; `parts`: of the compounds in `main`;
`listed`: topics and groups whose names are lists."""

SUFFIXES = {"de": "", "de-simple": "", "en": "_en"}
"""Language → ending of its fields; all others share `_other`."""

FAR_PAST, FAR_FUTURE = 0, 5_000_000
"""Days as ordinals."""

UNCOUNTED = ("cell", "opening", "slot")
"""Words that are only looked up: where it is, when it is open (`search.cells`, `search.opening`)."""


def make_schema():
    builder = tantivy.SchemaBuilder()
    # The key is text: deleting by a number silently deletes nothing.
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("digest", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("doc_type", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("object_id", stored=True, fast=True)
    builder.add_integer_field("version", stored=True, fast=True)
    for name, analyzer in TEXTS.items():
        builder.add_text_field(name, tokenizer_name=analyzer)
    builder.add_text_field("whole_name", tokenizer_name="folded")
    builder.add_text_field("starts", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("spelled", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("brevity", fast=True)
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    for name in ("code", "aim"):
        builder.add_text_field(f"by_{name}", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(f"by_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sort_name", fast=True, tokenizer_name="raw", index_option="basic")
    for name in UNCOUNTED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("changed_at", stored=True, fast=True)
    builder.add_text_field("points", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("age_from", "age_to", "last_day", "checked_on", "due_on"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("lat", "lon"):
        builder.add_float_field(name, indexed=True, fast=True)
    builder.add_text_field("sites", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("spot", fast=True)
    return builder.build()


def register_analyzers(index):
    """After every opening: an index doesn't keep them."""
    for name in STEMMERS:
        index.register_tokenizer(name, make_analyzer(name))
    index.register_tokenizer("folded", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def make_document(document: Document, schema, version):
    """Raises `ValueError` for what the schema doesn't take: only here, since a wrongly typed document breaks the whole commit."""
    data = {
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
        "whole_name": [marked_name(name) for name in _names(document)],
        "starts": " ".join(start_tokens(_names(document))),
        "spelled": [token for language, text in document.texts.items() for token in spelled_tokens(language, text.name)],
        "brevity": max(0, LONGEST_NAME - len(document.sort_name)),
        "by_section": document.section,
    }
    for language, text in document.texts.items():
        suffix = suffix_of(language)
        data.setdefault(f"main{suffix}", []).extend([text.name, text.terms])
        data.setdefault(f"text{suffix}", []).append(text.body[:LONGEST_BODY])
        if not suffix:
            data["name"].append(text.name)
    data["words"] = [*data["main"], document.listed, document.place, document.operator]
    for name, values in document.facets.items():
        data[f"by_{name}"] = list(values)
    if document.age_from is not None or document.age_to is not None:
        data["age_from"] = 0 if document.age_from is None else document.age_from
        data["age_to"] = 200 if document.age_to is None else document.age_to
    data["opening"], data["slot"] = list(document.opening), list(document.slots)
    if document.changed_at:
        data["changed_at"] = int(document.changed_at.timestamp())
    if document.last_day:
        data["last_day"] = document.last_day.toordinal()
    if document.checked_on:
        data["checked_on"] = document.checked_on.toordinal()
    if document.due_on:
        data["due_on"] = document.due_on.toordinal()
    if document.points:
        data["lat"] = [lat for lat, lon in document.points]
        data["lon"] = [lon for lat, lon in document.points]
        data["points"] = " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in document.points)
        data["cell"] = list(dict.fromkeys(word for point in document.points for word in cell_words(*point)))
        data["sites"] = sites_of(document.points)
        data["spot"] = [spot_of(lat, lon) for lat, lon in document.points]
    return tantivy.Document.from_dict({name: filled for name, value in data.items() if (filled := _filled(value)) not in ([], "")}, schema)


def _filled(value):
    return [part for part in value if part != ""] if isinstance(value, list) else value


def _names(document):
    return dict.fromkeys(name for name in (*(text.name for text in document.texts.values()), *document.other_names) if name)


def folded_words(text):
    """As `whole_name` holds them."""
    return words(fold(text))


def marked_name(name):
    return " ".join((NAME_STARTS, *folded_words(name), NAME_ENDS))


def suffix_of(language):
    return SUFFIXES.get(language, "_other")
