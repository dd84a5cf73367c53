"""From a `SearchQuery` to clauses that every engine translates; what people type is never parsed as query language.

A hit's score is `COVERAGE` points for each group it meets, times the group's weight and the share of the best way it is met by, and on top
half of BM25 over the fields, which orders what is met equally well. Exact names and what the office has picked come before; what was
checked long ago comes a little later.
"""

import itertools
import math

from .analysis import stems
from .clauses import (
    AnyOf,
    Best,
    Clause,
    Everything,
    InOrder,
    Mixed,
    NameBegins,
    NameIs,
    Nothing,
    Numbers,
    Some,
    Times,
    Word,
    Worth,
    both,
    either,
    free,
)
from .conditions import conditions
from .engines.base import SearchQuery
from .enums import Matched, Where
from .fields import TEXTS, folded_words
from .wanted import Group, Has, Role, Suits, Words, plain_groups

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
PHRASE_FIELDS = ("name", "main", "listed", "around", "text", "main_en", "text_en", "main_other", "text_other")
FIELDS_EVERYWHERE = FIELDS_OF | {Where.MAIN: MAIN, Where.TEXT: ("text", "text_en", "text_other")}


def filters_of(query, *, without=""):
    """All conditions but that of the field `without`, ages among them; what is `past` is never found. None of them counts for the order."""
    found = list(conditions(query, without=without))
    if query.age_from is not None or query.age_to is not None:
        found.append(suits(query.age_from, query.age_to))
    return found


def past(today):
    return Numbers("last_day", None, today.toordinal() - 1)


def readings(query: SearchQuery) -> list[tuple[Matched, Clause | None]]:
    """[(how the words are taken, clause or None)], the strictest first; the next is for when the one before finds nothing."""
    groups = groups_of(query)
    made = [(group, clause) for group, points in points_of(groups) if (clause := _group(group, points))] if query.words else []
    must = [phrase(words) for words in query.phrases]
    without = [_excluded(words) for words in query.excluded]
    if not made and not must:
        return [(Matched.BROWSE, Mixed([free(Everything())], without=without) if without else None)]
    needed = [clause for group, clause in made if group.needed]
    others = [clause for group, clause in made if not group.needed]
    found = [(Matched.ALL, _finished(query, Mixed([*must, *needed], others, without)))]
    open_groups = [clause for group, clause in made if group.needed and not group.strict]
    if len(open_groups) > 1:
        found += [(Matched.ANY, _finished(query, Mixed([*must, *some], rest, without))) for some, rest in _some(made)]
    return found


def groups_of(query) -> tuple[Group, ...]:
    """Those of the query; the words as they are where nobody has read them."""
    return query.groups or (() if query.phrases else plain_groups(query.words))


def points_of(groups: tuple[Group, ...]):
    """[(group, points for meeting it in full)]: on average `COVERAGE`, by weight."""
    total = sum(group.weight for group in groups)
    return [(group, COVERAGE * len(groups) * group.weight / total) for group in groups]


def _some(made):
    """Enough of what is looked for, else any of it: [(needed, what only orders)]. Where, for whom and at what price orders, unless nothing else is asked for."""
    things = [clause for group, clause in made if group.needed and not group.strict and group.role == Role.WORD]
    if not things:
        things = [clause for group, clause in made if group.needed and not group.strict]
    others = [clause for group, clause in made if not group.strict and clause not in things]
    strict = [clause for group, clause in made if group.strict]
    for least in dict.fromkeys((max(1, math.ceil(PARTLY * len(things))), 1)):
        yield [Some(things, least), *strict], others


def _finished(query, wanted):
    """With what decides what comes first beside the groups: whole names, what the office has picked, how old the last check is."""
    around = []
    if name := name_of(query):
        around += [Worth(NameBegins(name), NAME_BEGINS), Worth(NameIs(name), EXACT_NAME)]
    if query.stale_before:
        around.append(Worth(stale(query), STALE))
    found = Mixed([wanted], around)
    if not query.picked:
        return found
    picked = [Worth(AnyOf("key", (key,)), PICKED + len(query.picked) - place) for place, key in enumerate(query.picked)]
    return Best([found, *picked])


def name_of(query):
    """What may be a whole name, as `NameIs` takes it."""
    return tuple(itertools.chain.from_iterable(folded_words(word) for word in query.words))


def stale(query):
    return Numbers("due_on", 1, query.stale_before.toordinal())


# --- One group ------------------------------------------------------------------------------------------------------------


def _group(group, points):
    """None where nothing can meet it."""
    met: dict[float, list[Clause]] = {}
    matches = []
    for place, way in enumerate(group.ways):
        for _where, share, clause in shares(way):
            if share > 0:
                met.setdefault(round(share, 3), []).append(clause)
        if isinstance(way, Words) and place < WEIGHED_WAYS:
            matches += weighed(way, factor_of(group))
    if not met:
        return None
    covered = Best([Worth(either(clauses), points * share) for share, clauses in met.items()])
    return Mixed([covered], [Best(matches, BEST_FIELD_AND)]) if matches else covered


def factor_of(group):
    """How much of BM25 counts."""
    return MATCH * (PLACE_MATCH if group.role == Role.PLACE else 1.0)


def shares(way):
    """[(where, share, clause)] of one way."""
    if isinstance(way, Has):
        return [(Where.FACET, way.share, AnyOf(way.field, way.values))]
    if isinstance(way, Suits):
        return [(Where.AGE, way.share, suits(way.age_from, way.age_to))]
    fields = FIELDS_EVERYWHERE if way.everywhere else FIELDS_OF
    found = {
        Where.MAIN: way.main,
        Where.PARTS: way.parts,
        Where.LISTED: way.main * LISTED,
        Where.AROUND: way.text * AROUND,
        Where.TEXT: way.text,
    }
    return [(where, share, clause) for where, share in found.items() if share and (clause := _all_in(way.words, fields[where]))]


def _all_in(words, fields):
    """All of the words, each in one of the fields; None when no field can hold them.

    With parts of compounds, all but the last (“Sprach|beratung”) may be in a topic that is a list: the last says what it is.
    """
    clauses = []
    for place, word in enumerate(words, 1):
        usual = (*fields, "listed") if fields == FIELDS_OF[Where.PARTS] and place < len(words) else fields
        there = [Word(field, word) for field in usual if stems(word, TEXTS[field])]
        if not there:
            return None
        clauses.append(either(there))
    return both(clauses)


def weighed(way, factor=MATCH):
    """BM25 of one way, field by field."""
    found = []
    for field, weight in FIELD_WEIGHTS.items():
        share = way.parts if field == "parts" else way.text if field in ("around", "text") else way.main
        if not share or (field in MAIN[1:] and not way.everywhere):
            continue
        clauses = [Word(field, word) for word in way.words if stems(word, TEXTS[field])]
        if len(clauses) == len(way.words):
            found.append(Times(both(clauses), factor * weight * share))
    return found


def suits(age_from, age_to):
    """Ages that overlap with these; None is open."""
    low, high = age_from or 0, 200 if age_to is None else age_to
    return both([Numbers("age_from", 0, high), Numbers("age_to", low, 200)])


# --- Phrases, exclusions -------------------------------------------------------------------------------------------


def phrase(words):
    found = [clause for field in PHRASE_FIELDS if (clause := _in_order(field, words))]
    return Best(found, BEST_FIELD_AND) if found else Nothing()


def _excluded(words):
    return either([clause for field in TEXTS if field != "parts" and (clause := _in_order(field, words))] or [Nothing()])


def _in_order(field, words):
    found = tuple(word for word in words if stems(word, TEXTS[field]))
    return InOrder(field, found) if found else None
