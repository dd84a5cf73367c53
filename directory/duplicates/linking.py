"""Candidates by blocks, and what becomes of them: a candidate is the same only without a veto and without a rival."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from .comparing import Comparison, Counts, compare
from .traits import Traits
from .words import COMMON

LARGEST_BLOCK = 60
RIVAL = 10
CELL = 0.0025
"""Degrees; two grids, one moved by half a cell."""
PAIRED_WORDS = 4


def blocks_of(traits: Traits) -> Iterator[str]:
    """What two must share to be compared. A block tells nothing of the rest of the register, so it can be kept."""
    near = traits.postcode[:3]
    telling = {word for words in traits.names for word in words if word not in COMMON}
    for word in telling:
        yield f"w {word}"
        yield f"w {word} {near}"
    for pair in combinations(sorted(sorted(telling, key=lambda word: (-len(word), word))[:PAIRED_WORDS]), 2):
        yield f"ww {' '.join(pair)}"
    if traits.joined:
        yield f"n {traits.joined}"
    if traits.street and traits.house:
        yield f"h {traits.street} {traits.house[0]} {near}"
        yield f"h {traits.street} {traits.house[0]} {''.join(sorted(traits.postcode))}"
        yield f"s {traits.street} {traits.postcode}"
    if traits.phone:
        yield f"p {traits.phone[:-2]}"
    if traits.email:
        yield f"m {traits.email}"
    if traits.domain:
        yield f"d {traits.domain}"
    if traits.lat is not None and traits.lon is not None:
        for moved in (0, 0.5):
            yield f"c {moved} {int(traits.lat / CELL + moved)} {int(traits.lon / CELL + moved)}"


def candidates(ours: list[Traits], theirs: list[Traits] | None, counts: Counts) -> dict[tuple[int, int], Comparison]:
    """{(place in `ours`, place in `theirs`): comparison} of all to ask about or better. Without `theirs`: pairs inside `ours`, the lower place first."""
    return chosen(_pairs(ours, theirs), ours, ours if theirs is None else theirs, counts, asks_again=theirs is not None)


def chosen(pairs: Iterable[tuple[int, int]], ours, theirs, counts, *, asks_again) -> dict[tuple[int, int], Comparison]:
    """Of `pairs` those to ask about or better. `asks_again`: who finds nothing on either side is asked by a lower bar."""
    found, weaker, seen = {}, {}, set()
    for pair in pairs:
        if pair not in seen:
            seen.add(pair)
            comparison = compare(ours[pair[0]], theirs[pair[1]], counts)
            if comparison.is_asked:
                found[pair] = comparison
            elif asks_again and comparison.is_asked_again:
                weaker[pair] = comparison
    if weaker:
        settled = {mine for mine, _other in found}, {other for _mine, other in found}
        alone = ((pair, comparison) for pair, comparison in weaker.items() if pair[0] not in settled[0] and pair[1] not in settled[1])
        found |= dict(alone)
    return found


def _pairs(ours, theirs):
    blocks = defaultdict(lambda: ([], []))
    for side, records in enumerate((ours, theirs or [])):
        for place, traits in enumerate(records):
            for block in set(blocks_of(traits)):
                blocks[block][side].append(place)
    for mine, other in blocks.values():
        if len(mine) <= LARGEST_BLOCK and len(other) <= LARGEST_BLOCK:
            yield from combinations(mine, 2) if theirs is None else product(mine, other)


def with_rivals(found: dict[tuple[int, int], Comparison], *, inside=False, ours: list[Traits] | None = None) -> set[tuple[int, int]]:
    """Pairs with another candidate within `RIVAL` points on either side, unless that one has a better partner itself.

    Rows of one delivery (`ours`) that say the same are twins, not rivals: some lists have a row for each form of school, or for each project.
    """
    of = defaultdict(list)
    for (mine, other), comparison in found.items():
        of["ours", mine].append((comparison.score, "ours" if inside else "theirs", other))
        of["ours" if inside else "theirs", other].append((comparison.score, "ours", mine))

    def are_twins(end, other):
        return ours is not None and end[0] == other[0] == "ours" and (end == other or _say_the_same(ours[end[1]], ours[other[1]]))

    rivalled = set()
    for pair, comparison in found.items():
        ends = ("ours", pair[0]), ("ours" if inside else "theirs", pair[1])
        for end, partner in (ends, ends[::-1]):
            for score, side, place in of[end]:
                rival = (side, place)
                if rival == partner or score < comparison.score - RIVAL or are_twins(rival, partner):
                    continue
                if not any(better > score and not are_twins((its_side, its_place), end) for better, its_side, its_place in of[rival]):
                    rivalled.add(pair)
    return rivalled


def _say_the_same(one, other):
    return _said(one) == _said(other) and all(
        mine == theirs or not (mine and theirs) for mine, theirs in ((one.phone, other.phone), (one.email, other.email))
    )


def _said(traits):
    return traits.kind, traits.joined, traits.numbers, traits.forms, traits.creeds, traits.street, traits.house
