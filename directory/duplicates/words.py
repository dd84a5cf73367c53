"""Names of institutions as words: abbreviations written out, types and operators known, numbers apart."""

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA

from ..models.entries import folded

SHORT = {
    "gs": "grundschule", "ggs": "gemeinschaftsgrundschule", "kgs": "katholische grundschule", "egs": "evangelische grundschule",
    "gg": "gemeinschaftsgrundschule", "gh": "grundschule hauptschule", "grundsch": "grundschule",
    "hs": "hauptschule", "rs": "realschule", "gym": "gymnasium", "igs": "gesamtschule", "ge": "gesamtschule", "iss": "sekundarschule",
    "sk": "sekundarschule", "osz": "oberstufenzentrum", "bk": "berufskolleg", "wbk": "weiterbildungskolleg", "vhs": "volkshochschule",
    "gms": "gemeinschaftsschule", "gemsch": "gemeinschaftsschule", "fz": "forderzentrum", "ms": "musikschule", "sch": "schule",
    "kiga": "kindergarten", "kitas": "kita", "kindertagesstatte": "kita", "kindertagesstatten": "kita",
    "kindertageseinrichtung": "kita", "kindertagesst": "kita", "ekt": "eltern initiative", "ekg": "eltern initiative",
    "eki": "eltern initiative", "elterninitiative": "eltern initiative", "st": "sankt", "ev": "evangelische", "evang": "evangelische", "evgl": "evangelische", "kath": "katholische",
    "kt": "kita", "kirchengem": "kirchengemeinde", "kgm": "kirchengemeinde", "gem": "gemeinde", "strasse": "str", "pl": "platz",
}  # fmt: skip
FORMS = {"grundschule", "gemeinschaftsgrundschule", "hauptschule", "realschule", "gymnasium", "gesamtschule", "sekundarschule",
         "oberstufenzentrum", "berufskolleg", "weiterbildungskolleg", "volkshochschule", "musikschule", "forderschule", "forderzentrum",
         "gemeinschaftsschule", "kolleg", "fachschule", "berufsschule", "berufsfachschule", "fachoberschule"}  # fmt: skip
"""What an institution is by its name; another one is another institution. “Oberschule” may be any of them and says nothing."""
OPERATORS = {"awo", "arbeiterwohlfahrt", "drk", "caritas", "caritasverband", "diakonie", "diakonisches", "werk", "johanniter", "malteser",
             "asb", "lebenshilfe", "kirchengemeinde", "gemeinde", "eigenbetrieb", "trager", "kita-verbund", "verbund", "gag", "ug"}  # fmt: skip
COMMON = FORMS | OPERATORS | {
    "kita", "kindergarten", "eltern", "initiative", "kinderladen", "kinderhaus", "krippe", "kinderkrippe", "schule", "schulen", "oberschule", "haus", "der",
    "die", "das", "den", "dem", "und", "u", "am", "an", "auf", "im", "in", "zu", "zum", "zur", "fur", "von", "vom", "des", "bei", "beim", "nr",
    "integrierte", "staatliche", "stadtische", "stadt", "freie", "private", "kommunale", "evangelische", "katholische", "sankt", "gmbh", "ggmbh",
    "verein", "str", "platz", "weg", "berufliche", "allgemeine", "e", "v", "a", "d",
}  # fmt: skip
"""Words that say what it is or whose, hardly who. The place's own name is another (`comparing.Counts`)."""
CREEDS = {"evangelische", "katholische", "gemeinschaftsgrundschule", "judische", "islamische"}
ATTACHED = {"forderverein", "forderkreis", "freundeskreis", "freunde", "elternverein", "elternvertretung", "elternbeirat", "hort", "schulhort",
            "mensa", "ogs", "ogata", "ganztag", "ganztagsbetreuung", "schulsozialarbeit", "schulstation", "schulerclub", "schulbibliothek",
            "turnhalle", "sporthalle", "aula", "projekt", "aussenstelle", "nebenstelle", "zweigstelle", "filiale", "dependance", "standort",
            "schulkuche", "alumni", "ehemalige"}  # fmt: skip
ROMAN = {"ii": "2", "iii": "3", "iv": "4"}
SHORTEST_KNOWN = 6
KNOWN = FORMS | {"schule", "oberschule", "kindergarten", "kinderladen", "kindertagesstatte", "kindertageseinrichtung", "elterninitiative",
                 "initiative", "evangelische", "katholische", "integrierte", "kirchengemeinde"}  # fmt: skip
ENDINGS = sorted((*FORMS, "oberschule", "schule", "kita", "kindergarten", "str"), key=len, reverse=True)
INFLECTED = re.compile(r"^(evangelisch|katholisch|stadtisch|staatlich|integriert|privat|kommunal|judisch|islamisch|frei)(e[rsnm]?)?$")
LEVEL = re.compile(r"\bsek(undarstufe)?\.?\s*i+\b|\bs\s?i+\b|\bklassen?\s*\d+(\s*(-|bis)\s*\d+)?|\be\.\s?v\.?(?!\w)|\bev\b(?=\)|$)")
OWN_HOUSE = re.compile(
    r"(\w*(?:str|weg|platz|allee|damm|ring|ufer|chaussee|gasse|steig|zeile)\b\.?)\s*\d+(\s?[a-z]\b)?(\s*([-–/,&+]|und\b|u\.|\s)\s*\d+(\s?[a-z]\b)?)*"
)
"""“Kita Turmstr. 75/77” stands in a house of that number; it isn't the 75th."""
EV = re.compile(r"\be\.\s?v\b|\bev\s*$|\beingetragener verein\b")


def plain(text) -> str:
    """Small letters without accents; “Schoeneberg” and “Schöneberg” alike."""
    text = "".join(letter for letter in normalize("NFKD", folded(text)) if not combining(letter))
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace("strasse", "str")


def is_club(name) -> bool:
    return bool(EV.search(folded(name)))


def words_of(name) -> tuple[list[str], list[str]]:
    """(words, numbers): abbreviations written out, “Lindenhofschule” as two words, numbers apart."""
    text = OWN_HOUSE.sub(r"\1", LEVEL.sub(" ", plain(name).replace("stadt.", "stadtische ")))
    words, numbers = [], []
    for word in re.findall(r"[a-z]+|\d+", text):
        word = ROMAN.get(word, word)
        if word.isdigit():
            numbers.append(word.lstrip("0") or "0")
            continue
        for part in SHORT.get(word, word).split():
            for meant in spelt(INFLECTED.sub(r"\1e", part)).split():
                words += _split(meant)
    return words, numbers


@lru_cache(maxsize=50_000)
def spelt(word) -> str:
    """“Grundshcule” is meant as “Grundschule”: one letter left out, doubled, exchanged or another in a word that says what it is."""
    if word in KNOWN or len(word) < SHORTEST_KNOWN - 1:
        return word
    for known in KNOWN:
        if (
            abs(len(known) - len(word)) <= 1
            and OSA.distance(word, known, score_cutoff=1) == 1
            and (len(word) <= len(known) or _doubled(word, known))
        ):
            return SHORT.get(known, known)
    return word


def _doubled(word, known):
    return any(
        letter == following and word[:place] + word[place + 1 :] == known for place, (letter, following) in enumerate(pairwise(word))
    )


def _split(word):
    if word not in COMMON and word not in ATTACHED:
        for end in ENDINGS:
            if word.endswith(end) and len(word) > len(end) + 2:
                return [word[: -len(end)], end]
    return [word]
