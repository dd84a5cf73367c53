"""Candidates by blocks, and what becomes of them: a candidate is the same only without a veto and without a rival."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product

from .comparing import ASK, Comparison, Counts, compare
from .traits import COMMON, Traits

LARGEST_BLOCK = 60
RIVAL = 10
CELL = 0.0025
"""Degrees; two grids, one moved by half a cell."""


def blocks_of(traits: Traits, counts: Counts) -> Iterator[tuple]:
    row = traits.row
    rare = sorted((word for word in frozenset().union(*traits.names) if word not in COMMON), key=lambda word: (counts.words[word], word))[
        :3
    ]
    for word in rare:
        yield "word", word, row.postcode[:3]
    if len(rare) > 1:
        yield "words", *sorted(rare[:2])
    if traits.street and traits.house:
        yield "house", traits.street, traits.house[0], row.postcode[:3]
        yield "street", traits.street, row.postcode
    if traits.phone:
        yield "phone", traits.phone[:-2]
    if traits.email:
        yield "mail", traits.email
    if traits.domain:
        yield "domain", traits.domain
    if row.lat is not None and row.lon is not None:
        for moved in (0, 0.5):
            yield "cell", moved, int(row.lat / CELL + moved), int(row.lon / CELL + moved)


def candidates(ours: list[Traits], theirs: list[Traits] | None, counts: Counts) -> dict[tuple[int, int], Comparison]:
    """{(place in `ours`, place in `theirs`): comparison} of all that reach `ASK`. Without `theirs`: pairs inside `ours`, the lower place first."""
    found, seen = {}, set()
    for pair in _pairs(ours, theirs, counts):
        if pair not in seen:
            seen.add(pair)
            comparison = compare(ours[pair[0]], (theirs if theirs is not None else ours)[pair[1]], counts)
            if comparison.score >= ASK:
                found[pair] = comparison
    return found


def _pairs(ours, theirs, counts):
    blocks = defaultdict(lambda: ([], []))
    for side, records in enumerate((ours, theirs or [])):
        for place, traits in enumerate(records):
            for block in set(blocks_of(traits, counts)):
                blocks[block][side].append(place)
    for mine, other in blocks.values():
        if len(mine) <= LARGEST_BLOCK and len(other) <= LARGEST_BLOCK:
            yield from combinations(mine, 2) if theirs is None else product(mine, other)


def with_rivals(found: dict[tuple[int, int], Comparison], *, inside=False) -> set[tuple[int, int]]:
    """Pairs with another candidate within `RIVAL` points on either side, unless that one has a better partner itself."""
    of = defaultdict(list)
    for (mine, other), comparison in found.items():
        of["ours", mine].append((comparison.score, "ours" if inside else "theirs", other))
        of["ours" if inside else "theirs", other].append((comparison.score, "ours", mine))
    best = {end: max(score for score, *_other in rivals) for end, rivals in of.items()}
    rivalled = set()
    for pair, comparison in found.items():
        ends = ("ours", pair[0]), ("ours" if inside else "theirs", pair[1])
        for end, partner in (ends, ends[::-1]):
            for score, side, place in of[end]:
                rival = (side, place)
                if rival != partner and score >= comparison.score - RIVAL and best[rival] <= score:
                    rivalled.add(pair)
    return rivalled
