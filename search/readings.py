"""How strictly the words of a query are taken: all of them; all and, below, most of them; some of them."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

from . import ranking
from .clauses import Clause, Everything, Mixed, Some, Worth, free, matching
from .engines.base import SearchQuery
from .enums import Matched, Sort
from .ranking import GroupClauses
from .wanted import Role

PARTLY = 0.4
"""Where not all groups are met, so many of them must be."""
ENOUGH = 10
"""With fewer things that meet all, those that meet the most follow."""
WHOLE = 10_000.0
"""What an engine that asks once for both gives those that meet all; more than any score, less than `ranking.PICKED`."""


@dataclass(frozen=True)
class Reading:
    """`must` are needed, of `some` at least `least`; `order` only counts for the order. `loose`: loose ways count, too."""

    query: SearchQuery
    matched: Matched
    must: tuple[GroupClauses, ...] = ()
    some: tuple[GroupClauses, ...] = ()
    least: int = 1
    order: tuple[GroupClauses, ...] = ()
    loose: bool = False

    @cached_property
    def text(self) -> Clause | None:
        """With scores; None for everything."""
        if self.matched == Matched.BROWSE:
            return Mixed([free(Everything())], without=self._without) if self._without else None
        must = [one.scored(loose=self.loose) for one in self.must]
        if self.some:
            must.append(Some([one.scored(loose=self.loose) for one in self.some], self.least))
        order = [found for one in self.order if (found := one.ordering(loose=self.loose))]
        against = [one.against for one in (*self.must, *self.some, *self.order) if one.against]
        return ranking.finished(self.query, Mixed([*self._phrases, *must], order, self._without), against)

    @cached_property
    def met(self) -> Clause:
        """What the hits meet, without scores."""
        return matching(self.text) if self.text else Everything()

    @property
    def _phrases(self):
        return [ranking.phrase(words) for words in self.query.phrases]

    @property
    def _without(self):
        return [ranking.excluded(words) for words in self.query.excluded]


def readings(query: SearchQuery) -> list[Reading]:
    """The strictest first; the next is for when the one before finds nothing."""
    made = [one for one in ranking.group_clauses(query) if one.can_be_met]
    if not made and not query.phrases:
        return [Reading(query, Matched.BROWSE)]
    needed, order = tuple(one for one in made if one.group.needed), tuple(one for one in made if not one.group.needed)
    found = [Reading(query, Matched.ALL, must=needed, order=order)]
    if sum(not one.group.strict for one in needed) > 1:
        found += _some(query, made)
    return found


def filled(reading: Reading) -> Reading | None:
    """All that `reading` finds, and what lacks one word, whichever it is, of two the less telling one, or isn't for those people; loose ways count.

    Places stay, and so does the only word: what is elsewhere or something else isn't wanted. None where that is no different.
    """
    words = [one for one in reading.must if _is_word(one.group)]
    people = [one for one in reading.must if one.group.role == Role.PEOPLE and words]
    if len(words) < 2 and not people and not any(one.group.loose for one in reading.must):
        return None
    kept = [one for one in reading.must if one not in words and one not in people]
    if len(words) == 2:
        most = max(one.group.weight for one in words)
        words = [one for one in words if one.group.weight == most]
    order = [one for one in (*reading.must, *reading.order) if one not in kept and one not in words]
    least = max(1, len(words) - 1)
    return replace(reading, matched=Matched.MOST, must=tuple(kept), some=tuple(words), least=least, order=tuple(order), loose=True)


def _some(query, made):
    """Enough of what is looked for, else any of it; where, for whom and at what price only orders, unless nothing else is asked for."""
    things = [one for one in made if _is_word(one.group)] or [one for one in made if one.group.needed and not one.group.strict]
    strict = tuple(one for one in made if one.group.strict)
    order = tuple(one for one in made if not one.group.strict and one not in things)
    for least in dict.fromkeys((max(1, math.ceil(PARTLY * len(things))), 1)):
        yield Reading(query, Matched.ANY, must=strict, some=tuple(things), least=least, order=order, loose=True)


def _is_word(group):
    return group.needed and not group.strict and group.role == Role.WORD


def may_be_filled(reading: Reading, total) -> bool:
    query = reading.query
    return query.filled and query.sort == Sort.RELEVANCE and reading.matched == Matched.ALL and 0 < total < ENOUGH


def unfiltered(query: SearchQuery) -> SearchQuery:
    """Whether a result is filled up doesn't depend on filters: their counts must hold when they are clicked."""
    return replace(query, filters=(), age_from=None, age_to=None, near=None, box=None)


def rest(wider: Reading, reading: Reading) -> Clause:
    """What `wider` finds beside what `reading` finds."""
    return Mixed(_texts(wider), without=[reading.met])


def whole_first(wider: Reading, reading: Reading) -> Clause:
    """Both in one question: what meets all comes first, by its own score and `WHOLE`."""
    return Mixed(_texts(wider), [Worth(reading.met, WHOLE)])


def _texts(reading: Reading) -> list[Clause]:
    """None for what asks for everything."""
    return [reading.text] if reading.text else []
