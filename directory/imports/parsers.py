"""Single values as people wrote them: phone numbers, addresses on the web, prices, times, rich text.

Each parser takes a cleaned, non-empty text and `note`, a function for a remark that the report shows; it answers the value or raises `Unreadable`
with the reason. Nothing is guessed: what has two readings is refused.
"""

import datetime
import html
import re
from decimal import Decimal

import nh3
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from .. import richtext
from ..enums import Weekday
from ..richtext import TAG


class Unreadable(ValueError):
    """This value can't be used; `str(error)` says why."""


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2028\u2029]")
BROKEN = re.compile("[\ufffd\ud800-\udfff]")
FORMULA = re.compile(r"^=[\w(+\-\"']|^[@+\-][A-Z]{2,}\(")
EXCEL_ERROR = re.compile(r"^#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)$")


def clean(value):
    """A text without control characters, entities and doubled spaces; line breaks stay as “\\n”. Raises `Unreadable` for formulas and broken letters."""
    text = html.unescape(value) if "&" in value else value
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\xad", ""))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    text = "\n".join(lines).strip()
    if BROKEN.search(text):
        raise Unreadable(_("Letters in it are broken; the file was saved in a wrong encoding."))
    if FORMULA.match(text) or EXCEL_ERROR.match(text):
        raise Unreadable(_("This is a formula or its error, not a value."))
    return text


def plain(text, note=None):
    """One line without tags."""
    if TAG.search(text):
        text = html.unescape(nh3.clean(TAG.sub(lambda tag: f" {tag.group(0)}", text), tags=set()))
    return " ".join(text.split())


# --- Rich text --------------------------------------------------------------------------------------------------------


def rich_text(text, note=None):
    """HTML as the editor keeps it. Links to pages of the portal, which no source can mean, are taken away."""
    return richtext.cleaned(text, pages=False)


def excerpt(text, length):
    """The beginning of a text, at most `length` characters: whole sentences if the first one fits, else whole words with “…”."""
    text = plain(re.sub(r"<\s*(br|/p|/li|/h\d)\b[^>]*>", "\n", text))
    if len(text) <= length:
        return text
    cut = text[: length + 1]
    ends = [
        match.end()
        for match in re.finditer(
            r"(?<![0-9\W]\b)(?<!\b[a-zA-ZÄÖÜ])(?<!z\.B)(?<!\bca)(?<!\binkl)(?<!\bggf)(?<!\bbzw)[.!?](?=\s[A-ZÄÖÜ„\"])", cut
        )
    ]
    if ends and ends[-1] >= length // 3:
        return cut[: ends[-1]]
    return cut[: length - 1].rpartition(" ")[0].rstrip(" ,;:–-") + " …"


REFERENCE = re.compile(
    r"^\W*(?:(?:siehe|s\.|vgl\.?|gem(?:äß|\.)|laut|auf)\s*(?:unsere[rn]?\s+|der\s+)?(?:o\.|oben|unten|u\.|home\s?page|web\s?(?:site|seite)|internet(?:seite)?|aushang|facebook|link)"
    r"|wie oben|s\.\s?o\.|s\.\s?u\.|dto\.?|ebd\.?)\W*$",
    re.IGNORECASE,
)


def refused_reference(text):
    """The text as it is. Raises `Unreadable` when it only says where to look (“siehe Homepage”)."""
    if REFERENCE.match(text):
        raise Unreadable(_("This only says where to look, it is no value."))
    return text


# --- Contact ----------------------------------------------------------------------------------------------------------

ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:/]+@[^\s@<>()\[\]\",;:/]+")


def email(text, note):
    """The first address in the text; further ones and remarks are noted."""
    text = re.sub(r"\s*[\[(]\s*(at|ät)\s*[\])]\s*", "@", text.removeprefix("mailto:"), flags=re.IGNORECASE)
    refused_reference(text)
    found = [match.rstrip(".") for match in ADDRESS.findall(text)]
    if not found:
        raise Unreadable(_("This is no e-mail address."))
    try:
        validate_email(found[0])
    except ValidationError as error:
        raise Unreadable(_("This is no e-mail address.")) from error
    if len(found) > 1:
        note(_("Several e-mail addresses; only the first was taken."))
    elif text.strip(" <>.;,") != found[0]:
        note(_("The remark beside the e-mail address was left out."))
    return found[0]


def website(text, note):
    """The first address in the text, with “https://” where no scheme is given."""
    refused_reference(text)
    parts = re.split(r"[\s,;]+(?=(?:https?://|www\.))|\s+", text.strip())
    if len(parts) > 1:
        note(_("Several addresses; only the first was taken."))
    address = parts[0].rstrip(",;")
    if not re.match(r"[a-z][a-z0-9+.-]*://", address, re.IGNORECASE):
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except (ValidationError, ValueError) as error:
        raise Unreadable(_("This is no address on the web.")) from error
    return address


PHONE_REMARK = re.compile(
    r"\((?![\s+]*0)[^()]*[^\W\d_][^()]*\)|(?<=\d)\s*[-–,]?\s+(?!(?:oder|und|bzw|fax)\b)[A-Za-zÄÖÜäöü][^\d]*$", re.IGNORECASE
)
FAX = re.compile(r"[\s,;/|(]*\b(?:tele)?fax\b.*$", re.IGNORECASE | re.DOTALL)


def phone(text, note):
    """The first number, as “+49301234567”; German where no country is given. Remarks beside it and numbers for faxes are left out and noted."""
    told = refused_reference(text)
    text, remarks = PHONE_REMARK.subn(" ", FAX.sub("", told))
    first, *more = [part for part in re.split(r"\s*(?:[,;|\n]|\boder\b|\bund\b|\bbzw\.?)\s*", text) if part] or [""]
    slashes = re.split(r"\s*/\s*", first)
    if len(slashes) > 1 and len(re.sub(r"\D", "", slashes[0])) <= 5:
        slashes = [f"{slashes[0]} {slashes[1]}", *slashes[2:]]
    first, more = slashes[0], [*slashes[1:], *more]
    try:
        number = phonenumbers.parse(first, "DE")
    except phonenumbers.NumberParseException as error:
        raise Unreadable(_("This is no phone number.")) from error
    if not phonenumbers.is_valid_number(number):
        raise Unreadable(_("This is no complete phone number."))
    if any(re.search(r"\d", part) for part in more):
        note(_("Several phone numbers; only the first was taken."))
    elif remarks or FAX.search(told):
        note(_("The remark beside the phone number was left out."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def postcode(text, note):
    digits = re.sub(r"^D\s*-?\s*", "", text.strip())
    if not re.fullmatch(r"\d{5}", digits):
        raise Unreadable(_("A postcode has five digits."))
    return digits


def padded_postcode(number):
    """The text of a postcode that a spreadsheet took for a number: 1067 was 01067."""
    return f"{number:05d}" if 1000 <= number <= 99999 else str(number)


# --- Numbers and times ------------------------------------------------------------------------------------------------


def integer(text, note=None):
    if not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        raise Unreadable(_("This is no whole number."))
    return int(text.partition(".")[0])


def decimal(text, note=None):
    """Euros with cents, decimal comma or point: “1.234,50 €”."""
    digits = re.sub(r"(?i)\s|€|euro?|eur", "", text)
    if re.fullmatch(r"\d{1,3}([.,])\d{3}", digits):
        raise Unreadable(_("It is not clear whether this is a thousands separator or a decimal point."))
    if re.fullmatch(r"\d{1,3}(\.\d{3})*,(\d{1,2}|-)", digits) or re.fullmatch(r"\d+,(\d{1,2}|-+)", digits):
        digits = digits.replace(".", "").replace(",", ".").replace("-", "0")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", digits):
        digits = digits.replace(",", "")
    if not re.fullmatch(r"\d{1,6}(\.\d+)?", digits):
        raise Unreadable(_("This is no amount."))
    return Decimal(digits).quantize(Decimal("0.01"))


def coordinate(text, note=None):
    try:
        value = float(text.replace(",", ".").rstrip("° NEO"))
    except ValueError as error:
        raise Unreadable(_("This is no coordinate.")) from error
    if not -180 <= value <= 180:
        raise Unreadable(_("This is no coordinate."))
    return value


YES = {"1", "ja", "j", "yes", "y", "true", "wahr", "x"}
NO = {"0", "nein", "n", "no", "false", "falsch"}


def boolean(text, note=None):
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(_("This is neither yes nor no."))


MONTHS = {word: month for month, words in enumerate(("januar jan jänner january", "februar feb february", "märz mrz maerz march mar", "april apr", "mai may",
                                                     "juni jun june", "juli jul july", "august aug", "september sep sept", "oktober okt october oct",
                                                     "november nov", "dezember dez december dec"), 1) for word in words.split()}  # fmt: skip


def date(text, note=None):
    """ISO (also with a time behind) or German: “24.12.2026”, “24.12.26”, “Do., 24. Dezember 2026”, “2026/12/24”."""
    year, month, day = _date_parts(text.strip())
    year = int(year) + (2000 if len(year) == 2 else 0)
    try:
        value = datetime.date(year, int(month), int(day))
    except ValueError as error:
        raise Unreadable(_("There is no such day.")) from error
    if not 1900 <= value.year <= 2200:
        raise Unreadable(_("The year can't be right."))
    return value


def _date_parts(text):
    """(year, month, day) as texts."""
    if match := re.fullmatch(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[T ].*)?", text):
        return match[1], match[3], match[4]
    if match := re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)", text):
        return match[1], match[2], match[3]
    text = re.sub(r"^[^\W\d]+\.?,?\s+(?:(?:den|the)\s+)?", "", text)
    if match := re.fullmatch(r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4}|\d\d)(?:,?\s.*)?", text) or re.fullmatch(r"(\d\d?)-(\d\d?)-(\d{4})", text):
        return match[3], match[2], match[1]
    if (match := re.fullmatch(r"(\d\d?)\.?\s+([^\W\d]+)\.?\s+(\d{4})", text)) and match[2].casefold() in MONTHS:
        return match[3], str(MONTHS[match[2].casefold()]), match[1]
    if match := re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", text):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise Unreadable(_("It is not clear which number is the day and which the month."))
        return (match[3], match[1], match[2]) if second > 12 else (match[3], match[2], match[1])
    if re.fullmatch(r"[2-6]\d{4}(\.\d+)?", text):
        raise Unreadable(_("This is the number of a day in a spreadsheet. Please format the column as a date there."))
    raise Unreadable(_("This is no date."))


def time(text, note=None):
    """“8”, “8 Uhr”, “08:30”, “8.30 Uhr”; 24:00 is midnight."""
    match = re.fullmatch(r"(\d\d?)(?:[:.](\d\d))?(?::\d\d)?(?:\s*(?:Uhr|h))?", text.strip())
    if not match:
        raise Unreadable(_("This is no time of day."))
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise Unreadable(_("This is no time of day."))
    return datetime.time(hour, minute)


def span(opens, closes):
    """(opens, closes) of one day. Raises `Unreadable` when it would end before it begins."""
    first, last = time(opens), time(closes)
    if not (first < last or last == datetime.time()):
        raise Unreadable(_("The end lies before the beginning."))
    return first, last


DAYS = {name: day for day, names in zip(Weekday, ("montag monday mo mon", "dienstag tuesday di tue", "mittwoch wednesday mi wed", "donnerstag thursday do thu",
                                                  "freitag friday fr fri", "samstag saturday sonnabend sa sat", "sonntag sunday so sun"), strict=True)
        for name in names.split()}  # fmt: skip


def weekday(text, note=None):
    day = DAYS.get(text.casefold().strip(" .:"))
    if day is None and re.fullmatch(r"montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonnabends|sonntags", text.casefold()):
        day = DAYS[text.casefold()[:-1]]
    if day is None:
        raise Unreadable(_("This is no day of the week."))
    return int(day)


DAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)\.?s?"
DAY_GROUP = re.compile(rf"({DAY}(?:\s*(?:-|–|bis|,|und|\+|/|&)\s*{DAY})*)\s*:?\s*((?:(?!{DAY}\b).)*)", re.IGNORECASE | re.DOTALL)
CLOCK = r"\d\d?(?:[:.]\d\d)?"
SPAN = re.compile(rf"({CLOCK})\s*(?:Uhr|h)?\s*(?:-|–|bis)\s*({CLOCK})\s*(?:Uhr|h)?", re.IGNORECASE)


def opening_hours(text, note=None):
    """[(weekday, opens, closes), …] of a text such as “Mo-Fr 8-16 Uhr, Sa 9:00–12:00; So geschlossen”. Everything must be understood, or nothing is taken.

    “Mo–Do 8–16 Uhr, Fr bis 14 Uhr” opens on Friday as before; that is noted.
    """
    text = re.sub(r"(?i)\b(?:täglich|jeden tag)\b", "Mo-So", refused_reference(text))
    text = re.sub(r"(?i)\bvon\s+(?=\d)", "", text)
    spans, position, opened = [], 0, ""
    for match in DAY_GROUP.finditer(text):
        if text[position : match.start()].strip(" ,;.\n"):
            raise Unreadable(_("These opening hours can't be understood as a whole."))
        position = match.end()
        days, rest = _days(match[1]), match[2].strip(" ,;.\n")
        if rest.casefold() in ("geschlossen", "zu", "closed", "-"):
            continue
        if opened and (until := re.fullmatch(rf"bis\s+({CLOCK})\s*(?:Uhr|h)?", rest, re.IGNORECASE)):
            rest = f"{opened}-{until[1]}"
            if note:
                note(_("Where only the end is given, the beginning of the days before was taken."))
        times = SPAN.findall(rest)
        if not times or re.sub(r"[\s,;.]|und|u\.|&|/", "", SPAN.sub("", rest)):
            raise Unreadable(_("These opening hours can't be understood as a whole."))
        opened = times[0][0] if len(times) == 1 else ""
        spans += [(day, *span(opens, closes)) for day in days for opens, closes in times]
    if not position or text[position:].strip(" ,;.\n"):
        raise Unreadable(_("These opening hours can't be understood as a whole."))
    return sorted(set(spans))


def _days(text):
    days, previous, reach = [], None, False
    for token in re.findall(rf"{DAY}|-|–|bis|,|und|\+|/|&", text, re.IGNORECASE):
        if re.fullmatch(r"-|–|bis", token, re.IGNORECASE):
            reach = True
        elif re.fullmatch(DAY, token, re.IGNORECASE):
            day = weekday(token.strip("."))
            if reach and previous is not None:
                days += range(previous + 1, day + 1) if day > previous else [*range(previous + 1, 7), *range(day + 1)]
            else:
                days.append(day)
            previous, reach = day, False
    return sorted(set(days))
