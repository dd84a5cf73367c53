"""The short notation of the demo's data files, and what it stands for. A slip in a file raises `ValueError` naming what is wrong.

hours        "Mo-Do 9-12, 14-18; Fr 9-13:30"     weekdays, then spans
times        ["Di 15:15-16:00", …]               one weekday and one span each
access       "+step_free -lift"                  yes and no; what isn't named is unknown
age          "6-9", "10-"                        from and to
price        "frei", "26/monat", "49-86/monat"   amount and `PriceUnit`
places       "4/12"                              free and at most
checked      "-3m", "never"                      months before the day the demo is loaded
in_weeks     3, with for_weeks = 12 or for_days = 5: from three weeks after that day on
text         paragraphs with empty lines between them, lines with "- " or "1. " as a list, "## " and "### " as headings, **bold**
"""

import datetime as dt
import re
from decimal import Decimal
from html import escape

from directory.enums import ACCESSIBILITY_FACTS, PriceUnit

DAYS = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
DAYS_PER_MONTH = 30
HOURS = re.compile(r"^(?P<days>[A-Z][A-Za-z, -]*?) (?P<spans>\d.*)$")


def clock(text):
    """`datetime.time` of “9” or “13:30”."""
    hour, _, minute = text.strip().partition(":")
    return dt.time(int(hour), int(minute or 0))


def hours(text):
    """[(weekday 0–6, opens, closes), …]."""
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        match = HOURS.match(part)
        if not match:
            raise ValueError(f"“{part}” doesn’t look like “Mo-Fr 9-13”.")
        for day in _days(match["days"]):
            for span in match["spans"].split(","):
                opens, closes = span.split("-")
                found.append((day, clock(opens), clock(closes)))
    return found


def access(text):
    """{column of `Location`: True or False}."""
    facts = {}
    for word in text.split():
        sign, name = word[0], word[1:]
        if sign not in "+-" or name not in ACCESSIBILITY_FACTS:
            raise ValueError(f"“{word}” is no fact on accessibility.")
        facts[name] = sign == "+"
    return facts


def ages(text):
    """(from, to), either may be None."""
    low, _, high = text.partition("-")
    return int(low) if low else None, int(high) if high else None


def price(text):
    """{field of `Offer`: value}."""
    if text == "frei":
        return {"is_free": True}
    amounts, _, unit = text.partition("/")
    low, _, high = amounts.partition("-")
    if unit not in PriceUnit:
        raise ValueError(f"“{text}” doesn’t look like “26/monat”.")
    return {"is_free": False, "price_from": Decimal(low), "price_to": Decimal(high or low), "price_unit": unit}


def amount(value):
    """A `Decimal`, or None."""
    return None if value is None else Decimal(str(value))


def places(text):
    """(free, at most)."""
    free, _, most = text.partition("/")
    return int(free), int(most)


def checked_on(text, today):
    """The day, or None."""
    return None if text == "never" else today - dt.timedelta(days=DAYS_PER_MONTH * int(text.removeprefix("-").removesuffix("m")))


def period(offer, today):
    """(first day, last day) of what takes place in a period, else (None, None). The first day falls on the first of its weekdays."""
    if "in_weeks" not in offer:
        return None, None
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=offer["in_weeks"])
    weekdays = [day for day, _, _ in hours("; ".join(offer.get("times", ["Mo 0-1"])))]
    first = monday + dt.timedelta(days=min(weekdays))
    if "for_days" in offer:
        return first, first + dt.timedelta(days=offer["for_days"] - 1)
    return first, monday + dt.timedelta(weeks=offer["for_weeks"] - 1, days=max(weekdays))


def rich_text(text):
    """HTML of paragraphs, lists and headings. Lines of a paragraph stay lines."""
    return "".join(_block(block.strip().split("\n")) for block in re.split(r"\n\s*\n", text) if block.strip())


def _block(lines):
    html, paragraph, items, kind = "", [], [], ""
    for line in [*lines, ""]:
        marker = re.match(r"(#{2,3}|-|\d+\.) ", line)
        is_item = bool(marker) and not line.startswith("#")
        if items and not is_item:
            html += f"<{kind}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{kind}>"
            items = []
        if paragraph and (marker or not line):
            html += f"<p>{'<br/>'.join(_inline(part) for part in paragraph)}</p>"
            paragraph = []
        if is_item:
            items.append(line[marker.end() :])
            kind = "ul" if line.startswith("-") else "ol"
        elif marker:
            level = len(marker[1])
            html += f"<h{level}>{_inline(line[marker.end() :])}</h{level}>"
        elif line:
            paragraph.append(line)
    return html


def _inline(text):
    """Escaped, with **bold** kept."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text, quote=False))


def _days(text):
    """Numbers of the weekdays in “Mo-Mi, Fr”."""
    numbers = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"“{text}” names no weekdays.")
        numbers += range(DAYS.index(first), DAYS.index(last or first) + 1)
    return numbers
