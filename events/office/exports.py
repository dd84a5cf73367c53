"""Tables for the office: meetings, and the registrations of one."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from directory.exports import ExportColumn, names, phone, yes_no
from directory.status import status_of

from .. import wording
from ..enums import Format


def moment(value):
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


MEETING_COLUMNS = [
    ExportColumn("name", _("Title"), lambda meeting: meeting.name),
    ExportColumn("series", _("Series"), lambda meeting: str(meeting.series or "")),
    ExportColumn("alliance", _("Alliance"), lambda meeting: str(meeting.alliance or "")),
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
MEETING_PREFETCH = ("topics", "alliance")


def registration_rows(meeting, registrations):
    """Rows of a table, headings first: one row for each registration, the meeting's own questions as columns behind the others."""
    asked = {question.pk: question.text for question in meeting.questions.all()}
    found = list(registrations.select_related("actor", "made_by").prefetch_related("participants"))
    for registration in found:  # what was asked once and isn't any more still has its column
        asked.update({answer["question"]: answer["label"] for answer in registration.answers if answer["question"] not in asked})
    headings = [
        _("Name"), _("E-mail"), _("Phone"), _("Institution"), _("Institution of the register"), _("State"), _("Takes part"), _("People"),
        _("Names of all people"), _("Was there"), _("What people need to take part"), _("Precondition confirmed"), _("Received"), _("Confirmed"),
        _("Waiting since"), _("Internal note"), _("Registered by the office"), *asked.values(),
    ]  # fmt: skip
    yield [str(heading) for heading in headings]
    for registration in found:
        people = list(registration.participants.all())
        answers = {answer["question"]: answer["value"] for answer in registration.answers}
        yield [
            registration.name,
            registration.email,
            phone(registration.phone),
            registration.institution,
            str(registration.actor or ""),
            registration.get_state_display(),
            registration.get_takes_part_display() if meeting.format == Format.HYBRID else meeting.get_format_display(),
            registration.size,
            names(people),
            sum(person.attended is True for person in people) if any(person.attended is not None for person in people) else "",
            registration.accessibility_needs,
            yes_no(registration.precondition_met) if meeting.precondition else "",
            moment(registration.created_at),
            moment(registration.confirmed_at),
            moment(registration.waiting_since),
            registration.note,
            yes_no(registration.made_by_id is not None),
            *(answer_text(answers.get(key, "")) for key in asked),
        ]


def answer_text(value):
    return yes_no(value) if isinstance(value, bool) else value
