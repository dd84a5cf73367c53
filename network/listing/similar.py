"""Cooperations like another one: by fields of work, transitions, kinds of partner, form and area. Counted on the board, without the database."""

import numpy as np

from . import board as boards
from .pages import in_order

WEIGHTS = {"topic": 4.0, "transition": 3.0, "kind": 1.5, "area": 1.0}
FORM, GOOD = 1.0, 0.5
LEAST = 3.0
"""Below that two have little in common."""


def similar_to(cooperation, most):
    """At most `most` public cooperations, the most alike first; none of the same title, never itself. Two queries."""
    board = boards.current()
    slots = board.slots_of([cooperation.pk] if cooperation.pk else [])
    if not len(slots):
        return []
    own = int(slots[0])
    likeness = np.zeros(board.size)
    for relation, weight in WEIGHTS.items():
        links = board.links[relation]
        same = links.slots[np.isin(links.terms, board.terms_of(relation, own))]
        likeness += weight * _lessening(np.bincount(same, minlength=board.size))
    likeness += FORM * (board.facts["form"] == board.facts["form"][own]) + GOOD * board.facts["good"]
    likeness[~board.public] = 0
    likeness[own] = 0
    best = np.argsort(-likeness, kind="stable")[: most * 4]
    found = in_order(board, [int(pk) for pk in board.keys[best[likeness[best] >= LEAST]]])
    names, chosen = {cooperation.name.casefold()}, []
    for other in found:
        if len(chosen) < most and other.name.casefold() not in names:
            names.add(other.name.casefold())
            chosen.append(other)
    return chosen


def _lessening(number):
    """1, 1.5, 1.75 …: the second thing in common says less than the first."""
    return np.where(number > 0, 2 - 0.5 ** (np.maximum(number, 1) - 1), 0)
