"""What is kept of somebody who registered, for themselves: to read, to take along, to delete."""

from django.db import transaction
from django.http import JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from . import operations, wording
from .models import Registration

NOT_TOLD = ("id", "meeting", "actor", "made_by", "submission", "note")
"""Keys of our own, and what the office notes for itself."""


def rows(registration):
    """[(what, text)] in plain words."""
    names = ", ".join(participant.name for participant in registration.participants.all())
    found = [
        (_("Name"), registration.name),
        (_("E-mail address"), registration.email),
        (_("Phone"), registration.phone.as_national if registration.phone else ""),
        (_("Institution"), registration.institution),
        (_("Institution of the register"), registration.actor.name if registration.actor_id else ""),
        (_("People"), names),
        (_("How you take part"), capfirst(registration.get_takes_part_display())),
        (_("What you need to take part"), registration.accessibility_needs),
        *((answer.get("label", ""), answer_text(answer.get("value"))) for answer in registration.answers),
        (_("State"), capfirst(registration.get_state_display())),
        (_("Received"), wording.moment(registration.created_at)),
        *((_("You agreed to"), consent.get("text", "")) for consent in registration.consents),
    ]
    return [(what, str(text)) for what, text in found if text not in ("", None)]


def answer_text(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


def file_response(registration):
    """All columns of the registration and its people, machine-readable (DSGVO, article 20)."""
    columns = [field.attname for field in Registration._meta.concrete_fields if field.name not in NOT_TOLD]
    data = {name: getattr(registration, name) for name in columns}
    data["phone"] = registration.phone.as_e164 if registration.phone else ""
    data["meeting"] = {
        "title": registration.meeting.name,
        "starts_at": registration.meeting.starts_at,
        "ends_at": registration.meeting.ends_at,
    }
    data["institution_of_the_register"] = registration.actor.name if registration.actor_id else ""
    data["people"] = [
        {"name": each.name, "attended": each.attended, "checked_in_at": each.checked_in_at} for each in registration.participants.all()
    ]
    data["mails"] = list(registration.mails.order_by("pk").values("kind", "state", "due_at", "sent_at"))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


def erase(registration, *, at):
    """Cancel what can be cancelled yet, then forget who it was. The numbers of the meeting stay."""
    with transaction.atomic():
        if registration.is_active and registration.meeting.starts_at > at:
            operations.withdraw(registration, at=at)
        operations.anonymise(registration, at=at)
