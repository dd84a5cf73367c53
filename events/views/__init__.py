"""Public pages, calendars and feeds of meetings. Anyone may see them; each starts from `.public()`."""

from .calendars import calendar, calendar_file, feed
from .meetings import meeting_detail, meeting_file
from .series import series_detail, series_file, series_list

__all__ = [
    "calendar",
    "calendar_file",
    "feed",
    "meeting_detail",
    "meeting_file",
    "series_detail",
    "series_file",
    "series_list",
]
