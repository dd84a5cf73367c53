"""What is kept of somebody who registered, for themselves: to read, to take along, to delete."""

from django.db import transaction
from django.http import JsonResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import operations, wording
from . import data_subjects


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
    """What `data_subjects` keeps of it, machine-readable (DSGVO, article 20), without what the office notes for itself."""
    stored = {name: value for name, value in data_subjects.stored(registration).items() if name != "note"}
    return JsonResponse(stored, json_dumps_params={"ensure_ascii": False, "indent": 2})


def erase(registration, *, at):
    """Cancel what can be cancelled yet, then forget who it was. The numbers of the meeting stay."""
    with transaction.atomic():
        if registration.is_active and registration.meeting.starts_at > at:
            operations.withdraw(registration, at=at)
        operations.anonymise(registration, at=at)
