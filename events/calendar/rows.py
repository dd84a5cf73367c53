"""Meetings as rows: of calendars (`components/meeting_row.html`) and of search results (`directory.rows.Row`). Give meetings from `for_listing()`; nothing here asks the database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import wording as words
from directory.richtext import without_mails
from directory.rows import Row, foreign

from .. import wording
from ..admission.entrance import State, entrance
from ..enums import Format

ICON = "calendar-days"
FORMAT_ICONS = {Format.ONLINE: "video", Format.ONSITE: "map-pin", Format.HYBRID: "monitor"}


@dataclass(frozen=True)
class MeetingRow:
    """`day` is where it stands in a calendar; `has_left` says that it was moved away from there."""

    day: date
    title: str
    url: str
    series: str
    colour: str
    kind: str
    time: str
    meta: list[tuple[str, str]]
    """(icon, text)"""
    chips: list[dict] = field(default_factory=list)
    note: str = ""
    is_off: bool = False
    has_left: bool = False
    is_running: bool = False
    lang: str = ""

    @property
    def day_words(self):
        """(weekday, month) as they stand over and under the number of the day, and the whole date."""
        return day_words(self.day, get_language())


@lru_cache(maxsize=1000)
def day_words(day, language):
    return date_format(day, "D"), date_format(day, "M"), wording.weekday_date(day)


def meeting_row(meeting, at: datetime, *, with_series=True) -> MeetingRow:
    series = meeting.public_series
    way_in = entrance(meeting, at)
    chips = []
    if meeting.is_cancelled:
        chips.append({"text": _("cancelled"), "tone": "bad", "icon": "circle-x"})
    elif meeting.is_moved and not meeting.is_over(at):
        chips.append({"text": _("new date"), "tone": "warn", "icon": "calendar-clock"})
    is_running = meeting.is_on(at) and not meeting.is_cancelled
    if is_running:
        chips.append({"text": _("going on now"), "tone": "brand", "icon": "clock"})
    days = [] if wording.is_one_day(meeting) else [("calendar-days", wording.days(meeting))]
    return MeetingRow(
        day=wording.local(meeting.starts_at).date(),
        title=meeting.name,
        url=meeting.get_absolute_url(),
        series=series.name if series and with_series else "",
        colour=series.colour_key if series else "",
        kind=wording.kind_words(meeting.kind, get_language()),
        time=wording.clock(meeting.starts_at),
        meta=[(FORMAT_ICONS[meeting.format], wording.place(meeting)), *days, ("clock", wording.times(meeting))],
        chips=chips,
        note="" if way_in.state == State.CANCELLED or is_running else way_in.text,
        is_off=meeting.is_cancelled,
        is_running=is_running,
        lang=foreign("de"),
    )


def left_row(meeting, at: datetime) -> MeetingRow:
    """Where it stood before it was moved."""
    row = meeting_row(meeting, at)
    text = _("moved to %(day)s") % {"day": words.day(row.day)}
    return MeetingRow(
        day=wording.local(meeting.moved_from).date(),
        title=row.title,
        url=row.url,
        series=row.series,
        colour=row.colour,
        kind=row.kind,
        time=wording.clock(meeting.moved_from),
        meta=[],
        chips=row.chips if meeting.is_cancelled else [{"text": text, "tone": "warn", "icon": "calendar-clock"}],
        is_off=True,
        has_left=True,
        lang=row.lang,
    )


def search_row(meeting, at: datetime) -> Row:
    series = meeting.public_series
    row = meeting_row(meeting, at)
    return Row(
        title=meeting.name,
        url=row.url,
        icon=ICON,
        kind=row.colour,
        kicker=[row.kind, *([series.name] if series else [])],
        lang=row.lang,
        meta=[("calendar", wording.when(meeting)), (FORMAT_ICONS[meeting.format], wording.place(meeting))],
        text=without_mails(meeting.summary),
        text_lang=row.lang,
        chips=row.chips
        + ([{"text": _("free of charge"), "tone": "free", "icon": "gift"}] if meeting.is_free and not meeting.is_cancelled else []),
        side=row.note,
    )
