"""Which reading of a query finds something, and its hits in their order."""

from dataclasses import replace

import tantivy

from ... import readings
from ...clauses import matching
from ...enums import Sort
from . import nearby
from .counting import Counting
from .translating import as_query, everything_of

CANDIDATES = 100
"""At least so many hits are put into a stable order."""


def found(searcher, schema, query):
    """(how the words are taken, number of hits, how many of them meet all, hits)"""
    for reading in readings.readings(query):
        total, hits = _hits(searcher, schema, query, reading.text, reading.met)
        if wider := _filled(searcher, schema, reading, total):
            rest = readings.rest(wider, reading)
            met = matching(rest)
            further = Counting(searcher, schema, query, met).total()
            if further:
                room = replace(query, offset=max(0, query.offset - total), limit=query.limit - len(hits))
                return wider, total + further, total, (*hits, *(_hits(searcher, schema, room, rest, met)[1] if room.limit else ()))
        if total:
            break
    return reading, total, total, hits


def _filled(searcher, schema, reading, total):
    """The wider reading, where few things meet all, also without filters."""
    if not readings.may_be_filled(reading, total) or not (wider := readings.filled(reading)):
        return None
    plain = readings.unfiltered(reading.query)
    rare = plain == reading.query or readings.may_be_filled(reading, Counting(searcher, schema, plain, reading.met).total())
    return wider if rare else None


def counting_of(searcher, schema, query):
    """Of the reading that finds something, else of the last."""
    made = readings.readings(query)
    for reading in made:
        counting = Counting(searcher, schema, query, reading.met)
        if reading is made[-1] and not query.filled:
            break
        total = counting.total()
        if wider := _filled(searcher, schema, reading, total):
            counting = Counting(searcher, schema, query, wider.met)
        if total:
            break
    return counting


def _hits(searcher, schema, query, text, met):
    if query.sort == Sort.RELEVANCE and text is not None:
        wanted = everything_of(schema, query, as_query(schema, text))
        # Equal scores come in the order of the files on disk, which changes; the identity of things doesn't.
        result = searcher.search(wanted, max(CANDIDATES, query.offset + query.limit))
        hits = result.hits  # each asking makes a new list
        ids = searcher.fast_field_values("object_id", [address for score, address in hits])
        order = sorted(range(len(hits)), key=lambda place: (-round(hits[place][0], 4), ids[place]))
        chosen = [hits[place] for place in order[query.offset : query.offset + query.limit]]
    else:
        wanted = Counting(searcher, schema, query, met).found()
        if query.sort == Sort.DISTANCE and query.near:
            return nearby.nearest(searcher, schema, query, wanted)
        column = {Sort.CHECKED: "checked_on", Sort.CHANGED: "changed_at"}.get(query.sort, "sort_name")
        result = searcher.search(
            wanted,
            max(1, query.limit),  # no hits asked for panics
            offset=query.offset,
            order_by_field=column,
            order=tantivy.Order.Asc if column == "sort_name" else tantivy.Order.Desc,
        )
        chosen = [(0.0, address) for value, address in result.hits]
    return result.count, tuple(nearby.as_hits(searcher, chosen, query.near))
