"""Writing mails about accounts down. Without a request: who asks says what device and language it was."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from mailing.sending import wake

from ..models import AccountMail

AN_HOUR = 6
"""Mails of a kind to one address; more would be somebody's mischief."""
KEEP = dt.timedelta(days=30)


def tell(address, kind, *, at=None, language=None, **data) -> bool:
    """Write a mail of `kind` (`words.WORDS`) with its values. Returns False when this address got too many of them within an hour."""
    at = at or timezone.now()
    recent = AccountMail.objects.filter(address__iexact=address, kind=kind, due_at__gt=at - dt.timedelta(hours=1))
    if recent.count() >= AN_HOUR:
        return False
    language = (language or get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    AccountMail.objects.create(kind=kind, key=kind, address=address, language=language, due_at=at, data=data | {"asked_at": at.isoformat()})
    wake()
    return True


def forget(at):
    """Periodic: rows, and with them addresses, that nobody needs any more."""
    AccountMail.objects.filter(due_at__lt=at - KEEP).delete()
