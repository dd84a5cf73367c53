"""For whom: ages and words for people. All of them in a query are one wish."""

from ..analysis import fold
from ..known import Known, KnownGroup, people_key
from ..wanted import Group, Has, Role, Suits, Words
from .tokens import Token

WEIGHT = 1.7
AMONG_OTHERS = 0.6
"""Share of what is for many other groups as well."""
NAMED_IN_TEXT = 0.4
LEAST_OVERLAP = 2
"""Years that a target group shares with an age range to be meant by it."""

MORE_WORDS = {
    "kind": "kinder", "kindern": "kinder", "kindes": "kinder", "sohn": "kinder", "tochter": "kinder", "madchen": "kinder", "jungs": "kinder",
    "child": "kinder", "children": "kinder", "kids": "kinder", "cocuk": "kinder", "cocuklar": "kinder", "дитина": "kinder", "діти": "kinder",
    "ребенок": "kinder", "дети": "kinder", "детеи": "kinder", "اطفال": "kinder", "الاطفال": "kinder",
    "baby": "babys", "babies": "babys", "saugling": "babys", "sauglinge": "babys", "kleinkind": "babys", "kleinkinder": "babys", "kleinkindern": "babys",
    "bebek": "babys", "toddler": "babys", "toddlers": "babys",
    "teenager": "jugendliche", "teens": "jugendliche", "teenagers": "jugendliche", "jugendlichen": "jugendliche", "jugendlicher": "jugendliche",
    "genc": "jugendliche", "gencler": "jugendliche", "schulkind": "grundschulkinder", "schulkinder": "grundschulkinder",
    "grundschuler": "grundschulkinder", "erstklassler": "grundschulkinder", "vorschulkind": "kita-kinder", "kindergartenkind": "kita-kinder",
    "adults": "erwachsene", "adult": "erwachsene", "erwachsenen": "erwachsene", "erwachsener": "erwachsene", "yetiskin": "erwachsene",
    "senior": "senioren", "seniors": "senioren", "seniorin": "senioren", "seniorinnen": "senioren", "rentnerin": "senioren", "rentnerinnen": "senioren",
    "altere": "senioren", "alteren": "senioren", "elderly": "senioren", "opa": "senioren", "oma": "senioren", "grosseltern": "senioren",
    "familie": "familien", "family": "familien", "families": "familien", "aile": "familien",
    "eltern": "eltern", "mutter": "eltern", "vater": "eltern", "mama": "eltern", "papa": "eltern", "parents": "eltern", "alleinerziehend": "eltern",
    "gefluchteten": "zugewanderte", "gefluchtete": "zugewanderte", "fluchtlinge": "zugewanderte", "fluchtlingen": "zugewanderte", "refugees": "zugewanderte",
    "migranten": "zugewanderte", "migrantinnen": "zugewanderte", "immigrants": "zugewanderte",
    "frau": "frauen", "women": "frauen", "kadin": "frauen", "kadinlar": "frauen",
}  # fmt: skip
"""Folded word → slug of a target group, where the office has kept it: forms that no stemmer brings together, and other languages."""

FAMILY = "familien"
NOT_PEOPLE = {"fortbildung", "handicap", "rollstuhl"}
"""Synonyms of target groups that are things as well."""


def read_words(tokens: list[Token], known: Known) -> list[tuple[int, int, list[KnownGroup]]]:
    """[(index of the first token, after the last, groups)] by longest match."""
    found, position = [], 0
    by_slug = {group.slug: group for group in known.groups}
    while position < len(tokens):
        last = position + 1
        for length in range(min(known.longest, len(tokens) - position), 0, -1):
            typed = [token.word for token in tokens[position : position + length]]
            folded = fold(typed[0])
            groups = [] if folded in NOT_PEOPLE else known.people.get(people_key(typed), [])
            if not groups and length == 1 and MORE_WORDS.get(folded) in by_slug:
                groups = [by_slug[MORE_WORDS[folded]]]
            if groups:
                last = position + length
                found.append((position, last, groups))
                break
        position = last
    return found


def wish(typed: list[str], ages, people: list[list[KnownGroup]], known: Known) -> Group | None:
    """One group of all: `ages` as [(from, to)], `people` as groups per word, `typed` as the words for people stand there."""
    if not ages and not people:
        return None
    ways = []
    for low, high in ages:
        ways += _of_age(low, high, known)
    for groups in people:
        for group in groups:
            ways += [Has("aim", (group.slug,), 0.9), Has("group", (group.slug,), AMONG_OTHERS)]
            if group.age_from is not None or group.age_to is not None:
                ways += list(_of_age(group.age_from, group.age_to, known, exact=False))
    ways += [Words((word,), parts=0.95, text=0.5) for word in typed]
    ways += _called([group for groups in people for group in groups], ages, known)
    return Group(" ".join(typed), tuple(dict.fromkeys(ways)), WEIGHT, needed=False, role=Role.PEOPLE)


def _called(groups, ages, known):
    """By the words that name them, which kinds of institutions hold as well: Jugendzentrum, Familienbildung."""
    spans = [*ages, *((group.age_from, group.age_to) for group in groups if group.age_from is not None or group.age_to is not None)]
    near = [group for group in known.groups if any(_fits(group, low, high) for low, high in spans)]
    for share, some in ((0.85, groups), (0.75, near)):
        yield from (Words((word,), main=share, parts=share, text=NAMED_IN_TEXT) for group in some for word in group.words)


def _of_age(low, high, known, *, exact=True):
    """Things for this age; less, things for groups of people of this age."""
    if exact and low is not None and high is None and low < 18:
        yield Suits(low, low)
        yield Suits(low, None, 0.5)
    else:
        yield Suits(low, high, 1.0 if exact else 0.5)
    if slugs := tuple(group.slug for group in known.groups if _fits(group, low, high)):
        yield Has("aim", slugs, 0.85 if exact else 0.6)
        yield Has("group", slugs, 0.6 if exact else 0.45)
    children = (low or 0) < 14 and (high is None or high < 18)
    if children and any(group.slug == FAMILY for group in known.groups):
        yield Has("group", (FAMILY,), 0.4)


def _fits(group, low, high):
    """Whether the group is about this age: not only touches it, and isn't much wider (“children and young people” says little)."""
    if group.age_from is None and group.age_to is None:
        return False
    start, end = group.age_from or 0, 120 if group.age_to is None else group.age_to
    first, last = low or 0, 120 if high is None else high
    shared = min(end, last) - max(start, first)
    return (shared >= min(LEAST_OVERLAP, last - first) and end - start <= max(2.5 * (last - first), 12)) or (start == first and end == last)
