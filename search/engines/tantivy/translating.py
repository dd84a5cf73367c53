"""From clauses (`search.clauses`) to tantivy's queries, by its API alone. tantivy panics at some queries that say nothing; those are not built."""

from functools import lru_cache

from tantivy import FieldType, Occur, Query

from ...analysis import stems
from ...cells import cover, cover_box
from ...clauses import (
    All,
    AnyOf,
    Around,
    Best,
    Everything,
    InOrder,
    Inside,
    Mixed,
    NameBegins,
    NameIs,
    Nothing,
    Numbers,
    Some,
    Times,
    Word,
    Worth,
    free,
)
from ...fields import NAME_ENDS, TEXTS, analyzer_of, field_of, from_the_start
from ...ranking import filters_of, past
from .schema import make_schema

FLOATS = ("lat", "lon")
FEW, MANY = 8, 200
"""So many words of a filter are read anew each time; more than so many are found as a set."""


def as_query(schema, clause):
    return _TRANSLATIONS[type(clause)](schema, clause)


def everything_of(schema, query, met, *, without=""):
    """What `met` (a query of tantivy's) finds, under all filters of a `SearchQuery` but that of the field `without`; filters don't count for the order."""
    clauses = [(Occur.Must, met)]
    clauses += [(Occur.Must, as_query(schema, free(condition))) for condition in filters_of(query, without=without)]
    return Query.boolean_query([*clauses, (Occur.MustNot, as_query(schema, past(query.today)))])


def _word(schema, clause):
    tokens = [Query.term_query(schema, clause.field, token) for token in stems(clause.word, analyzer_of(clause.field))]
    return tokens[0] if len(tokens) == 1 else Query.boolean_query([(Occur.Must, token) for token in tokens])


def _in_order(schema, clause):
    tokens = [token for word in clause.words for token in stems(word, TEXTS[clause.field])]
    if len(tokens) == 1:
        return Query.term_query(schema, clause.field, tokens[0])
    return Query.phrase_query(schema, clause.field, tokens)


def _name_is(schema, clause):
    return Query.phrase_query(schema, "whole_name", [*from_the_start(clause.words), NAME_ENDS])


def _name_begins(schema, clause):
    words = from_the_start(clause.words)
    if len(words) == 1:
        return Query.fuzzy_term_query(schema, "whole_name", words[0], 0, True, prefix=True)
    return Query.phrase_prefix_query(schema, "whole_name", words)


def _any_of(schema, clause):
    return _words_in(clause) if len(clause.words) > FEW else _any_word(schema, clause)


@lru_cache(maxsize=256)
def _words_in(clause):
    """What is open now, whoever asks: to put hundreds of words into a query takes as long as to find them."""
    return _any_word(make_schema(), clause)


def _any_word(schema, clause):
    """A set of words walks through the whole dictionary of its field, which takes a fifth of a millisecond in each segment; single words are looked up."""
    field = field_of(clause.field)
    if len(clause.words) > MANY:
        return Query.term_set_query(schema, field, list(clause.words))
    return Query.const_score_query(
        Query.boolean_query([(Occur.Should, Query.term_query(schema, field, word, "basic")) for word in clause.words]), 1.0
    )


def _numbers(schema, clause):
    kind = FieldType.Float if clause.field in FLOATS else FieldType.Integer
    return Query.range_query(schema, clause.field, kind, clause.low, clause.high)


def _around(schema, clause):
    return _circle(clause)


@lru_cache(maxsize=256)
def _circle(clause):
    return Query.term_set_query(make_schema(), "cell", list(cover(clause.lat, clause.lon, clause.km)))


def _inside(schema, clause):
    """A continent is not put together from cells."""
    if words := cover_box(*clause):
        return Query.term_set_query(schema, "cell", list(words))
    sides = (Numbers("lat", clause.south, clause.north), Numbers("lon", clause.west, clause.east))
    return Query.boolean_query([(Occur.Must, _numbers(schema, side)) for side in sides])


def _all(schema, clause):
    return Query.boolean_query([(Occur.Must, as_query(schema, one)) for one in clause.clauses])


def _some(schema, clause):
    return Query.boolean_query([(Occur.Should, as_query(schema, one)) for one in clause.clauses], minimum_number_should_match=clause.least)


def _best(schema, clause):
    return Query.disjunction_max_query([as_query(schema, one) for one in clause.clauses], float(clause.tie))


def _worth(schema, clause):
    return Query.const_score_query(as_query(schema, clause.clause), float(clause.points))


def _times(schema, clause):
    return Query.boost_query(as_query(schema, clause.clause), clause.factor)


def _mixed(schema, clause):
    clauses = [(Occur.Must, as_query(schema, one)) for one in clause.must]
    clauses += [(Occur.Should, as_query(schema, one)) for one in clause.should]
    return Query.boolean_query([*clauses, *((Occur.MustNot, as_query(schema, one)) for one in clause.without)])


_TRANSLATIONS = {
    Word: _word,
    InOrder: _in_order,
    NameIs: _name_is,
    NameBegins: _name_begins,
    AnyOf: _any_of,
    Numbers: _numbers,
    Around: _around,
    Inside: _inside,
    Everything: lambda schema, clause: Query.all_query(),
    Nothing: lambda schema, clause: Query.empty_query(),
    All: _all,
    Some: _some,
    Best: _best,
    Worth: _worth,
    Times: _times,
    Mixed: _mixed,
}
