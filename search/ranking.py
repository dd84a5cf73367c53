"""From a `SearchQuery` to clauses that every engine translates; what people type is never parsed as query language.

A hit's score is `COVERAGE` points for each group it meets, times the group's weight and the share of the best way it is met by, and on top
half of BM25 over the fields, which orders what is met equally well. Exact names and what the office has picked come before; what was
checked long ago comes a little later.
"""

import itertools
from dataclasses import replace
from functools import cached_property, reduce

from .analysis import APART, fold, stems
from .clauses import (
    All,
    AnyOf,
    Best,
    Clause,
    InOrder,
    Mixed,
    NameBegins,
    NameIs,
    Nothing,
    Numbers,
    Times,
    Word,
    Worth,
    best_worth,
    both,
    either,
    free,
)
from .conditions import conditions
from .enums import Where
from .fields import TEXTS, WHOLE_WORDS, folded_words
from .wanted import Group, Has, Role, Suits, Words, plain_groups

COVERAGE = 30.0
"""Points for a group of average weight that is met in full: more than BM25 gives, so that what meets more comes first."""
AROUND = 1.05
"""Place and operator stand between what a thing is about and its running text."""
LISTED = 0.6
"""Of the share of the main fields: one of several words in the name of a topic."""

MATCH = 0.5
"""How much of BM25 counts."""
PLACE_MATCH = 0.3
"""A place in a name says little about how well a thing fits."""
FIELD_WEIGHTS = {"name": 1.6, "main": 1.0, "parts": 0.5, "listed": 0.3, "around": 0.4, "text": 0.4, "main_en": 1.0, "main_other": 1.0}
BEST_FIELD_AND = 0.4
"""How much a word counts in fields beside its best one."""
WEIGHED_WAYS = 6
"""BM25 is reckoned for the first ways of a group: the others are all the same to the order."""

FOR_OTHERS = 0.5
"""Of a group's points: what a thing loses that is for other people."""

EXACT_NAME, NAME_BEGINS, MORE_BEGINS = 20.0, 8.0, 14.0
"""The whole name; a name that begins with the one word of the query, and with all of several."""
STALE = -4.0
PICKED = 100_000.0
"""What the office has picked, the first of them most."""
CLEARLY = (Where.FACET, Where.AGE, Where.MAIN)
"""What is met so isn't for others, whatever else there is."""
UNTOLD = (Where.LISTED, Where.AROUND, Where.TEXT)
"""What is met only so isn't put first by a group that only orders. Nearly every text speaks of children, and reading all of them takes longest."""
NAMED = ("name", "main", "listed")
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


def groups_of(query) -> tuple[Group, ...]:
    """Those of the query; the words as they are where nobody has read them."""
    return query.groups or (() if query.phrases else plain_groups(query.words))


def points_of(groups: tuple[Group, ...]):
    """[(group, points for meeting it in full)]: on average `COVERAGE`, by weight."""
    total = sum(group.weight for group in groups)
    return [(group, COVERAGE * len(groups) * group.weight / total) for group in groups]


def finished(query, wanted, against=()):
    """With what decides what comes first beside the groups: whole names, what the office has picked, how old the last check is.

    Each of them round the one before, not side by side: alternatives are read whole, a single clause only where something is found.
    """
    found = reduce(lambda found, one: Mixed([found], [one]), against, wanted)
    if query.stale_before:
        found = Mixed([found], [Worth(stale(query), STALE)])
    if name := name_of(query):
        found = Mixed([found], [Worth(NameBegins(name), name_begins(name)), Worth(NameIs(name), EXACT_NAME)])
    if not query.picked:
        return found
    picked = [Worth(AnyOf("key", (key,)), PICKED + len(query.picked) - place) for place, key in enumerate(query.picked)]
    return Best([found, *picked])


def name_of(query):
    """What may be a whole name, as `NameIs` takes it."""
    return tuple(itertools.chain.from_iterable(folded_words(word) for word in query.words))


def name_begins(words):
    return MORE_BEGINS if len(words) > 1 else NAME_BEGINS


def stale(query):
    return Numbers("due_on", 1, query.stale_before.toordinal())


# --- One group ------------------------------------------------------------------------------------------------------------


class GroupClauses:
    """What meets a group; `points` are those for meeting it in full."""

    def __init__(self, group: Group, points: float):
        self.group, self.points = group, points

    @cached_property
    def _strict(self):
        return [found for way in merged(self.group.ways) for found in shares(way) if found[1] > 0]

    @cached_property
    def _all(self):
        return self._strict + [found for way in merged(self.group.loose) for found in shares(way) if found[1] > 0]

    @property
    def can_be_met(self):
        return bool(self._strict)

    def scored(self, *, loose=False):
        """With the points of the best way, and some of BM25."""
        covered = self._covered(self._all if loose else self._strict)
        return Mixed([covered], [Best(self._weighed, BEST_FIELD_AND)]) if self._weighed else covered

    def ordering(self, *, loose=False):
        """Where the group isn't needed: the points of the best way, without what says little, place and running text. None where nothing else is known."""
        told = [found for found in (self._all if loose else self._strict) if found[0] not in UNTOLD]
        return self._covered(told) if told else None

    def _covered(self, found):
        met: dict[float, list[Clause]] = {}
        for _where, share, clause in found:
            met.setdefault(self.points * round(share, 3), []).append(clause)
        return best_worth(met)

    @cached_property
    def _weighed(self):
        return [clause for way in weighed_ways(self.group) for clause in weighed(way, factor_of(self.group))]

    @cached_property
    def against(self):
        """What is for others, with a negative score; None where nothing is known of them."""
        if not self.group.others:
            return None
        for_others = [_for_others(way) for way in self.group.others]
        clearly = [clause for where, _share, clause in self._strict if where in CLEARLY]
        return Worth(Mixed([either(for_others)], without=clearly), -FOR_OTHERS * self.points)


def merged(ways):
    """Ways of the same words, however they are written, as one: with the best share of each kind of place."""
    found: dict[tuple, Words | Has | Suits] = {}
    for way in ways:
        key = (*(stems(word) for word in way.words),) if isinstance(way, Words) else (way,)
        if isinstance(way, Words) and (other := found.get(key)):
            first, second = (other, way) if other.everywhere or not way.everywhere else (way, other)
            best = {name: max(getattr(first, name), getattr(second, name)) for name in ("main", "parts", "text")}
            found[key] = replace(first, **best)
        else:
            found[key] = way
    return list(found.values())


def weighed_ways(group):
    return [way for way in merged(group.ways)[:WEIGHED_WAYS] if isinstance(way, Words)]


def group_clauses(query) -> list[GroupClauses]:
    return [GroupClauses(group, points) for group, points in points_of(groups_of(query))] if query.words else []


def _for_others(way):
    if isinstance(way, Has):
        return AnyOf(way.field, way.values)
    return unfit(way.age_from, way.age_to)


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
        there = [_word(field, word) for field in usual if stems(word, TEXTS[field])]
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
        clauses = [_word(field, word) for word in way.words if stems(word, TEXTS[field])]
        if len(clauses) == len(way.words):
            found.append(Times(both(clauses), factor * weight * share))
    return found


def _word(field, word):
    """In names, a word whose stem is another word's too must stand as it is."""
    if field in NAMED and fold(word) in APART:
        return All([Word(field, word), *(free(AnyOf(WHOLE_WORDS, (token,))) for token in stems(word, "plain"))])
    return Word(field, word)


def suits(age_from, age_to):
    """Ages that overlap with these; None is open."""
    low, high = age_from or 0, 200 if age_to is None else age_to
    return both([Numbers("age_from", 0, high), Numbers("age_to", low, 200)])


def unfit(age_from, age_to):
    """Ages that don't: things that begin later or end before, which are fewer than all that have ages."""
    later = [] if age_to is None else [Numbers("age_from", age_to + 1, None)]
    before = [Numbers("age_to", 0, age_from - 1)] if age_from else []
    return either([*later, *before] or [Nothing()])


# --- Phrases, exclusions -------------------------------------------------------------------------------------------


def phrase(words):
    found = [clause for field in PHRASE_FIELDS if (clause := _in_order(field, words))]
    return Best(found, BEST_FIELD_AND) if found else Nothing()


def excluded(words):
    return either([clause for field in TEXTS if field != "parts" and (clause := _in_order(field, words))] or [Nothing()])


def _in_order(field, words):
    found = tuple(word for word in words if stems(word, TEXTS[field]))
    return InOrder(field, found) if found else None
