"""Fields of the index, and a document in them."""

from functools import cache
from zlib import crc32

import tantivy

from ...analysis import STEMMERS, make_analyzer
from ...cells import cell_words
from ...facets import FIELDS
from ...fields import ANYWHERE, DAYS, LOOKED_UP, TEXTS, UNCOUNTED, analyzer_of, values_of
from ...spots import spot_of
from ...starts import FIRST
from ..base import Document

INITIALS = 2
"""So many letters of a beginning are found by one word."""
PLACES = "places"
"""How many places a thing has: the one place is read from columns, of several only the first is there."""


@cache
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
    builder.add_text_field(ANYWHERE, tokenizer_name=analyzer_of(ANYWHERE), index_option="basic")
    builder.add_text_field("whole_name", tokenizer_name="folded")
    builder.add_text_field("starts", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("initials", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spelled", tokenizer_name="raw", index_option="basic")
    for name in ("brevity", "type_mark", "name_mark"):
        builder.add_integer_field(name, fast=True)
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    for name in LOOKED_UP:
        builder.add_text_field(f"by_{name}", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(f"by_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sort_name", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("cell", *(name for name in UNCOUNTED if name != "key")):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("changed_at", stored=True, fast=True)
    builder.add_text_field("points", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("age_from", "age_to", *DAYS):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("lat", "lon"):
        builder.add_float_field(name, indexed=True, fast=True)
    builder.add_integer_field(PLACES, fast=True)
    builder.add_integer_field("spot", fast=True)
    return builder.build()


def initials_of(starts):
    """The first letters of beginnings of names: thousands of words begin with them, so they are words of their own."""
    return list(dict.fromkeys(start[: length + start.startswith(FIRST)] for start in starts for length in range(1, INITIALS + 1)))


def mark(text):
    """A number for a text, since only numbers are read from columns."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def register_analyzers(index):
    """After every opening: an index doesn't keep them."""
    for name in STEMMERS:
        index.register_tokenizer(name, make_analyzer(name))
    index.register_tokenizer("folded", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def make_document(document: Document, schema, version):
    """Raises `ValueError` for what the schema doesn't take: only here, since a wrongly typed document breaks the whole commit."""
    values = values_of(document, version)
    values["type_mark"], values["name_mark"] = mark(document.doc_type), mark(document.sort_name)
    values["initials"] = initials_of(values.get("starts", "").split())
    values[PLACES] = len(document.points)
    if document.points:
        values["lat"] = [lat for lat, lon in document.points]
        values["lon"] = [lon for lat, lon in document.points]
        values["points"] = " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in document.points)
        values["cell"] = list(dict.fromkeys(word for point in document.points for word in cell_words(*point)))
        values["spot"] = [spot_of(lat, lon) for lat, lon in document.points]
    return tantivy.Document.from_dict(values, schema)
