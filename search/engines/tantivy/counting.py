"""How many hits there are, and which values of facets they have.

Counting needs no scores, so what only orders is left away (`search.clauses.matching`); that takes a tenth of the time. All facets without a
filter of their own are counted in one pass over the hits, each of the others in one that leaves its filter out.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from tantivy import Query

from ...clauses import Everything, Numbers
from ...conditions import RADII, counted_apart
from ...facets import MANY, counted
from ...readings import readings
from . import nearby
from .translating import as_query, everything_of

MOST_VALUES, ALL_VALUES = {"operator": 50}, 65_000
"""Values of a facet that are counted: of operators, of which there are thousands, the most frequent ones."""
USUAL_VALUES = 2000
EVERYTHING = Everything()
NUMBER = {"value_count": {"field": "object_id"}}
"""Every document has one."""


class Counting:
    """The hits of one reading of a query, without an order. `met`: a clause that says nothing of scores."""

    def __init__(self, searcher, schema, query, met=EVERYTHING):
        self.searcher, self.schema, self.query = searcher, schema, query
        self.met = as_query(schema, met)

    def found(self, *, without="") -> Query:
        """Under all filters but that of a field."""
        return everything_of(self.schema, self.query, self.met, without=without)

    @property
    def key(self):
        """The same for queries without words that have the same counts."""
        query = self.query
        at = query.at if "open" in dict(query.filters) else None
        return query.today, at, query.filters, query.age_from, query.age_to, query.near, query.box

    def total(self) -> int:
        return self._number(self.found())

    def values(self, field) -> dict[str, int]:
        return self._aggregated(self.found(without=field), {field: _terms(field, ALL_VALUES)})[field]

    def facets(self, fields, *, conditions=True) -> dict[str, dict[str, int]]:
        """Of `fields` and of conditions, all but what is open now."""
        apart = counted_apart(self.query) if conditions else {}
        apart.pop("open", None)
        filtered = {field for field, _values in self.query.filters} | ({"distance"} if self.query.near else set())
        passes: dict[str, dict] = {}
        for field in fields:
            if field not in apart:
                passes.setdefault(field if field in filtered else "", {})[field] = _terms(field)
        for field, values in list(apart.items()):
            if all(isinstance(condition, Numbers) for condition in values.values()):
                passes.setdefault(field if field in filtered else "", {})[field] = _ranges(apart.pop(field))
        counts: dict[str, dict[str, int]] = {}
        for without, asked in passes.items():
            counts |= self._aggregated(self.found(without=without), asked)
        return counts | {
            field: self._circles(values) if field == "distance" else self._apart(field, values) for field, values in apart.items()
        }

    def open_now(self) -> dict[str, dict[str, int]]:
        """What changes by the minute."""
        values = counted_apart(self.query).get("open")
        return {"open": self._apart("open", values)} if values else {}

    def _apart(self, field, values):
        found = self.found(without=field)
        numbers = {value: self._number(nearby.both(found, as_query(self.schema, condition))) for value, condition in values.items()}
        return {value: number for value, number in numbers.items() if number}

    def _circles(self, values):
        found = self.found(without="distance")
        circles = nearby.within_circles(self.searcher, self.schema, self.query.near, found, RADII)
        if circles is None:
            return self._apart("distance", values)
        return {f"{km}": number for km, number in circles.items() if number}

    def _aggregated(self, found, asked):
        answer = self.searcher.aggregate(found, asked)
        return {field: {bucket["key"]: bucket["doc_count"] for bucket in answer[field]["buckets"] if _counts(bucket)} for field in asked}

    def _number(self, found):
        return int(self.searcher.aggregate(found, {"hits": NUMBER})["hits"]["value"])


class CountedBeside:
    """What is counted of every result, of the strictest reading of a query, in a thread beside the one that looks for the hits."""

    def __init__(self, searcher, schema, query):
        self.reading = readings(query)[0]
        self.fields = counted(query, MANY + 1)
        self._counts = None
        if self.reading.text is not None:
            self._counts = _threads().submit(Counting(searcher, schema, query, self.reading.met).facets, self.fields)

    def facets(self):
        return self._counts.result()


@cache
def _threads():
    """Made by the process that searches, not by one that it comes from."""
    return ThreadPoolExecutor(os.cpu_count(), "facets")


def _terms(field, size=None):
    return {"terms": {"field": f"by_{field}", "size": size or MOST_VALUES.get(field, USUAL_VALUES)}}


def _ranges(values):
    """Of one column; tantivy adds the ranges between, which have no name."""
    column = next(iter(values.values())).field
    ranges = [{"key": value, "from": float(condition.low)} for value, condition in values.items()]
    return {"range": {"field": column, "ranges": ranges}}


def _counts(bucket):
    return bucket["doc_count"] and "to" not in bucket
