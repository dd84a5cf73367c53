"""Names of columns compared with the words by which lists call a field."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

DAY_NAMES = (
    "montags?|monday|mon|mo", "dienstags?|tuesday|tue|tu|di", "mittwochs?|wednesday|wed|we|mi", "donnerstags?|thursday|thu|th|do",
    "freitags?|friday|fri|fr", "samstags?|sonnabends?|saturday|sat|sa", "sonntags?|sunday|sun|su|so",
)  # fmt: skip
OPENS, CLOSES = r"von|ab|auf|o|open|opens|oeffnet|start|beginn|from", r"bis|zu|c|close|closes|schliesst|end|ende|to"
FUZZY = 84


@lru_cache(maxsize=20_000)
def folded(name):
    """“Str. / Haus-Nr.” → “str haus nr”; “addressWithHouseNumber” → “address with house number”."""
    name = re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", name)
    name = re.sub(r"^e\s(?=[Mm]ail)", "e", name).casefold()
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(letter, plain)
    return " ".join(re.findall(r"[a-z]+|\d+", name))


@lru_cache(maxsize=50_000)
def likeness(name, word):
    """0 to 1 of two folded names."""
    if not name or not word:
        return 0.0
    if name == word or name.replace(" ", "") == word.replace(" ", ""):
        return 1.0
    mine, theirs = name.split(), word.split()
    if set(theirs) <= set(mine):
        return max(0.55, 0.92 - 0.12 * (len(mine) - len(theirs)))
    alike = fuzz.ratio(name, word)
    if alike >= FUZZY and min(len(name), len(word)) >= 4:
        return 0.9 * alike / 100
    if len(word) >= 6 and any(part.endswith(word) or part.startswith(word) for part in mine):
        return 0.7
    return 0.0


def best_likeness(name, words):
    """Of the whole name or, for a path of JSON, of its last steps."""
    whole = folded(name)
    found = max((likeness(whole, word) for word in words), default=0.0)
    if "." in name or "[" in name:
        for step in re.findall(r"=([^\]]+)\]|\.([^.\[]+)$", name):
            found = max(found, 0.9 * max((likeness(folded("".join(step)), word) for word in words), default=0.0))
    return found


PROVIDER = {"provider", "anbieter", "veranstalter", "traeger", "einrichtung", "organisation"}
FOREIGN = re.compile(r"[ _.](en|eng|englisch|dk|da|fr|tr|ru|uk|ua|ar|pl|fa|es|it|simple|leichte? sprache)$")


def of_provider(name):
    """“providerDescription” → “description”; "" for names that speak of no provider, or of nothing else."""
    words = folded(name).split()
    rest = [word for word in words if word not in PROVIDER]
    return " ".join(rest) if len(rest) < len(words) else ""


def is_foreign(name):
    """Whether the name ends with another language than German: “beschreibung_en”."""
    return bool(FOREIGN.search(name.casefold()))


def day_part(name):
    """(0, "opens") of “mo_o” or “Montag von”; (0, "text") of “Montag”; None."""
    whole = folded(name)
    for day, names in enumerate(DAY_NAMES):
        if re.fullmatch(rf"(?:oeffnungszeit(?:en)? )?(?:{names})(?: (?:uhrzeit|zeit))?", whole):
            return day, "text"
        for part, words in (("opens", OPENS), ("closes", CLOSES)):
            if re.fullmatch(rf"(?:oeffnungszeit(?:en)? )?(?:{names}) (?:{words})|(?:{words}) (?:{names})", whole):
                return day, part
    return None
