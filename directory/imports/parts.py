"""Parts of a cell that holds more than one thing: an address in one field, a point as one text, a point in UTM.

Nothing is guessed: what can be taken apart in two ways, or not at all, raises `Unreadable`.
"""

import re

import utm as transverse
from django.utils.translation import gettext as _

from .parsers import Unreadable, plain

ADDRESS_PARTS = ("street", "postcode", "municipality", "quarter")
PARTS = (*ADDRESS_PARTS, "lat", "lon")
ZONES = (31, 32, 33)
CODE = re.compile(r"(?<!\d)(?:D\s*[-–]\s*)?(\d{5})(?!\d)")
REMARK = re.compile(r"\s*\([^()]*\)")
COUNTRY = re.compile(r"[,;\s]+(?:Deutschland|Germany|BRD)\.?$", re.IGNORECASE)
QUARTER = re.compile(r"\s*(?:,\s*)?(?:\b(?:OT|Ortsteil|Stadtteil)\b\.?:?\s+|\s[-–]\s|\()\s*([^(),]+?)\)?\s*$")
NUMBER = r"\d+(?:[.,]\d+)?"
LATITUDES, LONGITUDES = (47.0, 55.3), (5.5, 15.5)


def part_of(value, part, *, utm=0):
    """One of `PARTS` of a text, or of a list of two numbers (east, north) for a point. None when there is nothing."""
    values = [item for item in (value if isinstance(value, list) else [value]) if item not in ("", None)]
    if not values:
        return None
    if part in ADDRESS_PARTS:
        return split_address(", ".join(str(item) for item in values))[part]
    lat, lon = utm_point(values, utm) if utm else point(values)
    return lat if part == "lat" else lon


def split_address(text):
    """{"street", "postcode", "municipality", "quarter"} of “Musterstr. 5, 10551 Berlin OT Moabit”, also with the place first, on lines or without commas."""
    text = COUNTRY.sub("", ", ".join(plain(line).strip(" ,;") for line in re.split(r"[\n|]|<br\s*/?>", text) if line.strip(" ,;")))
    codes = list(CODE.finditer(text))
    if not codes:
        if re.search(r"\d", text) and not re.search(r"\d{4,}", text) and "," not in text:
            return {"street": text, "postcode": "", "municipality": "", "quarter": ""}
        raise Unreadable(_("No postcode with five digits was found in the address."))
    if len({code[1] for code in codes}) > 1:
        raise Unreadable(_("The address has several postcodes."))
    code = codes[-1]
    before, after = text[: code.start()].strip(" ,;-–"), text[code.end() :].strip(" ,;-–")
    if not before:  # the place comes first: “10551 Berlin, Musterstr. 5”
        after, comma, before = after.partition(",")
        if not comma and re.search(r"\d", after):
            raise Unreadable(_("It is not clear where the place ends and the street begins."))
    quarter = QUARTER.search(after)
    place = after[: quarter.start()] if quarter else after.partition(",")[0]
    pieces = [piece.strip() for piece in before.split(",") if piece.strip()]
    numbered = [piece for piece in pieces if re.search(r"\d", piece)]
    if len(numbered) > 1:
        raise Unreadable(_("The address has several streets."))
    street = numbered[0] if numbered else pieces[-1] if pieces else ""
    if numbered and re.fullmatch(r"\d+\s?[a-zA-Z]?", street) and len(pieces) > 1:
        street = f"{pieces[pieces.index(street) - 1]} {street}"
    return {
        "street": REMARK.sub("", street),
        "postcode": code[1],
        "municipality": REMARK.sub("", place).strip(),
        "quarter": quarter[1] if quarter else "",
    }


def point(values):
    """(lat, lon) of “52.5, 13.4” in either order: in and around Germany no number can be both."""
    numbers = re.findall(rf"-?{NUMBER}", ";".join(str(value) for value in values)) if len(values) == 2 else _two_numbers(str(values[0]))
    if len(numbers) != 2:
        raise Unreadable(_("These are no two coordinates."))
    first, second = (float(number.replace(",", ".")) for number in numbers)
    for lat, lon in ((first, second), (second, first)):
        if LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]:
            return lat, lon
    raise Unreadable(_("The point does not lie in Germany."))


def _two_numbers(text):
    """Of “52,5 / 13,4” or “52.5,13.4”: a comma is a decimal comma unless there are points."""
    return re.findall(r"-?\d+(?:\.\d+)?" if "." in text else rf"-?{NUMBER}", text)


def utm_point(values, zone):
    """(lat, lon) of easting and northing in metres; “33” before the easting names the zone, which must be `zone` then."""
    numbers = [re.sub(r"[\s']", "", str(value)) for value in values]
    if len(numbers) == 1:
        numbers = re.findall(r"\d+(?:[.,]\d+)?", str(values[0]))
    try:
        east, north = (float(number.replace(",", ".")) for number in numbers)
    except ValueError as error:
        raise Unreadable(_("These are no two coordinates.")) from error
    if east > 1_000_000 and north < 1_000_000:
        raise Unreadable(_("Easting and northing look swapped."))
    if east >= 10_000_000:
        if int(east // 1_000_000) != zone:
            raise Unreadable(_("The easting names another zone than %(zone)d.") % {"zone": zone})
        east %= 1_000_000
    if not (100_000 <= east < 1_000_000 and 5_200_000 <= north <= 6_150_000):
        raise Unreadable(_("The point does not lie in Germany."))
    try:
        lat, lon = transverse.to_latlon(east, north, zone, northern=True)
    except transverse.OutOfRangeError as error:
        raise Unreadable(_("The point does not lie in Germany.")) from error
    return round(float(lat), 7), round(float(lon), 7)
