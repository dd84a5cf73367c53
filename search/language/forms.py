"""Forms of a word that the stemmer leaves apart: Kita and Kitas, Kurs and Kurse, Museum and Museen, Hauptstr. and Hauptstraße.

Used for the words of a query, so that no text in the index has to be rewritten.
"""

from functools import lru_cache

from ..analysis import fold
from .nouns import is_noun

LATIN = (
    ("ium", "ien"),
    ("eum", "een"),
    ("rum", "ren"),
    ("bum", "ben"),
    ("tum", "ten"),
    ("ma", "men"),
    ("xis", "xen"),
    ("kum", "ka"),
    ("ion", "ien"),
    ("al", "alien"),
)
"""Ends of a singular and its plural."""
LATIN_NOUNS = (
    "zentrum",
    "museum",
    "gymnasium",
    "forum",
    "studium",
    "praktikum",
    "stadion",
    "thema",
    "firma",
    "praxis",
    "medium",
    "material",
)
"""Whose compounds no list has: Familienzentren."""
SPELLINGS = (
    ("phon", "fon"),
    ("photo", "foto"),
    ("graph", "graf"),
    ("delphin", "delfin"),
    ("potential", "potenzial"),
    ("panther", "panter"),
)
FEMALE = ("innen", "in")


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """`word` itself, then its other forms, folded."""
    folded = fold(word)
    if len(folded) < 3 or not folded.isalpha() or not folded.isascii():
        return (word,)
    found = [*_with_s(folded), *_with_e(folded), *_latin(folded), *_street(folded), *_spelled(folded), *_male(folded)]
    return (word, *(form for form in dict.fromkeys(found) if form != folded))


def _with_s(word):
    """Kita – Kitas, Büro – Büros, Camp – Camps: the stemmer takes no s away after vowels and some consonants."""
    if len(word) >= 5 and word.endswith("s") and word[-2] in "aiouypcw" and word[-3:] not in ("aus", "eis", "ais"):
        yield word[:-1]
    elif len(word) >= 4 and word[-1] in "aiouypcw":
        yield word + "s"


def _with_e(word):
    """Kurs – Kurse, Keks – Kekse: the stemmer takes the s of Kurs for an ending."""
    if word.endswith(("ls", "rs", "ns", "ks")):
        yield word + "e"
    for end in ("e", "es", "en"):
        stem = word.removesuffix(end)
        if stem != word and stem.endswith(("ls", "rs", "ns", "ks")):
            yield stem


def _latin(word):
    for singular, plural in LATIN:
        for end, other in ((singular, plural), (plural, singular)):
            stem = word.removesuffix(end)
            if stem != word and len(stem) > 1:
                single = stem + singular
                if is_noun(single) or single.endswith(LATIN_NOUNS):
                    yield stem + other


def _street(word):
    if word.endswith("str") and len(word) > 5:
        yield word + "asse"
    elif word.endswith("strasse") and len(word) > 9:
        yield word.removesuffix("asse")
    elif word in ("str", "strasse"):
        yield "strasse" if word == "str" else "str"


def _spelled(word):
    """Saxophon – Saxofon."""
    for old, new in SPELLINGS:
        if old in word:
            yield word.replace(old, new)
        elif new in word:
            yield word.replace(new, old)


def _male(word):
    """Seniorinnen finds Senioren; texts that name both genders have both words anyway."""
    for end in FEMALE:
        stem = word.removesuffix(end)
        if stem != word and len(stem) >= 5 and is_noun(stem):
            yield stem
            return
