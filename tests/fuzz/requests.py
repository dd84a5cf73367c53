"""Requests as nobody types them: `addresses(number)` gives addresses of the search and the lists, the same for the same number."""

import random
from urllib.parse import quote, quote_from_bytes

PATHS = ["/suche/"] * 6 + ["/suche/vorschlaege/", "/suche/orte.geojson", "/en/suche/", "/de-simple/suche/", "/einrichtungen/", "/angebote/"]
PARAMS = """q typ art thema gruppe gebiet traeger form sprache kosten alter_von alter_bis tag zeit barrierefrei ort km lat lon offen geprueft sortierung
ansicht seite format woertlich erklaerung""".split()  # noqa: SIM905
WORDS = "Flöte Kita Berlin 13187 kostenlos „Chor“ -Musik 7-Jährige ab für 030/123-45 OGS Donaudampfschifffahrtsgesellschaftskapitän kreş روضة садок".split()  # noqa: SIM905
TRAPS = [
    "", " ", "*", "?", "~", "^", "AND", "NOT", "OR NOT (", "name:a*", 'a"b', '"', "''", "a AND NOT b", "[1 TO 2}", "+-+-", "\\", "/.*/", "field:{* TO *}", "(((((",
    "' OR 1=1 --", "'; DROP TABLE directory_actor; --", "%27", "%", "_", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;", "{{ 7|add:7 }}", "{% load x %}",
    "\u202eكتب\u202c", "\u200f", "\u0000", "a\u0000b", "\r\nSet-Cookie: a=b", "\x1b[31m", "\u00ad", "\ufeff", "\ud7ff", "🎻👩‍👩‍👧‍👦🏳️‍🌈", "ﷺ", "ß" * 60, "ı" * 50, "İ", "ǆ", "㎏", "e\u0301" * 40,
    "NaN", "nan", "inf", "-inf", "1e309", "-1", "0", "1e9", "99999999999999999999", "0x10", "1_000", "٣", "²", "1.5", "1,5", "--1", "null", "None", "true", "[]", "{}",
    "..", "../../etc/passwd", "a/b", "%00", "%c3%28", "x" * 300, "ab " * 120, "qqanfang", "qqende",
]  # fmt: skip
"""Engine syntax, SQL, markup, directions of writing, pictures, numbers that are none, and the index's own marks."""


def addresses(number, seed=11):
    dice = random.Random(seed)
    for _ in range(number):
        params = [(_param(dice), _value(dice)) for _ in range(dice.choice([0, 1, 1, 2, 3, 5, 9]))]
        if dice.random() < 0.005:
            params += [(dice.choice(PARAMS), _value(dice)[:20]) for _ in range(dice.choice([200, 2000]))]
        yield f"{dice.choice(PATHS)}?{'&'.join(f'{quote(name)}={value}' for name, value in params)}"


def _param(dice):
    return "q" if dice.random() < 0.4 else dice.choice(PARAMS) if dice.random() < 0.98 else dice.choice(TRAPS)


def _value(dice):
    kind = dice.random()
    if kind < 0.35:
        return quote(" ".join(dice.choices(WORDS, k=dice.choice([1, 2, 3, 8]))))
    if kind < 0.8:
        return quote(dice.choice(TRAPS))
    if kind < 0.86:
        return quote(" ".join(dice.choices(TRAPS + WORDS, k=dice.choice([2, 5, 40]))))
    if kind < 0.92:
        return quote("".join(chr(dice.randrange(1, 0xD7FF)) for _ in range(dice.choice([1, 5, 50]))))
    if kind < 0.95:
        return quote_from_bytes(dice.randbytes(dice.choice([1, 4, 30])))
    if kind < 0.99:
        return str(dice.choice([-(2**63), -1, 0, 1, 2, 99, 500, 10**6, 2**31, 2**63, 10**30]))
    return quote(dice.choice(WORDS + TRAPS) + " a" * dice.choice([500, 5000]))
