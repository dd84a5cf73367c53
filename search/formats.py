"""Results for other programs: a table for spreadsheets and an Atom feed of what changed last."""

import csv
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.exports import guard

from .engines import get_engine
from .engines.base import SearchResult
from .enums import Sort
from .query import Asked, clean
from .results import MOST_ROWS, things

CHUNK = 200
FEED_SIZE = 50
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""


def table(asked: Asked, at: datetime, *, language, absolute) -> Iterator[str]:
    """CSV (RFC 4180, with semicolons as German spreadsheets want) of at most `MOST_ROWS` hits, line by line. Raises `SearchUnavailable` at once.

    `absolute` makes a whole address of a path.
    """
    result = get_engine().search(replace(asked.query, offset=0, limit=MOST_ROWS))
    return _lines(result, at, language, absolute)


def _lines(result: SearchResult, at, language, absolute):
    with override(language):
        yield BYTE_ORDER_MARK + _line(_headings())
    for start in range(0, len(result.hits), CHUNK):
        with override(language):  # not round the yield: the server goes on with other things meanwhile
            hits = result.hits[start : start + CHUNK]
            found = things(hits, at)
            lines = [_line(_cells(found[key], hit, absolute)) for hit in hits if (key := (hit.doc_type, hit.object_id)) in found]
        yield "".join(lines)
    if result.total > len(result.hits):
        with override(language):
            text = _("These are the first %(shown)s of %(total)s results. Narrow the search to get all of them.")
            values = {
                "shown": number_format(len(result.hits), force_grouping=True),
                "total": number_format(result.total, force_grouping=True),
            }
            line = _line([text % values])
        yield line


def _headings():
    return [
        _("Name"), _("Kind"), _("Provider"), _("Addresses"), _("When"), _("In short"), _("Facts"), _("Distance in km"), _("Checked on"), _("Address of the page"),
    ]  # fmt: skip


def _cells(found, hit, absolute):
    row = found.row
    times = [text for icon, text in row.meta if icon == "calendar"]
    return [
        row.title,
        *[*row.kicker, "", ""][:2],
        " | ".join(found.addresses),
        ", ".join(times),
        row.text,
        ", ".join(chip["text"] for chip in row.chips),
        "" if hit.distance_km is None else number_format(round(hit.distance_km, 1), decimal_pos=1),
        row.checked_on.isoformat() if row.checked_on else "",
        absolute(row.url),
    ]


def _line(cells):
    buffer = StringIO()
    csv.writer(buffer, delimiter=";").writerow([guard(" ".join(strip_tags(str(cell)).split())) for cell in cells])
    return buffer.getvalue()


@dataclass(frozen=True)
class FeedEntry:
    id: str
    title: str
    url: str
    text: str
    changed_at: datetime


def feed_entries(asked: Asked, at: datetime, *, absolute) -> list[FeedEntry]:
    """What of the hits was published last, at most `FEED_SIZE`. Raises `SearchUnavailable`."""
    result = get_engine().search(replace(asked.query, sort=Sort.CHANGED, offset=0, limit=FEED_SIZE))
    hits = [hit for hit in result.hits if hit.changed_at]
    found = things(hits, at)
    root = absolute("/")
    return [
        FeedEntry(
            uuid.uuid5(uuid.NAMESPACE_URL, f"{root}{hit.doc_type}/{hit.object_id}").urn,
            clean(str(thing.row.title)),
            absolute(thing.row.url),
            clean(thing.row.text or " · ".join(thing.row.kicker)),
            hit.changed_at,
        )
        for hit in hits
        if hit.changed_at and (thing := found.get((hit.doc_type, hit.object_id)))
    ]
