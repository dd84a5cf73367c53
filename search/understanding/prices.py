"""“kostenlos”, “gratis”, “free of charge”, “Bildungspaket”: what it may cost."""

import re

from ..wanted import Group, Has, Role, Words

FREE = re.compile(
    r"""\b(?:ohne\s+(?:kosten|gebühren|gebuehren)|kostenlos(?:e[nrsm]?)?|kostenfrei(?:e[nrsm]?)?|gratis|umsonst|gebührenfrei(?:e[nrsm]?)?|beitragsfrei(?:e[nrsm]?)?
    |free\s+of\s+charge|for\s+free|free|ücretsiz|bedava|gratuit|gratuito|darmowe|бесплатн\w*|безкоштовн\w*|безплатн\w*|مجان\w*|رایگان)(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
PACKAGE = re.compile(r"\b(?:bildungspaket|bildungs-?\s+und\s+teilhabepaket|bildung\s+und\s+teilhabe|teilhabepaket|but)\b", re.IGNORECASE)
SHORT_PACKAGE = "BuT"
"""In small letters it is an English word."""
WEIGHT = 1.2

_FREE_WORDS = ("kostenlos", "kostenfrei", "gratis", "umsonst", "gebührenfrei", "beitragsfrei")
_PACKAGE_WORDS = ("Bildungspaket", "Teilhabepaket", "BuT")


def read(text):
    """[(start, end, value of the facet, group)]"""
    found = [(match, "kostenlos", _FREE_WORDS) for match in FREE.finditer(text)]
    found += [
        (match, "bildungspaket", _PACKAGE_WORDS)
        for match in PACKAGE.finditer(text)
        if len(match[0]) > 3 or match[0] in (SHORT_PACKAGE, "BUT")
    ]
    return [(match.start(), match.end(), value, _group(match[0], value, words)) for match, value, words in found]


def _group(typed, value, words):
    ways = [Has("cost", (value,)), *(Words((word,), main=0.9, parts=0.0, text=0.7) for word in words)]
    return Group(typed, tuple(ways), WEIGHT, needed=False, role=Role.PRICE)
