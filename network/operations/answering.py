"""What partners answer: by the link in their mail, in their own area, or by phone to the office."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.freshness import BERLIN

from ..enums import Answer, PartnerMailKind
from ..essentials import digest, essentials_of, shown_to_partners
from ..mails import tell, tell_confirmed
from ..models import Cooperation
from .counting import recount, tell_public
from .locking import lock_partner
from .partners import refuse_archived
from .speaking import refuse_all_but_office, refuse_foreign

LONGEST_REASON = 500
LONGEST_REMARK = 1000


@transaction.atomic
def confirm_partner(partner, *, by=None, at=None, seen=None, on_word_of=""):
    """The institution takes part, and the essentials are right. Twice changes nothing; after having declined it may confirm all the same.

    `on_word_of`: who says that it has confirmed, when neither a person here nor the link in a mail does: an import writes it into the history.

    `seen`: the digest of the essentials that whoever confirms has read (`network.essentials`); refused when they are others by now.
    """
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    refuse_archived(cooperation)
    if partner.actor.is_archived:
        raise OperationRefused(_("“%(actor)s” is archived and can’t confirm anything.") % {"actor": partner.actor})
    if partner.answer == Answer.LEFT:
        raise OperationRefused(
            _("“%(actor)s” has left this cooperation. Please ask the office to add it again.") % {"actor": partner.actor}
        )
    essentials = essentials_of(shown_to_partners(cooperation))
    if seen is not None and seen != digest(essentials):
        raise OperationRefused(_("The cooperation was changed in the meantime. Please read it once more and answer then."))
    if partner.answer == Answer.CONFIRMED:
        return partner
    partner.confirmed_as = essentials
    _write(partner, Answer.CONFIRMED, by=by, at=at)
    Cooperation.objects.filter(pk=cooperation.pk).update(confirmed_at=at)
    how = {"on_word_of": on_word_of} if on_word_of else {"by_link": by is None and partner.round > 0}
    log(instance=cooperation, action="network.confirm", user=by, data={"actor": partner.actor.name, **how})
    _count_and_tell(partner, cooperation, at)
    return partner


@transaction.atomic
def decline_partner(partner, *, reason="", by=None, at=None):
    """The institution doesn't take part, or not like this. Also after it has confirmed: then it isn't named any more."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise OperationRefused(_("Please give the reason in at most %(count)d characters.") % {"count": LONGEST_REASON})
    if partner.answer == Answer.LEFT:
        raise OperationRefused(_("“%(actor)s” has left this cooperation already.") % {"actor": partner.actor})
    if partner.answer == Answer.DECLINED and partner.reason == reason:
        return partner
    partner.reason = reason
    _write(partner, Answer.DECLINED, by=by, at=at)
    log(instance=cooperation, action="network.decline", user=by, data={"actor": partner.actor.name, "reason": reason})
    if partner.asked_by and partner.asked_by.is_active and partner.asked_by != by:
        key = f"abgelehnt-{at:%Y%m%dT%H%M%S}"
        tell(partner, PartnerMailKind.DECLINED, key=key, at=at, addresses=[partner.asked_by.email])
    _count_and_tell(partner, cooperation, at)
    return partner


@transaction.atomic
def leave(partner, *, on=None, by=None, at=None):
    """End the part of a partner that has confirmed, on a day (default: today) that isn't to come. Its row stays, with both days."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    if partner.answer == Answer.LEFT:
        return partner
    if partner.answer != Answer.CONFIRMED:
        raise OperationRefused(_("“%(actor)s” has not confirmed, so it can decline but not leave.") % {"actor": partner.actor})
    today = at.astimezone(BERLIN).date()
    on = on or today
    begun = max(filter(None, [cooperation.starts_on, partner.joined_on]), default=None)
    if on > today:
        raise OperationRefused(_("Please give a day that isn’t in the future."))
    if begun and on < begun:
        raise OperationRefused(_("The partner can’t leave before it joined. Please give a later day."))
    partner.left_on = on
    _write(partner, Answer.LEFT, by=by, at=at)
    log(instance=cooperation, action="network.leave", user=by, data={"actor": partner.actor.name, "on": on.isoformat()})
    _count_and_tell(partner, cooperation, at)
    tell_confirmed(cooperation, PartnerMailKind.LEFT, key=f"ausgeschieden-{partner.pk}-{on}", at=at, left=partner.pk)
    return partner


@transaction.atomic
def note_remark(partner, text, *, by=None, at=None):
    """A partner says that something isn't right: a task for the office, which settles it."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    text = text.strip()
    if not text:
        raise OperationRefused(_("Please write what isn’t right."))
    if len(text) > LONGEST_REMARK:
        raise OperationRefused(_("Please write at most %(count)d characters.") % {"count": LONGEST_REMARK})
    partner.remark, partner.remarked_at = text, at
    partner.save(update_fields=["remark", "remarked_at"])
    log(instance=cooperation, action="network.remark", user=by, data={"actor": partner.actor.name})
    return partner


@transaction.atomic
def settle_remark(partner, *, by=None):
    """The office has seen to it; the text goes."""
    partner, cooperation = lock_partner(partner)
    refuse_all_but_office(by)
    if partner.remarked_at is None:
        return partner
    partner.remark, partner.remarked_at = "", None
    partner.save(update_fields=["remark", "remarked_at"])
    log(instance=cooperation, action="network.settle_remark", user=by, data={"actor": partner.actor.name})
    return partner


def _write(partner, answer, *, by, at):
    partner.answer, partner.answered_at, partner.answered_by = answer, at, by
    if answer != Answer.DECLINED:
        partner.reason = ""
    partner.save(update_fields=["answer", "answered_at", "answered_by", "reason", "confirmed_as", "left_on"])


def _count_and_tell(partner, cooperation, at):
    """The number on the row, whoever listens, and all partners when everybody sees it now."""
    was_public, before = cooperation.is_public, cooperation.confirmed_count
    cooperation.confirmed_count = recount(cooperation)
    if before == cooperation.confirmed_count:
        cooperation.announce()
    if cooperation.is_public and not was_public:
        tell_public(cooperation, at=at)
