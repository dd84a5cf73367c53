"""What an index is asked for, put together of few shapes that every engine can translate.

Words are those of a query, not tokens: each engine's analyzer makes the tokens. Scores: `Word` and `InOrder` count by BM25, `Worth` by its points, `Mixed` and `All` add up,
`Best` takes the best.
"""

from collections.abc import Sequence
from typing import NamedTuple, Union

from .fields import ANYWHERE, ANYWHERE_OF


class Word(NamedTuple):
    """`word` in an analysed field, in any of its forms; one that the analyzer cuts into several is there when all of them are."""

    field: str
    word: str


class InOrder(NamedTuple):
    """Words of an analysed field that stand together."""

    field: str
    words: tuple[str, ...]


class NameIs(NamedTuple):
    """Exactly these words are a whole name; they are folded."""

    words: tuple[str, ...]


class NameBegins(NamedTuple):
    """A name begins with these words, the last of them may be unfinished; they are folded."""

    words: tuple[str, ...]


class AnyOf(NamedTuple):
    """One of these words stands in the field, whole."""

    field: str
    words: tuple[str, ...]


class Numbers(NamedTuple):
    """A number from `low` to `high`, both included; None is open. Days are ordinals, places degrees."""

    field: str
    low: float | None
    high: float | None


class Around(NamedTuple):
    """A place not farther than so many kilometres."""

    lat: float
    lon: float
    km: float


class Inside(NamedTuple):
    """A place in a rectangle (degrees)."""

    west: float
    south: float
    east: float
    north: float


class Everything(NamedTuple):
    pass


class Nothing(NamedTuple):
    pass


class All(NamedTuple):
    clauses: Sequence["Clause"]


class Some(NamedTuple):
    clauses: Sequence["Clause"]
    least: int = 1


class Best(NamedTuple):
    """The score of the best clause, and `tie` of that of the others."""

    clauses: Sequence["Clause"]
    tie: float = 0.0


class Worth(NamedTuple):
    """The same score for whatever meets the clause; below zero it takes away."""

    clause: "Clause"
    points: float


class Times(NamedTuple):
    clause: "Clause"
    factor: float


class Mixed(NamedTuple):
    """All of `must`, none of `without`; `should` only counts. With nothing in `must` it is met by all that has something of `should`."""

    must: Sequence["Clause"]
    should: Sequence["Clause"] = ()
    without: Sequence["Clause"] = ()


Clause = Union[  # noqa: UP007 (names in quotes above)
    Word, InOrder, NameIs, NameBegins, AnyOf, Numbers, Around, Inside, Everything, Nothing, All, Some, Best, Worth, Times, Mixed
]  # fmt: skip


def both(clauses):
    """All of them, as simply as it can be said."""
    return clauses[0] if len(clauses) == 1 else All(clauses)


def either(clauses):
    return clauses[0] if len(clauses) == 1 else Some(clauses)


def free(clause):
    """A filter: without weight."""
    return Worth(clause, 0.0)


def matching(clause):
    """A clause that the same things meet, without anything that only counts for their order: for counting, which a score makes several times slower."""
    match clause:
        case Worth(inner, _) | Times(inner, _):
            return matching(inner)
        case Best(clauses, _):
            return matching(Some(clauses))
        case Some(clauses, 1):
            return either(_joined(_flat(clauses)))
        case Some(clauses, least):
            return Some([matching(one) for one in clauses], least)
        case All(clauses):
            return both([matching(one) for one in clauses])
        case Mixed(must, should, without):
            met = [matching(one) for one in must] or [either(_joined(_flat(should)))]
            return Mixed(met, without=[matching(one) for one in without]) if without else both(met)
    return clause


def best_worth(points_of):
    """The best of `points_of`, {points: alternatives}. What is worth more already isn't said again: every word that is said is read once more."""
    said: set[Clause] = set()
    found = []
    for points in sorted(points_of, reverse=True):
        alternatives = list(_singly(_flat(points_of[points])))
        fresh = [one for place, one in enumerate(alternatives) if one not in alternatives[:place] and not (_is_word(one) and one in said)]
        if fresh:
            found.append(Worth(either(_together(fresh)), points))
            said.update(filter(_is_word, fresh))
    return Best(found)


def _is_word(clause):
    return isinstance(clause, Word | AnyOf)


def _singly(alternatives):
    """Each word of a list for itself."""
    for one in alternatives:
        yield from [AnyOf(one.field, (word,)) for word in one.words] if isinstance(one, AnyOf) else [one]


def _together(alternatives):
    """Words of a field as one list again."""
    words: dict[str, list[str]] = {}
    for one in alternatives:
        if isinstance(one, AnyOf):
            words.setdefault(one.field, []).extend(one.words)
    return [one for one in alternatives if not isinstance(one, AnyOf)] + [AnyOf(field, tuple(found)) for field, found in words.items()]


def _joined(alternatives):
    """The same said with fewer: a word in all of some fields at once, all words of a field together, and nothing that something wider says already."""
    alternatives = list(alternatives)
    fields: dict[str, dict[str, None]] = {}
    words: dict[str, dict[str, None]] = {}
    for one in alternatives:
        if isinstance(one, Word):
            fields.setdefault(one.word, {})[one.field] = None
        elif isinstance(one, AnyOf):
            words.setdefault(one.field, {}).update(dict.fromkeys(one.words))
    if words.get("aim", {}).keys() <= words.get("group", {}).keys():  # what a thing aims at is among its groups
        words.pop("aim", None)
    everywhere = {word for word, found in fields.items() if found.keys() >= ANYWHERE_OF}
    joined: list[Clause] = [Word(ANYWHERE, word) for word in fields if word in everywhere]
    alone = {Word(field, word) for word, found in fields.items() for field in found}
    several = [(one, sets) for one in alternatives if isinstance(one, All) and (sets := _sets(one))]
    joined += [Word(field, word) for word, found in fields.items() for field in found if word not in everywhere or field not in ANYWHERE_OF]
    for one in alternatives:
        match one:
            case Word() | AnyOf():
                continue
            case All() if (sets := _sets(one)) and _is_said(one, sets, alone, several):
                continue
            case _ if one not in joined:
                joined.append(one)
    return joined + [AnyOf(field, tuple(found)) for field, found in words.items()]


def _sets(clause):
    """Of words of which each must be met in one of some ways: a set of them for each; None for anything else."""
    sets = [tuple(one.clauses) if isinstance(one, Some) and one.least == 1 else (one,) for one in clause.clauses]
    return [frozenset(found) for found in sets] if all(isinstance(one, Word) for found in sets for one in found) else None


def _is_said(clause, sets, alone, several):
    if any(one <= alone for one in sets):
        return True
    wider = (other for other, found in several if other is not clause and len(found) == len(sets) and found != sets)
    return any(all(one <= another for one, another in zip(sets, _sets(other), strict=True)) for other in wider)


def _flat(clauses):
    """Without alternatives inside alternatives."""
    for one in clauses:
        match one:
            case Worth(inner, _) | Times(inner, _):
                yield from _flat((inner,))
            case Best(inner, _) | Some(inner, 1) | Mixed((), inner, ()):
                yield from _flat(inner)
            case All() | Mixed():
                met = matching(one)
                yield from _flat((met,)) if not isinstance(met, All | Mixed) else (met,)
            case _:
                yield one
