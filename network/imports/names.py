"""German names and addresses in a form in which two spellings of one are equal.

normal("Matibi-Schule (Grundschule)")   "matibi schule grundschule"
core("Matibi-Schule (Grundschule)")     "matibi"                      what tells it from others of its kind
legal_form("AHB- Lichtenberg gGmbH")    "ggmbh"
address("Josef – Orlopp – Str.20")      Address("joseforloppstr", {"20"})
"""

import re
import unicodedata
from dataclasses import dataclass

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LEGAL_FORMS = {
    "ggmbh": r"g\s*gmbh|gemeinnützige\s+gmbh|gemeinnützige\s+gesellschaft\s+mbh",
    "gag": r"gag",
    "gmbh": r"gmbh",
    "ev": r"e\s*\.?\s*v\b\.?",
    "eg": r"eg",
    "ag": r"ag",
    "ug": r"(?:gemeinnützige\s+|g)?ug(?:\s*\(haftungsbeschränkt\))?",
    "kdoer": r"kdör|k\s*\.?\s*d\s*\.?\s*ö\s*\.?\s*r\b\.?",
    "gbr": r"gbr",
}
_LEGAL = [(form, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)) for form, pattern in LEGAL_FORMS.items()]
_GLUED = re.compile(r"(?<=[a-zäöü]{2})(gAG|gGmbH|GmbH|AG)$|(?<=[A-ZÄÖÜ]{2})(gAG|gGmbH)$")
_HUMP = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ][a-zäöüß])")
FILLERS = {"der", "die", "das", "des", "dem", "den", "am", "an", "im", "in", "und", "von", "vom", "zu", "zur", "zum", "fuer", "bei"}
KIND_WORDS = {
    "schule", "grundschule", "oberschule", "gymnasium", "sekundarschule", "gemeinschaftsschule", "integrierte", "foerderschule", "foerderzentrum",
    "sonderpaedagogischem", "foerderschwerpunkt", "gesamtschule", "realschule", "hauptschule", "schulen", "kita", "kindertagesstaette", "kindergarten",
    "kindertageseinrichtung", "musikschule", "volkshochschule", "vhs", "staatliche", "staedtische", "jfe",
}  # fmt: skip
_KIND_ENDING = re.compile(r"(?<=\w{4})(?:grund|ober|gemeinschafts|musik|gesamt|sekundar)?schule$")
_NUMBERS = re.compile(r"(?<![\w])(\d+)\s*([a-z])?(?:\s*[-–/+]\s*(\d+)\s*([a-z])?)?")


def legal_form(name):
    """ "ggmbh", "ev" … or "" when the name has none."""
    name = _GLUED.sub(r" \1\2", name.strip())
    return next((form for form, pattern in _LEGAL if pattern.search(name)), "")


def folded(text):
    """Small letters, umlauts as two letters, other accents gone."""
    text = text.casefold().translate(UMLAUTS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def without_legal_form(name):
    name = _GLUED.sub(r" \1\2", name.strip())
    for _form, pattern in _LEGAL:
        name = pattern.sub(" ", name)
    return name


def words(name):
    """Words of a name without its legal form: "JuliJugendhilfe" are two."""
    return re.findall(r"[a-z0-9]+", folded(_HUMP.sub(" ", without_legal_form(name))))


def normal(name):
    return " ".join(words(name))


def core(name):
    """What is left without words that many names have; the whole when nothing else is there."""
    found = [_KIND_ENDING.sub("", word) for word in words(name) if word not in FILLERS and word not in KIND_WORDS]
    return " ".join(dict.fromkeys(word for word in found if word)) or normal(name)


@dataclass(frozen=True)
class Address:
    street: str = ""
    numbers: frozenset = frozenset()
    postcode: str = ""

    def __bool__(self):
        return bool(self.street)


def address(street, postcode=""):
    """Street without number, “straße” as “str”, no spaces; house numbers, of which “6-10” has two."""
    text = re.split(r"[,(]", folded(street))[0].replace("str.", "str. ")
    numbers = frozenset()
    if found := list(_NUMBERS.finditer(text)):  # the last: “Straße des 17. Juni 135”
        first, letter, second, other = found[-1].groups()
        numbers = frozenset(number for number in (f"{first}{letter or ''}", f"{second}{other or ''}" if second else "") if number)
        text = text[: found[-1].start()]
    text = re.sub(r"[^a-z0-9]+", "", re.sub(r"strasse\b|str\b\.?", "str", text))
    return Address(text, numbers, postcode.strip())
