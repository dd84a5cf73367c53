"""The calendar's pages: a list by month of what is coming or past, or one month as a grid with its list. What isn't understood is left out with a notice."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import cast
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.listing import Narrowed, clean, narrow, read_page

from .. import wording
from ..models import Meeting
from ..querysets import MeetingQuerySet
from . import calendar_grid
from .calendar_grid import MonthGrid
from .filter_groups import meeting_groups
from .rows import MeetingRow, left_row, meeting_row

PAGE_SIZE = 50
PAST, MONTH = "vergangene", "monat"


@dataclass(frozen=True)
class Month:
    first: date
    rows: list[MeetingRow]

    @property
    def title(self):
        return wording.month(self.first)

    @property
    def key(self):
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class CalendarPage:
    """Shapes are those that the components take. `filters_only`: the query string of the filters, for calendars to subscribe to."""

    months: list[Month]
    total: int
    page: int
    pages: int
    narrowed: Narrowed
    notices: list[str]
    is_past: bool = False
    grid: MonthGrid | None = None

    @property
    def facets(self):
        return self.narrowed.facets

    @property
    def filters(self):
        return self.narrowed.filters

    @property
    def query(self):
        return self.narrowed.query

    @property
    def unshown(self):
        return self.narrowed.unshown

    @property
    def filters_only(self):
        return urlencode([pair for pair in self.query if pair[0] not in ("zeit", "ansicht", "monat")])

    @property
    def address(self):
        return urlencode(self.query + [("seite", self.page)] * (self.page > 1))

    @property
    def has_choices(self):
        return any(facet["options"] for facet in self.facets)

    def url(self, **changes):
        """The query string with other values of `zeit`, `ansicht`, `monat`; None takes one away. "?" for nothing at all."""
        kept = [pair for pair in self.query if pair[0] not in changes]
        text = urlencode([(name, value) for name, value in changes.items() if value] + kept)
        return f"?{text}" if text else "?"


def read_calendar(params, at: datetime) -> CalendarPage:
    """`params`: a QueryDict."""
    notices: list[str] = []
    today = wording.local(at).date()
    public = Meeting.objects.public()
    first = _read_month(params, today, notices)
    if first:
        found, kept = _of_month(public, first), [("ansicht", MONTH), ("monat", f"{first:%Y-%m}")]
    else:
        is_past = _read_time(params, notices)
        found, kept = (public.past(at), [("zeit", PAST)]) if is_past else (public.coming(at), [])
    narrowed = narrow(found, meeting_groups(at), params, notices, kept)
    meetings = cast(MeetingQuerySet, narrowed.entries)
    if first:
        rows = _rows_of_month(meetings.for_busy_listing().order_by("starts_at", "pk"), first, at)
        grid = calendar_grid.month_grid(first, rows, today)
        return CalendarPage([Month(first, rows)] if rows else [], len(rows), 1, 1, narrowed, notices, grid=grid)
    total = narrowed.entries.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = read_page(params, pages, notices)
    order = ("-starts_at", "-pk") if is_past else ("starts_at", "pk")
    shown = meetings.for_listing().order_by(*order)[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] if total else []
    return CalendarPage(by_month([meeting_row(meeting, at) for meeting in shown]), total, page, pages, narrowed, notices, is_past=is_past)


def by_month(rows) -> list[Month]:
    """Rows in their order, month by month."""
    return [Month(first, list(group)) for first, group in groupby(rows, key=lambda row: row.day.replace(day=1))]


def subscribed(params, at: datetime, back):
    """The meetings that a calendar with these filters holds: coming, and those of the last time `back`."""
    return narrow_only(Meeting.objects.public().filter(ends_at__gt=at - back), params, at)


def narrow_only(meetings, params, at):
    """`meetings` under the filters alone: no counts, no notices."""
    for group in meeting_groups(at):
        values = [clean(value)[:150] for value in params.getlist(group.param)[:20]]
        if not values:
            continue
        known = group.known(values)
        chosen = [known[value] for value in dict.fromkeys(values) if value in known]
        meetings = group.narrow(meetings, chosen) if chosen else meetings
    return meetings


def _read_month(params, today, notices):
    """The first day of the month to show as a grid; None for the list."""
    text, view = clean(params.get("monat", "")), clean(params.get("ansicht", ""))
    if view and view != MONTH:
        notices.append(_("There is no such view. You see the list."))
    if view != MONTH:
        return None
    first = calendar_grid.read_month(text) if text else today.replace(day=1)
    if first is None:
        notices.append(_("This is no month. You see the present one."))
    return first or today.replace(day=1)


def _read_time(params, notices):
    time = clean(params.get("zeit", ""))
    if time not in ("", PAST):
        notices.append(_("There is no such time. You see the coming meetings."))
    return time == PAST


def _of_month(public, first):
    """What takes place in it, and what was announced for it and moved away."""
    begins, ends = calendar_grid.bounds(first)
    return public.filter(Q(starts_at__lt=ends, ends_at__gt=begins) | Q(moved_from__gte=begins, moved_from__lt=ends))


def _rows_of_month(meetings, first, at):
    """By day; what was moved to another day stands on both, what began in the month before on the first."""
    begins, ends = calendar_grid.bounds(first)
    rows = []
    for meeting in meetings:
        if meeting.starts_at < ends and meeting.ends_at > begins:
            rows.append(meeting_row(meeting, at))
        if meeting.moved_from and begins <= meeting.moved_from < ends and not _same_day(meeting):
            rows.append(left_row(meeting, at))
    return sorted((_from(row, first) for row in rows), key=lambda row: (row.day, _minutes(row)))


def _same_day(meeting):
    return wording.local(meeting.moved_from).date() == wording.local(meeting.starts_at).date()


def _from(row, first):
    """What began in the month before, as it stands on the first day: without a time, before all others."""
    return replace(row, day=first, time="") if row.day < first else row


def _minutes(row):
    hour, _colon, minute = row.time.partition(":")
    return int(hour) * 60 + int(minute) if row.time else -1
