"""The table of meetings for the office."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from directory.exports import ExportColumn, names, phone, yes_no
from directory.status import status_of

from . import wording


def moment(value):
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


MEETING_COLUMNS = [
    ExportColumn("name", _("Title"), lambda meeting: meeting.name),
    ExportColumn("series", _("Series"), lambda meeting: str(meeting.series or "")),
    ExportColumn("kind", _("Kind"), lambda meeting: meeting.get_kind_display()),
    ExportColumn("starts_at", _("Begins"), lambda meeting: moment(meeting.starts_at)),
    ExportColumn("ends_at", _("Ends"), lambda meeting: moment(meeting.ends_at)),
    ExportColumn("format", _("Format"), lambda meeting: meeting.get_format_display()),
    ExportColumn("venue", _("Venue"), lambda meeting: str(meeting.venue or "")),
    ExportColumn("organiser", _("Organiser"), lambda meeting: str(meeting.organiser or "")),
    ExportColumn("topics", _("Topics"), lambda meeting: names(meeting.topics.all())),
    ExportColumn("audience", _("For whom"), lambda meeting: meeting.audience),
    ExportColumn("price", _("Price"), lambda meeting: wording.price(meeting)),
    ExportColumn("capacity_onsite", _("Places on site"), lambda meeting: meeting.capacity_onsite),
    ExportColumn("capacity_online", _("Places online"), lambda meeting: meeting.capacity_online),
    ExportColumn("is_full", _("Fully booked"), lambda meeting: yes_no(meeting.is_full)),
    ExportColumn("cancelled_at", _("Cancelled on"), lambda meeting: moment(meeting.cancelled_at)),
    ExportColumn("contact_name", _("Contact person"), lambda meeting: meeting.contact_name),
    ExportColumn("contact_email", _("E-mail"), lambda meeting: meeting.contact_email),
    ExportColumn("contact_phone", _("Phone"), lambda meeting: phone(meeting.contact_phone)),
    ExportColumn("status", _("Status"), lambda meeting: str(status_of(meeting).label)),
    ExportColumn("uuid", "UUID", lambda meeting: str(meeting.uuid)),
]
MEETING_PREFETCH = ("topics",)
