"""Telling people about their registration: a row first, in the same transaction as what it tells, then the queue `mail`."""

from django.utils import timezone

from ..models import Mail


def tell(registration, kind, *, key="", due_at=None, message=None, **data):
    """Write `kind` (a `MailKind`) to the person of `registration` at `due_at` (now): once for each `key` (by default the kind). Returns the `Mail`."""
    mail, _made = Mail.objects.get_or_create(
        registration=registration,
        key=key or str(kind),
        defaults={"kind": kind, "due_at": due_at or timezone.now(), "message": message, "data": data},
    )
    return mail
