"""What an address says about its entries, and what the office decides. Nothing is archived but by the office."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory import operations
from directory.errors import OperationRefused

from .enums import Reply
from .models import ConfirmationLine

LONGEST_NOTE = 1000


def lines_about(lines):
    """Queryset of all lines about the same entries as `lines`, whoever was asked."""
    own = [line.actor_id for line in lines if not line.offer_id]
    offers = [line.offer_id for line in lines if line.offer_id]
    return ConfirmationLine.objects.filter(actor__in=own, offer=None) | ConfirmationLine.objects.filter(offer__in=offers)


@transaction.atomic
def say_right(lines, *, by=None, at):
    """Everything is right: the entries are checked at `at`. Also takes back “doesn’t exist any more”, as long as the office hasn’t decided."""
    for line in lines:
        operations.confirm(line.entry, by=by, at=at)
    _reply(lines, Reply.RIGHT, at)


@transaction.atomic
def say_changed(lines, *, by=None, at):
    """Something was corrected, and the rest is right."""
    for line in lines:
        operations.confirm(line.entry, by=by, at=at)
    _reply(lines, Reply.CHANGED, at)


@transaction.atomic
def say_gone(line, *, note="", at):
    """It doesn’t exist any more: the office hears of it and decides."""
    _reply([line], Reply.GONE, at, note=note.replace("\x00", "").strip()[:LONGEST_NOTE])
    log(instance=line.entry, action="confirmations.gone")


def _reply(lines, reply, at, **fields):
    ConfirmationLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        reply=reply, replied_at=at, settled_at=None, settled_by=None, **fields
    )


# --- The office -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def archive(line, *, by, at):
    """The office takes the entry out of the register; it can be restored there."""
    operations.archive(line.entry, by=by, at=at)
    _settle(line, by, at)


@transaction.atomic
def keep(line, *, by, at):
    """The office has looked itself: the entry is right, and checked."""
    if line.entry.is_archived:
        raise OperationRefused(_("“%(entry)s” is archived. Please restore it first.") % {"entry": line.entry})
    operations.confirm(line.entry, by=by, at=at)
    _settle(line, by, at)


def _settle(line, by, at):
    lines_about([line]).filter(settled_at=None).exclude(reply__in=[Reply.RIGHT, Reply.CHANGED]).update(settled_at=at, settled_by=by)
