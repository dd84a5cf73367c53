"""Public pages, calendars and feeds of meetings, and the pages of registration. Anyone may see the first; each starts from `.public()`.
A person's own pages are for who has the link (`own`)."""

from .attendance import certificate, certificate_check, certificate_search, check_in, check_in_code, entry_code
from .calendars import calendar, calendar_file, feed
from .institutions import institutions
from .meetings import meeting_detail, meeting_file
from .own import change_registration, feedback, own_data_file, own_data_page, own_material, own_registration, withdraw_registration
from .registering import registration_form, registration_sent, resend_link
from .series import series_detail, series_file, series_list

__all__ = [
    "calendar",
    "calendar_file",
    "certificate",
    "certificate_check",
    "certificate_search",
    "change_registration",
    "check_in",
    "check_in_code",
    "entry_code",
    "feed",
    "feedback",
    "institutions",
    "meeting_detail",
    "meeting_file",
    "own_data_file",
    "own_data_page",
    "own_material",
    "own_registration",
    "registration_form",
    "registration_sent",
    "resend_link",
    "series_detail",
    "series_file",
    "series_list",
    "withdraw_registration",
]
