"""What two versions of a meeting or series are compared by (`directory.diff`)."""

from directory import diff, richtext

from ..enums import MaterialAudience
from ..models import Meeting, Series

MEETING_FIELDS = [
    "series", "alliance", "kind", "name", "summary", "description", "starts_at", "ends_at", "time_note", "format", "venue", "online_url", "organiser", "agenda",
    "topics", "target_groups", "audience", "is_free", "price", "price_note", "precondition", "precondition_url", "registration", "registration_url",
    "registration_email", "registration_phone", "opens_at", "closes_at", "capacity_onsite", "capacity_online", "is_full",
    "confirms_address", "hold_minutes", "group_limit", "institution_limit", "has_waiting_list", "waits_strictly", "offer_hours", "asks_needs",
    "questions", "reminder_days", "link_hours", "asks_feedback", "retention_days", "contact_name", "contact_email", "contact_phone",
    "materials", "follow_up", "go_live_at", "expire_at",
]  # fmt: skip
SERIES_FIELDS = ["name", "summary", "description", "organiser", "hue", "go_live_at", "expire_at"]


def register():
    readers = {
        "agenda": _agenda,
        "materials": _materials,
        "questions": _questions,
        "follow_up": lambda meeting: [richtext.plain(meeting.follow_up)],
        "contact_phone": lambda meeting: [meeting.contact_phone.as_national if meeting.contact_phone else ""],
    }
    diff.register(Meeting, MEETING_FIELDS, readers=readers, prose={"follow_up"})
    diff.register(Series, SERIES_FIELDS)


def _agenda(meeting):
    for item in meeting.agenda.all():
        time = f"{item.starts.hour}:{item.starts.minute:02d}" if item.starts else ""
        yield " ".join(
            part for part in (time, item.title, item.text, f"({', '.join(item.speaker_lines)})" if item.speakers else "") if part
        )


def _materials(meeting):
    for material in meeting.materials.all():
        audience = "" if material.audience == MaterialAudience.ALL else f" – {material.get_audience_display()}"
        yield f"{material.title} ({material.document or material.url}){audience}"


def _questions(meeting):
    for question in meeting.questions.all():
        yield " – ".join(
            part for part in (question.text, question.help, question.get_kind_display(), ", ".join(question.choice_list)) if part
        ) + ("*" if question.is_needed else "")
