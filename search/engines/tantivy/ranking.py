"""From a `SearchQuery` to tantivy's queries. Built by its API alone: what people type is never parsed as query language."""

import itertools

from tantivy import FieldType, Occur, Query

from ...analysis import stems
from ...conditions import AnyOf, AtLeast, Either, conditions
from ...enums import Matched
from ..base import SearchQuery
from .schema import FAR_FUTURE, FAR_PAST, NAME_ENDS, NAME_STARTS, TEXTS, UNCOUNTED, folded_words, suffix_of

WEIGHTS = {
    "name": 8.0, "other_names": 6.0, "kind": 5.0, "terms": 4.0, "place": 2.5, "operator": 1.5, "body": 1.0, "synonyms": 0.5,
    "name_simple": 4.0, "terms_simple": 2.0, "body_simple": 0.8,
    "name_en": 4.0, "terms_en": 2.0, "body_en": 0.8,
    "name_other": 4.0, "terms_other": 2.0, "body_other": 0.8,
}  # fmt: skip
"""Name before what it is and is about, before where it is, before running text."""

BEST_FIELD_AND = 0.3
"""How much a word counts in fields beside its best one."""
EXACT_NAME, NAME_BEGINS = 60.0, 15.0
WORD_FOUND = 30.0
"""Where only some of the words must match, one more word outweighs everything else."""


def everything_of(schema, query: SearchQuery, text, *, without=""):
    """`text` (a query or None) under all filters but that of the field `without`. Filters don't count for the order."""
    clauses = [(Occur.Must, text or Query.const_score_query(Query.all_query(), 0.0))]
    clauses += [(Occur.Must, as_query(schema, condition)) for condition in conditions(query, without=without)]
    if query.age_from is not None or query.age_to is not None:
        high = 200 if query.age_to is None else query.age_to
        low = query.age_from or 0
        for range_query in (
            Query.range_query(schema, "age_from", FieldType.Integer, 0, high),
            Query.range_query(schema, "age_to", FieldType.Integer, low, 200),
        ):
            clauses.append((Occur.Must, Query.const_score_query(range_query, 0.0)))
    past = Query.range_query(schema, "last_day", FieldType.Integer, FAR_PAST, query.today.toordinal() - 1)
    clauses.append((Occur.MustNot, past))
    return Query.boolean_query(clauses)


def as_query(schema, condition):
    """A filter: without weight."""
    match condition:
        case AnyOf(field, words):
            found = Query.term_set_query(schema, field if field in UNCOUNTED else f"by_{field}", list(words))
        case AtLeast(field, low):
            found = Query.range_query(schema, field, FieldType.Integer, low, FAR_FUTURE)
        case Either(first, but, second):
            regular = [(Occur.Must, as_query(schema, first)), (Occur.MustNot, as_query(schema, but))]
            found = Query.boolean_query([(Occur.Should, Query.boolean_query(regular)), (Occur.Should, as_query(schema, second))])
    return Query.const_score_query(found, 0.0)


def readings(schema, query: SearchQuery):
    """[(how the words are taken, text query or None)], the strictest first; the next is for when the one before finds nothing."""
    words = [clause for word in query.words if (clause := _word(schema, word, query.language))]
    if not words:
        return [(Matched.BROWSE, None)]
    every = _with_name(schema, query.words, [(Occur.Must, word) for word in words])
    if len(words) == 1:
        return [(Matched.ALL, every)]
    some = [(Occur.Should, Query.disjunction_max_query([word, Query.const_score_query(word, WORD_FOUND)], 1.0)) for word in words]
    return [(Matched.ALL, every), (Matched.ANY, _with_name(schema, query.words, some))]


def _word(schema, word, language):
    """One word in any field. A word that a field cuts into several is there when all of them are."""
    fields = []
    for field, analyzer in TEXTS.items():
        tokens = [Query.term_query(schema, field, token) for token in stems(word, analyzer)]
        if tokens:
            match = tokens[0] if len(tokens) == 1 else Query.boolean_query([(Occur.Must, token) for token in tokens])
            fields.append(Query.boost_query(match, _weight(field, language)))
    return Query.disjunction_max_query(fields, BEST_FIELD_AND) if fields else None


def _weight(field, language):
    """Texts in the reader's language count like German ones."""
    suffix = suffix_of(language)
    return WEIGHTS[field.removesuffix(suffix)] if suffix and field.endswith(suffix) else WEIGHTS[field]


def _with_name(schema, words, clauses):
    """Beside the words, which decide what is found, whole names and their beginnings, which decide what comes first."""
    # A phrase of one term panics; the mark is always the second.
    name = list(itertools.chain.from_iterable(folded_words(word) for word in words))
    if name:
        begins = Query.phrase_query(schema, "whole_name", [NAME_STARTS, *name])
        exact = Query.phrase_query(schema, "whole_name", [NAME_STARTS, *name, NAME_ENDS])
        clauses = [
            (Occur.Must, Query.boolean_query(clauses)),
            (Occur.Should, Query.const_score_query(begins, NAME_BEGINS)),
            (Occur.Should, Query.const_score_query(exact, EXACT_NAME)),
        ]
    return Query.boolean_query(clauses)
