"""All public cooperations in the memory of each process, a column per property: what the list filters, counts and sorts by.

Counting over joins takes the database 130 ms and more at 100,000 cooperations, for each of seven groups of filters. Columns of numbers do it in
milliseconds. They are read once (some six seconds and 56 MB for 100,000); what changed since is read anew when somebody asks (`changes`), so a
committed change shows at the next request in every process. Rows of a page come from the database, by their keys.

A cooperation keeps its *slot* (its place in the columns) as long as the board stands; one that stopped being public leaves it empty.
"""

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from threading import Lock

import numpy as np
from django.utils import timezone

from directory.models import Location

from ..models import CooperationPartner
from . import changes, columns
from .terms import Node, Vocabularies

TREES = {"topic": "topics", "area": "areas"}
"""Relation → tree of `Vocabularies`: a chosen term stands for everything below it."""
RELATIONS = ("actor", "kind", "topic", "transition", "area", "place")
"""`place`: locations that stand for the area, where a cooperation names none itself."""
FACTS = {"form": np.int8, "status": np.int8, "begins": np.int32, "checked": np.int64, "published": np.int64, "good": np.bool_}
MOST_AT_ONCE = 5000
"""So many changed cooperations are read one by one; beyond that all are."""


class Links:
    """Which slots have which terms: two columns of the same length, each pair once."""

    def __init__(self, slots: np.ndarray, terms: np.ndarray):
        self.slots, self.terms = slots, terms

    @classmethod
    def of(cls, pairs):
        found = np.array(sorted(set(pairs)), np.int64).reshape(-1, 2)
        return cls(found[:, 0], found[:, 1])

    def without(self, gone: np.ndarray):
        """`gone`: whether a slot goes."""
        kept = ~gone[self.slots]
        return Links(self.slots[kept], self.terms[kept])

    def plus(self, other):
        return Links(np.concatenate([self.slots, other.slots]), np.concatenate([self.terms, other.terms]))

    def lifted(self, above: np.ndarray):
        """Each term replaced by the one above it of a level; pairs that become one count once."""
        known = self.terms < len(above)
        slots, tops = self.slots[known], above[self.terms[known]]
        both = np.unique((slots[tops > 0] << 32) | tops[tops > 0])
        return Links(both >> 32, both & 0xFFFFFFFF)

    def having(self, term, size) -> np.ndarray:
        """Whether a slot has it."""
        found = np.zeros(size, np.bool_)
        found[self.slots[self.terms == term]] = True
        return found

    def counts(self, mask) -> np.ndarray:
        """For each term, how many of the slots in `mask` have it."""
        return np.bincount(self.terms[mask[self.slots]])


class Board:
    """One state of all cooperations; never changed once it is given out."""

    def __init__(self, *, keys, public, facts, order, links, levels, vocabularies):
        self.keys: np.ndarray = keys
        self.public: np.ndarray = public
        self.facts: dict[str, np.ndarray] = facts
        self.order: np.ndarray = order
        """Slots of what is public, by name."""
        self.links: dict[str, Links] = links
        self.levels: dict[str, dict[int, Links]] = levels
        """Relation with a tree → depth → links to the terms of that depth, or those above."""
        self.vocabularies: Vocabularies = vocabularies
        self.numbers: dict = {}
        """What was counted on this board, for whoever keeps it."""

    @property
    def size(self):
        return len(self.keys)

    @cached_property
    def by_begin(self):
        """The latest begin first, those without one last, else by name."""
        return self.order[np.argsort(-self.facts["begins"][self.order], kind="stable")]

    @cached_property
    def by_check(self):
        return self.order[np.argsort(-self.facts["checked"][self.order], kind="stable")]

    @cached_property
    def by_publication(self):
        """The latest first."""
        return self.order[np.argsort(-self.facts["published"][self.order], kind="stable")]

    @cached_property
    def _by_key(self):
        order = np.argsort(self.keys, kind="stable")
        return order, self.keys[order]

    def slots_of(self, keys: Iterable[int]) -> np.ndarray:
        """Of those of `keys` that are public, in their order."""
        order, sorted_keys = self._by_key
        asked = np.fromiter(keys, np.int64)
        if not len(sorted_keys):
            return asked[:0]
        places = np.minimum(np.searchsorted(sorted_keys, asked), len(sorted_keys) - 1)
        slots = order[places][sorted_keys[places] == asked]
        return slots[self.public[slots]]

    def terms_of(self, relation, slot) -> np.ndarray:
        links = self.links[relation]
        return links.terms[links.slots == slot]

    def areas_of(self, keys) -> dict[int, list[Node]]:
        """{key: the areas it is counted in}"""
        links, areas = self.links["area"], self.vocabularies.areas.by_key
        slots = self.slots_of(keys)
        here = np.isin(links.slots, slots)
        found: dict[int, list[Node]] = {}
        for slot, term in zip(links.slots[here].tolist(), links.terms[here].tolist(), strict=True):
            if term in areas:
                found.setdefault(int(self.keys[slot]), []).append(areas[term])
        return found

    def standing_at(self, locations) -> set[int]:
        """Keys of the cooperations that are where these locations are."""
        links = self.links["place"]
        return set(self.keys[links.slots[np.isin(links.terms, list(locations))]].tolist())

    def mask(self, slots) -> np.ndarray:
        found = np.zeros(self.size, np.bool_)
        found[slots] = True
        return found


class Keeper:
    """The board of this process, and what it takes to bring it up to date. One thread at a time."""

    def __init__(self):
        self._lock = Lock()
        self._board: Board | None = None

    def current(self) -> Board:
        """As committed now. One query while nothing changed; who comes while it is read waits."""
        with self._lock:
            at = timezone.now()
            if self._board is None:
                return self._read_all(at)
            news = self._watcher.news(at)
            if news is None:
                return self._read_all(at)
            if news:
                self._apply(news, at)
            return self._board

    def forget(self):
        """For tests, whose databases go back to earlier states."""
        with self._lock:
            self._board = None

    def _read_all(self, at):
        self._watcher = changes.Watcher(at)  # before anything is read: what changes meanwhile is read once more
        rows = columns.read()
        self._slots: dict[int, int] = {}
        self._names: list[str] = []
        size = len(rows.facts)
        for slot, fact in enumerate(rows.facts):
            self._slots[fact[0]] = slot
            self._names.append(fact[1])
        facts = {name: np.array([fact[2 + place] for fact in rows.facts], kind) for place, (name, kind) in enumerate(FACTS.items())}
        order = np.array(sorted(range(size), key=lambda slot: (self._names[slot], rows.facts[slot][0])), np.int32)
        vocabularies = Vocabularies()
        links = {relation: self._links(rows, relation) for relation in RELATIONS}
        self._board = Board(
            keys=np.array([fact[0] for fact in rows.facts], np.int64),
            public=np.ones(size, np.bool_),
            facts=facts,
            order=order,
            links=links,
            levels=_levels(links, vocabularies),
            vocabularies=vocabularies,
        )
        return self._board

    def _apply(self, news, at):
        touched = set(news.get(changes.COOPERATION, ()))
        actors = set(news.get(changes.ACTOR, ()))
        if locations := news.get(changes.LOCATION):
            actors |= set(Location.objects.filter(pk__in=locations).values_list("actor_id", flat=True))
            touched |= self._board.standing_at(locations)  # that of the institution which had it until now, too
        if actors:
            touched |= set(CooperationPartner.objects.filter(actor__in=actors).values_list("cooperation_id", flat=True))
        if len(touched) > MOST_AT_ONCE:
            self._read_all(at)
            return
        if changes.TERMS in news:
            self._renew_terms()
        if touched:
            self._renew(touched)

    def _renew_terms(self):
        old, vocabularies = self._board, Vocabularies()
        self._board = Board(
            keys=old.keys, public=old.public, facts=old.facts, order=old.order, links=old.links, levels=_levels(old.links, vocabularies),
            vocabularies=vocabularies,
        )  # fmt: skip

    def _renew(self, touched):
        """Read `touched` anew, put what they say into copies of the columns."""
        old, rows = self._board, columns.read(touched)
        for fact in rows.facts:
            if fact[0] not in self._slots:
                self._slots[fact[0]] = len(self._names)
                self._names.append(fact[1])
        size = len(self._names)
        keys, public = _grown(old.keys, size), _grown(old.public, size)
        facts = {name: _grown(column, size) for name, column in old.facts.items()}
        changed = np.zeros(size, np.bool_)
        for slot in (self._slots[pk] for pk in touched if pk in self._slots):
            changed[slot], public[slot] = True, False
        order = old.order[~changed[old.order]]
        for fact in rows.facts:
            slot = self._slots[fact[0]]
            keys[slot], public[slot], self._names[slot] = fact[0], True, fact[1]
            for place, name in enumerate(FACTS):
                facts[name][slot] = fact[2 + place]
        order = self._ordered(order, rows.facts)
        fresh = {relation: self._links(rows, relation) for relation in RELATIONS}
        fresh_levels = _levels(fresh, old.vocabularies)
        self._board = Board(
            keys=keys,
            public=public,
            facts=facts,
            order=order,
            links={relation: old.links[relation].without(changed).plus(fresh[relation]) for relation in RELATIONS},
            levels={
                relation: {depth: links.without(changed).plus(fresh_levels[relation][depth]) for depth, links in levels.items()}
                for relation, levels in old.levels.items()
            },
            vocabularies=old.vocabularies,
        )

    def _ordered(self, order, facts):
        """`order` with the slots of `facts` where they belong by name."""
        fresh = sorted((fact[1], fact[0], self._slots[fact[0]]) for fact in facts)
        places = [bisect_left(order, (name, pk), key=lambda slot: (self._names[slot], self._key(slot))) for name, pk, _slot in fresh]
        return np.insert(order, places, [slot for _name, _pk, slot in fresh]) if fresh else order

    def _key(self, slot):
        return int(self._board.keys[slot])

    def _links(self, rows, relation):
        public = {fact[0] for fact in rows.facts}
        return Links.of((self._slots[pk], term) for pk, term in rows.links[relation] if term is not None and pk in public)


def _levels(links, vocabularies):
    return {
        relation: {depth: links[relation].lifted(above) for depth, above in getattr(vocabularies, tree).above.items()}
        for relation, tree in TREES.items()
    }


def _grown(column, size):
    """A copy with room for `size`."""
    grown = np.zeros(size, column.dtype)
    grown[: len(column)] = column
    return grown


_keeper = Keeper()


def current() -> Board:
    return _keeper.current()


def forget():
    _keeper.forget()
