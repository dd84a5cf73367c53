"""What a query wants, the same for every engine: groups that each have several ways to be met.

“Gitarre in Pankow” is two groups. The first is met by the word in a name, less by a part of a compound or another word for it; the second by
the area, or by a name with the place in it. A share (0 to 1) says how well a way meets its group, a weight how much the group counts.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """What kind of thing a group asks for."""

    WORD = "word"
    PLACE = "place"
    PEOPLE = "people"
    PRICE = "price"


@dataclass(frozen=True)
class Words:
    """All of `words`, in any of their forms; with a share for where they are: in name, kind or topics (`main`), as parts of compounds there, in running text."""

    words: tuple[str, ...]
    main: float = 1.0
    parts: float = 0.85
    text: float = 0.7
    everywhere: bool = False
    """In texts of other languages, too: for what was typed, not for German synonyms of it."""

    def weaker(self, factor):
        return replace(self, main=self.main * factor, parts=self.parts * factor, text=self.text * factor)


@dataclass(frozen=True)
class Has:
    """One of `values` of a facet."""

    field: str
    values: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Suits:
    """Is for an age between these; None is open."""

    age_from: int | None
    age_to: int | None
    share: float = 1.0


@dataclass(frozen=True)
class Group:
    """`typed` as it stands in the query. Groups that are not `needed` count for the order alone."""

    typed: str
    ways: tuple[Words | Has | Suits, ...]
    weight: float = 1.0
    needed: bool = True
    strict: bool = False
    """Needed even where the rest is only met in part: a place where nothing is finds nothing elsewhere."""
    role: Role = Role.WORD
    loose: tuple[Words | Has | Suits, ...] = ()
    """Ways that count only below what is found in full, and only where that is little: one part of a compound."""
    others: tuple[Has | Suits, ...] = ()
    """What shows that a thing is for others: a facet, or stated ages of which none is among these. It counts against a thing that meets the group nowhere
    but in running text."""


def plain_groups(words) -> tuple[Group, ...]:
    """Nothing but the words themselves."""
    return tuple(Group(word, (Words((word,), parts=0.0, everywhere=True),)) for word in words)


def words_of(groups) -> tuple[str, ...]:
    """All words by which the groups may be met, for marking them in texts."""
    return tuple(dict.fromkeys(word for group in groups for way in group.ways if isinstance(way, Words) for word in way.words))
