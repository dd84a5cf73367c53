"""What two versions of a meeting or series are compared by (`directory.diff`)."""

from directory import diff, richtext

from .models import Meeting, Series

MEETING_FIELDS = [
    "series", "kind", "name", "summary", "description", "starts_at", "ends_at", "time_note", "format", "venue", "online_url", "organiser", "agenda",
    "topics", "target_groups", "audience", "is_free", "price", "price_note", "precondition", "precondition_url", "registration", "registration_url",
    "registration_email", "registration_phone", "opens_at", "closes_at", "capacity_onsite", "capacity_online", "is_full", "contact_name",
    "contact_email", "contact_phone", "materials", "follow_up", "go_live_at", "expire_at",
]  # fmt: skip
SERIES_FIELDS = ["name", "summary", "description", "organiser", "hue", "go_live_at", "expire_at"]


def register():
    readers = {
        "agenda": _agenda,
        "materials": lambda meeting: [f"{material.title} ({material.document or material.url})" for material in meeting.materials.all()],
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
