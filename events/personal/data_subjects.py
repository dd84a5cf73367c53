"""What is stored about a person who asks for it (DSGVO articles 15 and 20): found by the e-mail address, as one file."""

from ..models import Registration
from ..operations.anonymising import about

FIELDS = (
    "state", "takes_part", "size", "name", "email", "phone", "institution", "accessibility_needs", "answers", "precondition_met", "consents",
    "language", "note", "created_at", "held_until", "confirmed_at", "waiting_since", "closed_at", "is_returning", "gave_feedback",
)  # fmt: skip


def everything(email):
    """{"email", "registrations": [{meeting, fields of the registration, participants, mails}]}: plain values for JSON. Feedback isn't among it: it names nobody."""
    found = about(email).select_related("meeting", "actor").prefetch_related("participants", "mails__message")
    return {"email": email.strip(), "registrations": [stored(registration) for registration in found]}


def stored(registration: Registration):
    """Of one registration."""
    return {
        "meeting": {"name": registration.meeting.name, "starts_at": _moment(registration.meeting.starts_at)},
        **{name: _plain(getattr(registration, name)) for name in FIELDS},
        "actor": registration.actor.name if registration.actor else "",
        "registered_by_the_office": registration.made_by_id is not None,
        "participants": [
            {
                "name": participant.name,
                "attended": participant.attended,
                "checked_in_at": _moment(participant.checked_in_at),
                "certificate": participant.certificate,
            }
            for participant in registration.participants.all()
        ],
        "mails": [
            {
                "kind": mail.kind,
                "state": mail.state,
                "due_at": _moment(mail.due_at),
                "sent_at": _moment(mail.sent_at),
                "data": mail.data,
                "message": {"subject": mail.message.subject, "body": mail.message.body} if mail.message else None,
            }
            for mail in registration.mails.all()
        ],
    }


def _plain(value):
    if hasattr(value, "isoformat"):
        return _moment(value)
    return value if value is None or isinstance(value, (bool, int, float, list, dict)) else str(value)


def _moment(value):
    return value.isoformat() if value else None
