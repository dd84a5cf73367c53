"""What an institution is compared by, made plain: words of the name, numbers, form of school, house, phone, mail, domain."""

import re
from dataclasses import dataclass, field

from ..models.entries import folded

SHORT = {
    "gs": "grundschule", "ggs": "gemeinschaftsgrundschule", "kgs": "katholische grundschule", "egs": "evangelische grundschule",
    "hs": "hauptschule", "rs": "realschule", "gym": "gymnasium", "igs": "gesamtschule", "ge": "gesamtschule", "iss": "sekundarschule",
    "sk": "sekundarschule", "osz": "oberstufenzentrum", "bk": "berufskolleg", "vhs": "volkshochschule", "kiga": "kindergarten",
    "st": "sankt", "ev": "evangelische", "kath": "katholische", "stadt": "staedtische", "ms": "musikschule",
}  # fmt: skip
FORMS = {"grundschule", "gemeinschaftsgrundschule", "hauptschule", "realschule", "gymnasium", "gesamtschule", "sekundarschule",
         "oberstufenzentrum", "berufskolleg", "volkshochschule", "musikschule", "forderschule", "gemeinschaftsschule", "kolleg"}  # fmt: skip
COMMON = FORMS | {"kita", "kindergarten", "kindertagesstatte", "schule", "haus", "der", "die", "das", "und", "am", "an", "im", "in", "zum", "zur",
                  "fur", "von", "des", "integrierte", "staatliche", "stadtische", "freie", "private", "evangelische", "katholische", "sankt", "gmbh",
                  "ggmbh", "verein", "berlin"}  # fmt: skip
"""Words that say what it is or whose, hardly who."""
CREEDS = {"evangelische", "katholische", "gemeinschaftsgrundschule"}
ATTACHED = {"forderverein", "hort", "mensa", "ogs", "freunde", "elternverein", "ev"}
ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
FREEMAIL = {"gmail.com", "gmx.de", "web.de", "t-online.de", "googlemail.com", "outlook.de", "yahoo.de"}


@dataclass(frozen=True, slots=True)
class Row:
    """One institution as a delivery or the register tells it. `kind`: any text that is equal for the same kind; `keys`: {(source, key)}."""

    name: str
    kind: str = ""
    street: str = ""
    postcode: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    other_names: str = ""
    keys: frozenset = frozenset()


@dataclass(slots=True)
class Traits:
    row: Row
    names: list = field(default_factory=list)
    """[set of words], of the name and each other name"""
    forms: frozenset = frozenset()
    creeds: frozenset = frozenset()
    numbers: frozenset = frozenset()
    attached: frozenset = frozenset()
    street: str = ""
    house: tuple = ()
    """(lowest number, highest number, letter)"""
    phone: str = ""
    email: str = ""
    domain: str = ""


def traits_of(row: Row) -> Traits:
    words, numbers = words_of(row.name)
    street, house = house_of(row.street)
    email = row.email.strip().lower()
    own = frozenset(words)
    return Traits(
        row,
        [own, *(frozenset(words_of(name)[0]) for name in row.other_names.split(",") if name.strip())],
        own & FORMS,
        own & CREEDS,
        frozenset(numbers),
        frozenset(ATTACHED & (own | ({"ev"} if re.search(r"\be\.\s?v\b", row.name, re.IGNORECASE) else set()))),
        street,
        house,
        phone_of(row.phone),
        email,
        domain_of(row.website, email),
    )


def words_of(name) -> tuple[list[str], list[str]]:
    """(words, numbers): abbreviations written out, “Lindenhofschule” as two words, numbers apart."""
    plain = re.sub(r"\bsek(undarstufe)?\.?\s*i+\b|\be\.\s?v\.?", " ", folded(name))
    words, numbers = [], []
    for word in re.findall(r"[a-z]+|\d+", plain):
        word = ROMAN.get(word, word)
        if word.isdigit():
            numbers.append(word.lstrip("0") or "0")
            continue
        for part in SHORT.get(word, word).split():
            end = next((end for end in ("schule", "kita") if part.endswith(end) and len(part) > len(end) + 2 and part not in COMMON), "")
            words += [part[: -len(end)], end] if end else [part]
    return words, numbers


def house_of(street) -> tuple[str, tuple]:
    """("turmstr", (75, 75, "")) of “Turmstraße 75”; ("", ()) of nothing."""
    found = re.match(r"^(.*?\D)\s*(\d+)\s*([a-z]?)(?:\s*[-/]\s*(\d+))?", folded(street).strip())
    name = found[1] if found else folded(street)
    plain = re.sub(r"[^a-z0-9]", "", re.sub(r"strasse|straße|str\b", "str", name))
    if not found:
        return plain, ()
    low, high = int(found[2]), int(found[4] or found[2])
    return plain, (low, max(low, high), found[3])


def phone_of(phone) -> str:
    """Digits without the country's code and leading zeros; "" for what is too short to tell."""
    digits = re.sub(r"\D", "", str(phone or "").replace("(0)", ""))
    digits = re.sub(r"^(00)?49|^0+", "", digits).lstrip("0")
    return digits if len(digits) >= 6 else ""


def domain_of(website, email) -> str:
    host = re.sub(r"^https?://", "", website.strip().lower()).split("/")[0].removeprefix("www.") or email.rpartition("@")[2]
    return "" if host in FREEMAIL else host
