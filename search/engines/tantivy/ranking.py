"""From a `SearchQuery` to tantivy's queries. Built by its API alone: what people type is never parsed as query language.

A hit's score is `COVERAGE` points for each group it meets, times the group's weight and the share of the best way it is met by, and on top
half of BM25 over the fields, which orders what is met equally well. Exact names and what the office has picked come before; what was
checked long ago comes a little later.
"""

import itertools
import math

from tantivy import FieldType, Occur, Query

from ...analysis import stems
from ...conditions import AnyOf, AtLeast, Between, Either, conditions
from ...enums import Matched, Where
from ...wanted import Group, Has, Role, Suits, Words, plain_groups
from ..base import SearchQuery
from .schema import FAR_FUTURE, FAR_PAST, NAME_ENDS, NAME_STARTS, TEXTS, UNCOUNTED, folded_words

COVERAGE = 30.0
"""Points for a group of average weight that is met in full: more than BM25 gives, so that what meets more comes first."""
AROUND = 1.05
"""Place and operator stand between what a thing is about and its running text."""
LISTED = 0.6
"""Of the share of the main fields: one of several words in the name of a topic."""
PARTLY = 0.4
"""Where not all groups are met, so many of them must be."""

MATCH = 0.5
"""How much of BM25 counts."""
PLACE_MATCH = 0.3
"""A place in a name says little about how well a thing fits."""
FIELD_WEIGHTS = {"name": 1.6, "main": 1.0, "parts": 0.5, "listed": 0.3, "around": 0.4, "text": 0.4, "main_en": 1.0, "main_other": 1.0}
BEST_FIELD_AND = 0.4
"""How much a word counts in fields beside its best one."""
WEIGHED_WAYS = 6
"""BM25 is reckoned for the first ways of a group: the others are all the same to the order."""

EXACT_NAME, NAME_BEGINS = 20.0, 8.0
STALE = -4.0
PICKED = 100_000.0
"""What the office has picked, the first of them most."""
MAIN = ("main", "main_en", "main_other")
FIELDS_OF = {
    Where.MAIN: ("main",),
    Where.PARTS: ("main", "parts"),
    Where.LISTED: ("main", "parts", "listed"),
    Where.AROUND: ("around",),
    Where.TEXT: ("text",),
}
FIELDS_EVERYWHERE = FIELDS_OF | {Where.MAIN: MAIN, Where.TEXT: ("text", "text_en", "text_other")}


def everything_of(schema, query: SearchQuery, text, *, without=""):
    """`text` (a query or None) under all filters but that of the field `without`. Filters don't count for the order."""
    clauses = [(Occur.Must, text or Query.const_score_query(Query.all_query(), 0.0))]
    clauses += [(Occur.Must, as_query(schema, condition)) for condition in conditions(query, without=without)]
    if query.age_from is not None or query.age_to is not None:
        clauses.append((Occur.Must, Query.const_score_query(suits(schema, query.age_from, query.age_to), 0.0)))
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
        case Between(field, low, high):
            found = Query.range_query(schema, field, FieldType.Float, low, high)
        case Either(first, but, second):
            regular = [(Occur.Must, as_query(schema, first)), (Occur.MustNot, as_query(schema, but))]
            found = Query.boolean_query([(Occur.Should, Query.boolean_query(regular)), (Occur.Should, as_query(schema, second))])
    return Query.const_score_query(found, 0.0)


def readings(schema, query: SearchQuery):
    """[(how the words are taken, text query or None)], the strictest first; the next is for when the one before finds nothing."""
    groups = groups_of(query)
    made = [(group, *_group(schema, group, points)) for group, points in points_of(groups)] if query.words else []
    made = [(group, clause) for group, clause, is_there in made if is_there]
    must = [(Occur.Must, phrase(schema, words)) for words in query.phrases]
    without = [(Occur.MustNot, _excluded(schema, words)) for words in query.excluded]
    if not made and not must:
        everything = [(Occur.Must, Query.const_score_query(Query.all_query(), 0.0)), *without]
        return [(Matched.BROWSE, Query.boolean_query(everything) if without else None)]
    every = [(Occur.Must if group.needed else Occur.Should, clause) for group, clause in made]
    found = [(Matched.ALL, _finished(schema, query, [*must, *every, *without]))]
    open_groups = [clause for group, clause in made if group.needed and not group.strict]
    if len(open_groups) > 1:
        found += [(Matched.ANY, _finished(schema, query, [*must, *some, *without])) for some in _some(made)]
    return found


def groups_of(query) -> tuple[Group, ...]:
    """Those of the query; the words as they are where nobody has read them."""
    return query.groups or (() if query.phrases else plain_groups(query.words))


def points_of(groups: tuple[Group, ...]):
    """[(group, points for meeting it in full)]: on average `COVERAGE`, by weight."""
    total = sum(group.weight for group in groups)
    return [(group, COVERAGE * len(groups) * group.weight / total) for group in groups]


def _some(made):
    """Enough of what is looked for, else any of it; where, for whom and at what price only orders, unless nothing else is asked for."""
    things = [clause for group, clause in made if group.needed and not group.strict and group.role == Role.WORD]
    if not things:
        things = [clause for group, clause in made if group.needed and not group.strict]
    others = [clause for group, clause in made if not group.strict and clause not in things]
    strict = [(Occur.Must, clause) for group, clause in made if group.strict]
    for least in dict.fromkeys((max(1, math.ceil(PARTLY * len(things))), 1)):
        enough = Query.boolean_query([(Occur.Should, clause) for clause in things], minimum_number_should_match=least)
        yield [(Occur.Must, enough), *strict, *((Occur.Should, clause) for clause in others)]


def _finished(schema, query, clauses):
    """With what decides what comes first beside the groups: whole names, what the office has picked, how old the last check is."""
    wanted = [(Occur.Must, Query.boolean_query(clauses))]
    # A phrase of one term panics; the mark is always the second.
    name = list(itertools.chain.from_iterable(folded_words(word) for word in query.words))
    if name:
        begins = Query.phrase_prefix_query(schema, "whole_name", [NAME_STARTS, *name])
        exact = Query.phrase_query(schema, "whole_name", [NAME_STARTS, *name, NAME_ENDS])
        wanted.append((Occur.Should, Query.const_score_query(begins, NAME_BEGINS)))
        wanted.append((Occur.Should, Query.const_score_query(exact, EXACT_NAME)))
    if query.stale_before:
        stale = Query.range_query(schema, "due_on", FieldType.Integer, FAR_PAST + 1, query.stale_before.toordinal())
        wanted.append((Occur.Should, Query.const_score_query(stale, STALE)))
    found = Query.boolean_query(wanted)
    if not query.picked:
        return found
    picked = [
        Query.const_score_query(Query.term_query(schema, "key", key), PICKED + len(query.picked) - place)
        for place, key in enumerate(query.picked)
    ]
    return Query.disjunction_max_query([found, *picked], 0.0)


# --- One group ------------------------------------------------------------------------------------------------------------


def _group(schema, group, points):
    """(query, whether anything can meet it)"""
    met: dict[float, list[Query]] = {}
    matches, factor = [], MATCH * (PLACE_MATCH if group.role == Role.PLACE else 1.0)
    for place, way in enumerate(group.ways):
        for _where, share, clause in shares(schema, way):
            if share > 0:
                met.setdefault(round(share, 3), []).append(clause)
        if isinstance(way, Words) and place < WEIGHED_WAYS:
            matches += weighed(schema, way, factor)
    if not met:
        return None, False
    covered = Query.disjunction_max_query([Query.const_score_query(_any(clauses), points * share) for share, clauses in met.items()], 0.0)
    if not matches:
        return covered, True
    return Query.boolean_query([(Occur.Must, covered), (Occur.Should, Query.disjunction_max_query(matches, BEST_FIELD_AND))]), True


def shares(schema, way):
    """[(where, share, query)] of one way."""
    if isinstance(way, Has):
        return [(Where.FACET, way.share, Query.term_set_query(schema, f"by_{way.field}", list(way.values)))]
    if isinstance(way, Suits):
        return [(Where.AGE, way.share, suits(schema, way.age_from, way.age_to))]
    fields = FIELDS_EVERYWHERE if way.everywhere else FIELDS_OF
    found = {
        Where.MAIN: way.main,
        Where.PARTS: way.parts,
        Where.LISTED: way.main * LISTED,
        Where.AROUND: way.text * AROUND,
        Where.TEXT: way.text,
    }
    return [(where, share, clause) for where, share in found.items() if share and (clause := _all_in(schema, way.words, fields[where]))]


def _all_in(schema, words, fields):
    """All of the words, each in one of the fields; None when no field can hold them.

    With parts of compounds, all but the last (“Sprach|beratung”) may be in a topic that is a list: the last says what it is.
    """
    clauses = []
    for place, word in enumerate(words, 1):
        usual = (*fields, "listed") if fields == FIELDS_OF[Where.PARTS] and place < len(words) else fields
        there = [clause for field in usual if (clause := _word(schema, field, word))]
        if not there:
            return None
        clauses.append(_any(there))
    return _both(clauses)


def weighed(schema, way, factor=MATCH):
    """BM25 of one way, field by field."""
    found = []
    for field, weight in FIELD_WEIGHTS.items():
        share = way.parts if field == "parts" else way.text if field in ("around", "text") else way.main
        if not share or (field in MAIN[1:] and not way.everywhere):
            continue
        clauses = [clause for word in way.words if (clause := _word(schema, field, word))]
        if len(clauses) == len(way.words):
            found.append(Query.boost_query(_both(clauses), factor * weight * share))
    return found


def _word(schema, field, word):
    """A word that the field's analyzer cuts into several is there when all of them are."""
    tokens = [Query.term_query(schema, field, token) for token in stems(word, TEXTS[field])]
    return _both(tokens) if tokens else None


def _both(clauses):
    return clauses[0] if len(clauses) == 1 else Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def _any(clauses):
    return clauses[0] if len(clauses) == 1 else Query.boolean_query([(Occur.Should, clause) for clause in clauses])


def suits(schema, age_from, age_to):
    """Ages that overlap with these; None is open."""
    low, high = age_from or 0, 200 if age_to is None else age_to
    return _both(
        [
            Query.range_query(schema, "age_from", FieldType.Integer, 0, high),
            Query.range_query(schema, "age_to", FieldType.Integer, low, 200),
        ]
    )


# --- Phrases, exclusions -------------------------------------------------------------------------------------------


def phrase(schema, words):
    found = []
    for field in ("name", "main", "listed", "around", "text", "main_en", "text_en", "main_other", "text_other"):
        tokens = [token for word in words for token in stems(word, TEXTS[field])]
        if len(tokens) == 1:
            found.append(Query.term_query(schema, field, tokens[0]))
        elif tokens:
            found.append(Query.phrase_query(schema, field, tokens))
    return Query.disjunction_max_query(found, BEST_FIELD_AND) if found else Query.empty_query()


def _excluded(schema, words):
    return _any([clause for field in TEXTS if field != "parts" and (clause := _sequence(schema, field, words))] or [Query.empty_query()])


def _sequence(schema, field, words):
    tokens = [token for word in words for token in stems(word, TEXTS[field])]
    if not tokens:
        return None
    return Query.term_query(schema, field, tokens[0]) if len(tokens) == 1 else Query.phrase_query(schema, field, tokens)
