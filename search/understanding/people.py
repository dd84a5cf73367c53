"""For whom: ages and words for people. All of them in a query are one wish."""

from dataclasses import replace

from ..analysis import fold
from ..known import Known, KnownGroup, people_key
from ..language.compounds import parts
from ..language.thesaurus import Thesaurus
from ..wanted import Group, Has, Role, Suits, Words
from .tokens import Token

WEIGHT, FOR_SOME = 1.7, 2.4
AMONG_OTHERS = 0.6
"""Share of what is for many other groups as well."""
NAMED_IN_TEXT = 0.4
OPEN_YEARS, GROWN, OLDEST = 12, 18, 120
"""“Ab 5” means so many years more; “ab 18” whoever is older."""
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
    "frau": "frauen", "women": "frauen", "kadin": "frauen", "kadinlar": "frauen", "schuler": "jugendliche", "schulerin": "jugendliche",
    "schulerinnen": "jugendliche", "schulern": "jugendliche", "pupils": "jugendliche", "students": "junge-erwachsene", "studenten": "junge-erwachsene",
}  # fmt: skip
"""Folded word → slug of a target group, where the office has kept it: forms that no stemmer brings together, and other languages."""

AGES_OF_KINDS = {
    "kita": (0, 6), "kindertagespflege": (0, 3), "grundschule": (5, 12), "ogs": (5, 12), "weiterfuehrende-schule": (11, 19), "gymnasium": (10, 19),
    "foerderschule": (5, 19), "jugendzentrum": (6, 21), "berufliche-schule": (15, None), "vhs": (16, None), "hochschule": (17, None),
}  # fmt: skip
"""Slug of a kind, where the office has kept it → ages of the people it is there for, where nothing else is said."""
KINDS_OF_GROUPS = {"menschen-mit-behinderung": ("foerderschule",), "familien": ("familienzentrum",), "eltern": ("familienzentrum",)}
OF_KIND = 0.8
"""Share of what a kind of institutions is for."""

NARROWER = {
    "madchen", "jungen", "jungs", "girls", "boys", "gehorlose", "blinde", "rollstuhl", "rollstuhlfahrer", "vater", "mutter", "papa", "mama", "alleinerziehend",
    "alleinerziehende", "alleinerziehenden", "auszubildende", "studierende", "oma", "opa", "grosseltern",
}  # fmt: skip
"""Words for some of the people of a target group: what is for the group needs not be for them."""
IN_COMPOUND = 0.6
"""Of the weight of a wish: what a compound says besides."""
OF_NARROWER = 0.65
"""Of the share of the group: for such a word."""

FAMILY, PARENTS = "familien", "eltern"
NOT_PEOPLE = {"fortbildung", "handicap", "rollstuhl"}
"""Synonyms of target groups that are things as well."""


def read_words(tokens: list[Token], known: Known, thesaurus: Thesaurus) -> list[tuple[int, int, list[KnownGroup]]]:
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
            if not groups and (german := thesaurus.german_of(tuple(typed))):
                groups = known.people.get(people_key(german), [])
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
    narrow = {word for word in typed if fold(word) in NARROWER}
    ways: list = []
    for low, high in ages:
        ways += _of_age(low, high, known)
    wanted = [group for groups in people for group in groups]
    for group in wanted:
        factor = OF_NARROWER if narrow else 1.0
        ways += [Has("aim", (group.slug,), 0.9 * factor), Has("group", (group.slug,), AMONG_OTHERS * factor)]
        if group.age_from is not None or group.age_to is not None:
            ways += list(_of_age(group.age_from, group.age_to, known, exact=False))
    ways += [Words((word,), parts=0.95, text=0.6 if word in narrow else 0.5) for word in typed]
    ways += _called([] if narrow else wanted, ages, known)
    ways += _of_kinds(wanted, ages, OF_NARROWER if narrow else 1.0)
    # Most things are for children or families, or could be; few are for women or refugees, and those who ask for them mean it.
    some = not ages and any(group.age_from is None and group.age_to is None and group.slug not in (FAMILY, PARENTS) for group in wanted)
    return Group(
        " ".join(typed),
        tuple(dict.fromkeys(ways)),
        FOR_SOME if some or narrow else WEIGHT,
        needed=some,
        role=Role.PEOPLE,
        others=tuple(_others(wanted, ages)),
    )


def wish_in_compounds(words: list[str], known: Known, thesaurus: Thesaurus) -> Group | None:
    """“Kindertheater” and “Seniorensport” say for whom as well; it only counts for the order, and less."""
    for word in words:
        pieces = parts(word)
        found = read_words([Token(pieces[0], 0, 0)], known, thesaurus) if pieces else []
        if found:
            group = wish([pieces[0]], [], [found[0][2]], known)
            return group and replace(group, typed=word, weight=IN_COMPOUND * group.weight, needed=False)
    return None


def _of_kinds(groups, ages, factor):
    """Kinds of institutions that are there for these people."""
    kinds = [kind for group in groups for kind in KINDS_OF_GROUPS.get(group.slug, ())]
    for low, high in _spans(groups, ages):
        kinds += [kind for kind, (first, last) in AGES_OF_KINDS.items() if last and _is_for(first, last, low, high)]
    if kinds:
        yield Has("kind", tuple(dict.fromkeys(kinds)), OF_KIND * factor)


def _others(groups, ages):
    """Kinds of institutions and stated ages that are for none of these; nothing where some may be of any age."""
    spans = list(_spans(groups, ages))
    if len(spans) < len(groups) + len(ages):
        return
    low, high = min(low for low, high in spans), max(high for low, high in spans)
    yield Suits(low, high)
    if kinds := [kind for kind, (first, last) in AGES_OF_KINDS.items() if 3 * _shared(first, last or OLDEST, low, high) <= high - low + 1]:
        yield Has("kind", tuple(kinds))


def _spans(groups, ages):
    """(from, to) of those that have ages. “Ab 5” is for children."""
    for low, high in ages:
        yield low or 0, high if high is not None else low + OPEN_YEARS if low < GROWN else OLDEST
    for group in groups:
        if group.age_from is not None or group.age_to is not None:
            yield group.age_from or 0, OLDEST if group.age_to is None else group.age_to


def _is_for(first, last, low, high):
    """Whether most of one span lies in the other."""
    return 2 * _shared(first, last, low, high) >= min(last - first, high - low) + 1


def _shared(first, last, low, high):
    """Years that two spans have in common, the last one counted."""
    return min(last, high) - max(first, low) + 1


def _called(groups, ages, known):
    """By the words that name them, which kinds of institutions hold as well: Jugendzentrum, Familienbildung."""
    spans = [*ages, *((group.age_from, group.age_to) for group in groups if group.age_from is not None or group.age_to is not None)]
    near = [group for group in known.groups if any(_fits(group, low, high) for low, high in spans)]
    named: set[str] = set()
    for share, text, some in ((0.85, NAMED_IN_TEXT, groups), (0.75, NAMED_IN_TEXT, near)):
        for word in (word for group in some for word in group.words if fold(word) not in named):
            named.add(fold(word))
            yield Words((word,), main=share, parts=share, text=text)


def _of_age(low, high, known, *, exact=True):
    """Things for this age; less, things for groups of people of this age."""
    if exact and low is not None and high is None and low < 18:
        yield Suits(low, low)
        yield Suits(low, None, 0.5)
    else:
        yield Suits(low, high, 1.0 if exact else 0.5)
    until = low + OPEN_YEARS if low is not None and high is None and low < GROWN else high
    if slugs := tuple(group.slug for group in known.groups if _fits(group, low, until)):
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
