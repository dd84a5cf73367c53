"""Ages as people write them: “für 7-Jährige”, “ab 6”, “3 bis 5 Jahre”, “U3”, “60+”, “5. Klasse”."""

import re

OLDEST = 120
NUMBERS = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn".split()  # noqa: SIM905
_SPELLED = {word: number for number, word in enumerate(NUMBERS, 1)} | {"fuenf": 5, "zwoelf": 12, "fuenfzehn": 15}
_N = rf"(\d{{1,3}}|{'|'.join(sorted(_SPELLED, key=len, reverse=True))})"
_YEARS = r"[\s-]*(?:-?\s*jährig(?:e[nrms]?)?|-?\s*jaehrig(?:e[nrms]?)?|jahren?|j\.|years?(?:\s+olds?)?|yaş(?:ında)?|лет|років|рок[иу]?)"
_TO = r"\s*(?:bis|–|-|to|und)\s*"
_FOR = r"(?:(?:für|fuer|for|im\s+alter|kinder|mit|von|vom|ein|eine|einen|unser(?:e|en)?|mein(?:e|en)?)\s+)*"
_FLAGS = re.IGNORECASE

PATTERNS = [
    # a range of years
    (re.compile(rf"\b{_FOR}(?:von\s+)?{_N}{_TO}{_N}{_YEARS}(?!\w)", _FLAGS), lambda low, high: (low, high)),
    (re.compile(rf"\bvon\s+{_N}\s+bis\s+{_N}(?![\w:.]|\s*(?:uhr|€|euro))", _FLAGS), lambda low, high: (low, high)),
    # school years: the first begins with six
    (re.compile(r"\b(?:klassen?\s*(\d{1,2})|(\d{1,2})\.?\s*(?:-\s*)?klasse)(?!\w)", _FLAGS), lambda n: (n + 5, n + 6)),
    # open ranges
    (re.compile(rf"\b{_FOR}ab\s+{_N}(?:{_YEARS})?(?![\w:.]|\s*(?:uhr|€|euro))", _FLAGS), lambda n: (n, None)),
    (re.compile(rf"\b{_FOR}(?:über|ueber|over|ü)\s*-?{_N}(?:{_YEARS})?(?![\w:.]|\s*(?:uhr|€|euro))", _FLAGS), lambda n: (n, None)),
    (re.compile(rf"\b{_N}\s*(?:\+|plus)(?:{_YEARS})?(?!\w)", _FLAGS), lambda n: (n, None)),
    (re.compile(rf"\b{_FOR}(?:unter|under|u)\s*-?{_N}(?:{_YEARS})?(?![\w:.]|\s*(?:uhr|€|euro))", _FLAGS), lambda n: (None, max(n - 1, 0))),
    (re.compile(rf"\b{_FOR}bis\s+(?:zu\s+)?{_N}{_YEARS}(?!\w)", _FLAGS), lambda n: (None, n)),
    # one age
    (re.compile(rf"\b{_FOR}{_N}{_YEARS}(?!\w)", _FLAGS), lambda n: (n, n)),
    (re.compile(rf"\b(?:im\s+alter\s+von|alter|aged?)\s+{_N}(?!\w)", _FLAGS), lambda n: (n, n)),
]


def read(text):
    """[(start, end, from, to)] in the order of the text, without overlaps; None is open."""
    found, taken = [], text
    for pattern, ages in PATTERNS:
        for match in pattern.finditer(taken):
            numbers = [_number(group) for group in match.groups() if group]
            low, high = ages(*numbers)
            if (low or 0) <= OLDEST and (high or 0) <= OLDEST and (low is None or high is None or low <= high):
                found.append((match.start(), match.end(), low, high))
                taken = taken[: match.start()] + " " * len(match[0]) + taken[match.end() :]
    return sorted(found)


def _number(text):
    return int(text) if text.isdigit() else _SPELLED[text.lower()]
