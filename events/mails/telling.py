"""Rows of mails. Each is written in the transaction of what it tells; the worker is woken when that is committed."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from mailing.enums import MailState
from mailing.sending import wake

from ..models import Mail


def tell(registration, kind, *, key="", due_at=None, message=None, is_first=False, **data):
    """Write `kind` (a `MailKind`) to the person of `registration` at `due_at` (now): once for each `key` (by default the kind). Returns the `Mail`.

    None for people without an address, whom the office registered by hand. `is_first`: the registration was written in this very transaction, so nobody
    can have told anything, and it needn't be asked.
    """
    if not registration.email:
        return None
    what = {"kind": kind, "due_at": due_at or timezone.now(), "message": message, "data": data}
    if is_first:
        mail, made = Mail.objects.create(registration=registration, key=key or str(kind), **what), True
    else:
        mail, made = Mail.objects.get_or_create(registration=registration, key=key or str(kind), defaults=what)
    if made:
        wake()
    return mail


def tell_many(registrations, kind, *, key="", at, message=None, data_of=None, **data):
    """As `tell`, to a queryset of registrations. `data_of(registration)` adds what differs. Returns how many have an address."""
    rows = [
        Mail(
            registration=registration,
            kind=kind,
            key=key or str(kind),
            due_at=at,
            message=message,
            data=data | (data_of(registration) if data_of else {}),
        )
        for registration in registrations.exclude(email="").filter(anonymised_at=None).only("pk")
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if rows:
        wake()
    return len(rows)


@transaction.atomic
def send_again(mail, *, by, at=None):
    """Put what failed or was sent into the queue once more. Refused for what is on its way, and for what isn't so any more."""
    at = at or timezone.now()
    changes = {"state": MailState.QUEUED, "attempts": 0, "error": "", "due_at": at, "claimed_at": None}
    if mail.state == MailState.SENT:  # as a mail of its own: programs hide the second one of two with the same name
        changes["data"] = mail.data | {"again": mail.data.get("again", 0) + 1}
    again = Q(state__in=(MailState.FAILED, MailState.SENT), registration__anonymised_at=None)
    if not Mail.objects.filter(pk=mail.pk, state=mail.state).filter(again).update(**changes):
        raise OperationRefused(_("This mail can’t be sent again: it is on its way, or not needed any more."))
    log(instance=mail.registration.meeting, action="events.mail_again", user=by, data={"kind": mail.kind})
    wake()
