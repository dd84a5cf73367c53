"""What the contents of a column look like: the share of its values that each kind of content fits, from 0 to 1."""

import re

import phonenumbers

from ..parsers import DAY_GROUP, DAYS, NO, YES

TRIED = 120
STREET_WORD = r"(?:str\.?|straße|strasse|weg|platz|pl\.|allee|gasse|ring|damm|ufer|chaussee|ch\.|steig|markt|hof|promenade|zeile|pfad|berg|graben|park)"
STREET = re.compile(rf"(?i)\b[\w.'-]*{STREET_WORD}(?=\W|\d|$)")
NUMBERED = re.compile(r"(?i)^\D{3,60}?\s*\d{1,4}\s?[a-z]?(\s?[-–/+]\s?\d{1,4}\s?[a-z]?)*$")
TESTS = {}


def test(function):
    TESTS[function.__name__] = function
    return function


@test
def email(text):
    return "@" in text and bool(re.search(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", text, re.IGNORECASE))


@test
def url(text):
    return "@" not in text and bool(
        re.match(r"(?i)(https?://|www\.)\S+|[\w-]+(\.[\w-]+)*\.(de|com|org|net|eu|info|berlin|schule|online)(/\S*)?$", text)
    )


@test
def phone(text):
    if (
        not re.search(r"\d{3}", text)
        or re.search(r"[@.]\w{2,}$", text)
        or re.fullmatch(r"\d{1,6}|\d+[.,]\d+|\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{2,4}", text)
    ):
        return False
    if not re.search(r"^\s*(?:(?i:tel|fon|fax|mobil)\D{0,10})?[+0(]", text):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(re.split(r"[,;|]|\(", text.strip(" ("))[0] or text, "DE"))
    except phonenumbers.NumberParseException:
        return False


@test
def postcode(text):
    return bool(re.fullmatch(r"(?:D\s*-\s*)?\d{5}", text))


@test
def postcode_place(text):
    return bool(re.fullmatch(r"(?:D\s*-\s*)?\d{5},?\s+[A-ZÄÖÜ][^\d]{2,60}", text))


@test
def address(text):
    return bool(re.search(r"\d.*?[,;|\s]\s*(?:D\s*-\s*)?\d{5}\s+[A-ZÄÖÜ]", text)) or bool(
        re.match(r"(?:D\s*-\s*)?\d{5}\s+\D+,\s*\D+\d", text)
    )


@test
def street(text):
    return (
        len(text) <= 80
        and not re.search(r"\d{5}", text)
        and bool(STREET.search(text) or (NUMBERED.match(text) and not re.search(r"[,:;]", text)))
    )


@test
def street_numbered(text):
    return street(text) and bool(re.search(r"\d", text))


@test
def house_number(text):
    return bool(re.fullmatch(r"\d{1,4}\s?[a-zA-Z]?(\s?[-–/+,]\s?\d{1,4}\s?[a-zA-Z]?)*", text))


@test
def lat(text):
    return bool(re.fullmatch(r"\d\d[.,]\d{2,}", text)) and 47 <= _number(text) <= 55.3


@test
def lon(text):
    return bool(re.fullmatch(r"\d{1,2}[.,]\d{2,}", text)) and 5.5 <= _number(text) <= 15.5


@test
def lat_exact(text):
    return lat(text) and bool(re.search(r"[.,]\d{4,}$", text))


@test
def lon_exact(text):
    return lon(text) and bool(re.search(r"[.,]\d{4,}$", text))


@test
def point(text):
    return bool(re.fullmatch(r"\(?\s*-?\d{1,2}[.,]\d{3,}\s*[,;/ ]\s*-?\d{1,2}[.,]\d{3,}\s*\)?", text))


@test
def utm_north(text):
    return bool(re.fullmatch(r"\d{7}([.,]\d+)?", text)) and 5_200_000 <= _number(text) <= 6_120_000


@test
def utm_east(text):
    return bool(re.fullmatch(r"\d{6}([.,]\d+)?|3[23]\d{6}([.,]\d+)?", text)) and (
        150_000 <= _number(text) <= 950_000 or 32_150_000 <= _number(text) <= 33_950_000
    )


@test
def hours(text):
    return bool(DAY_GROUP.search(text)) and bool(re.search(r"\d\d?([:.]\d\d)?\s*(Uhr|h)?\s*(-|–|bis)\s*\d", text))


@test
def clock(text):
    return bool(re.fullmatch(r"([01]?\d|2[0-4])[:.]\d\d(:\d\d)?(\s*Uhr)?", text))


@test
def date(text):
    return bool(
        re.fullmatch(r"\d{4}-\d\d?-\d\d?([T ].*)?|(\w+,? )?\d\d?\.\s?\d\d?\.\s?(\d{4}|\d\d)|\d\d?\.\s?[A-ZÄ][a-zä]{2,8}\.?\s\d{4}", text)
    )


@test
def weekday(text):
    return text.casefold().strip(" .:") in DAYS


@test
def yes_no(text):
    return text.casefold() in YES | NO


@test
def whole(text):
    return bool(re.fullmatch(r"\d{1,7}", text))


@test
def amount(text):
    return bool(re.fullmatch(r"\d{1,5}([.,]\d\d)?\s*(€|euro?)?", text, re.IGNORECASE)) and not re.fullmatch(r"\d+", text)


@test
def number(text):
    return bool(re.fullmatch(r"-?\d+([.,]\d+)?", text))


@test
def words(text):
    return bool(re.search(r"[A-Za-zÄÖÜäöüß]{3,}", text)) and "@" not in text and not url(text)


@test
def sentences(text):
    return len(text) > 60 and len(text.split()) > 7


@test
def legal_form(text):
    return bool(
        re.search(
            r"(?i)\be\. ?V\.|\be\.V|\bg?GmbH\b|\bgemeinnützige|stiftung|\bAG\b|\bgUG|\bKdöR|kirchengemeinde|stadt |landkreis|bezirksamt|\bAWO\b|caritas|diakonie|\bDRK\b",
            text,
        )
    )


@test
def html(text):
    return bool(re.search(r"<(p|br|li|ul|b|strong|a|div|h\d)\b[^>]*>", text, re.IGNORECASE))


def _number(text):
    return float(text.replace(",", "."))


def shares(column):
    """{kind of content: share of the column's different values}; {} for an empty column."""
    texts = [text for text in column.texts[:TRIED] if text.casefold() not in ("-", "–", "k. a.", "k.a.", "n/a", "null", "none")]
    if not texts:
        return {}
    return {name: sum(1 for text in texts if fits(text)) / len(texts) for name, fits in TESTS.items()}
