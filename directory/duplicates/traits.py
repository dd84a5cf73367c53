"""What an institution is compared by, made plain: words of the name, numbers, form of school, house, phone, mail, domain."""

import re
from dataclasses import dataclass

from .words import ATTACHED, COMMON, CREEDS, FORMS, is_club, plain, words_of

FREEMAIL = {"gmail.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "googlemail.com", "outlook.de", "yahoo.de", "freenet.de", "arcor.de",
            "aol.com", "hotmail.com", "hotmail.de", "posteo.de", "icloud.com"}  # fmt: skip
NONE: frozenset = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One institution as a delivery or the register tells it. `kind`: any text that is equal for the same kind, `form`: that kind in words; `keys`: {(source, key)}."""

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
    keys: frozenset = NONE
    city: str = ""
    form: str = ""


@dataclass(slots=True)
class Traits:
    """As small as can be: a register of 110,000 is held in memory at once."""

    name: str
    kind: str
    names: tuple
    """(set of words, …), of the name and each other name"""
    joined: str
    """Telling words of the name without blanks: “Regen Bogen” is “Regenbogen”."""
    forms: frozenset
    creeds: frozenset
    numbers: frozenset
    attached: frozenset
    is_club: bool
    is_school: bool
    street: str
    house: tuple
    """(first number, last number, letter or what else follows: “links”)"""
    postcode: str
    city: frozenset
    lat: float | None
    lon: float | None
    phone: str
    email: str
    domain: str


def traits_of(row: Row) -> Traits:
    words, numbers = words_of(row.name)
    before_with = words_of(re.split(r"\bmit\b", row.name, maxsplit=1)[0])[0] if " mit " in row.name else words
    own, others = frozenset(words), [name for name in row.other_names.split(",") if name.strip()]
    street, house = house_of(row.street)
    email = row.email.strip().lower()
    forms = own & FORMS or (frozenset(words_of(row.form)[0]) & FORMS if row.form else NONE)
    return Traits(
        row.name,
        row.kind,
        (own, *(frozenset(words_of(name)[0]) for name in others)),
        "".join(word for word in words if word not in COMMON),
        forms or NONE,
        own & CREEDS or NONE,
        frozenset(numbers) or NONE,
        frozenset(before_with) & ATTACHED or NONE,
        is_club(row.name),
        bool(forms) or "schule" in own,
        street,
        house,
        row.postcode,
        frozenset(re.findall(r"[a-z]{3,}", plain(row.city))) if row.city else NONE,
        row.lat,
        row.lon,
        phone_of(row.phone),
        email,
        domain_of(row.website, email),
    )


def house_of(street) -> tuple[str, tuple]:
    """("turmstr", (75, 75, "")) of “Turmstraße 75”; ("", ()) of nothing."""
    text = plain(street).strip()
    found = re.match(r"^(.*?[^\d\s])[\s,]*(\d+)\s?([a-z]?)(?![a-z])(?:\s*(?:[-–/+&,]|u\.?|und|bis|\s)\s*(\d+))?", text)
    name = re.sub(r"[^a-z0-9]", "", found[1] if found else text)
    if not found:
        return name, ()
    further = found[3] or "".join(re.findall(r"[a-z]+", text[found.end() :])[:1])
    return name, (int(found[2]), int(found[4] or found[2]), further)


def phone_of(phone) -> str:
    """Digits without the country's code and leading zeros; "" for what is too short to tell."""
    digits = re.sub(r"\D", "", str(phone or "").replace("(0)", ""))
    digits = re.sub(r"^(00)?49|^0+", "", digits).lstrip("0")
    return digits if len(digits) >= 6 else ""


def domain_of(website, email) -> str:
    host = re.sub(r"^https?://", "", website.strip().lower()).split("/")[0].removeprefix("www.") or email.rpartition("@")[2]
    return "" if host in FREEMAIL else host
