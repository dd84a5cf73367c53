"""Asking partners whether they take part, and asking them anew."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused

from ..enums import Answer, PartnerMailKind
from ..essentials import changed, essentials_of
from ..mails import addresses_of, tell
from ..models import CooperationPartner
from .counting import recount
from .locking import lock_partner
from .partners import refuse_archived
from .speaking import refuse_outsiders

PAUSE = dt.timedelta(minutes=10)
"""Whoever was asked is left alone for so long: two presses of a button are one question."""


@transaction.atomic
def ask_partner(partner, *, by=None, at=None):
    """Ask (again): links of earlier mails are dead from now on. Who declined may be asked again; who confirmed needn't be."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_outsiders(by, cooperation)
    refuse_archived(cooperation)
    if partner.actor.is_archived:
        raise OperationRefused(_("“%(actor)s” is archived. Nobody there can be asked.") % {"actor": partner.actor})
    if partner.answer == Answer.CONFIRMED:
        raise OperationRefused(_("“%(actor)s” has confirmed already.") % {"actor": partner.actor})
    if partner.answer == Answer.LEFT:
        raise OperationRefused(_("“%(actor)s” has left. Please add it as a partner again first.") % {"actor": partner.actor})
    if partner.asked_at and partner.asked_at > at - PAUSE:
        raise OperationRefused(_("“%(actor)s” was asked a moment ago. Please wait for the answer.") % {"actor": partner.actor})
    if not addresses_of(partner.actor):
        raise OperationRefused(
            _(
                "“%(actor)s” has no e-mail address and no members with an account. Please enter an address, or ask by phone and confirm for it."
            )
            % {"actor": partner.actor}
        )
    _open(partner, by=by, at=at)
    tell(partner, PartnerMailKind.REQUEST, key=f"anfrage-{partner.round}", at=at, round=partner.round)
    log(instance=cooperation, action="network.ask", user=by, data={"actor": partner.actor.name, "round": partner.round})
    return partner


@transaction.atomic
def ask_all_again(cooperation, *, by=None, at=None) -> int:
    """Ask those whose confirmation was for other essentials than the public ones (called by each publishing). Returns how many.

    Until they have answered, they don't count. A cooperation that loses its second partner by that leaves the public.
    """
    at = at or timezone.now()
    now = essentials_of(cooperation)
    confirmed = (
        CooperationPartner.objects.select_for_update(of=("self",)).select_related("actor").confirmed().filter(cooperation=cooperation)
    )
    again = [partner for partner in confirmed.order_by("pk") if changed(partner.confirmed_as, now)]
    for partner in again:
        _open(partner, by=by, at=at)
        tell(partner, PartnerMailKind.CHANGED, key=f"geaendert-{partner.round}", at=at, round=partner.round)
    if again:
        log(instance=cooperation, action="network.ask_all_again", user=by, data={"actors": [partner.actor.name for partner in again]})
        recount(cooperation)
    return len(again)


def count_for(cooperation, essentials, *, all_of_them=False):
    """Let confirmations hold for these essentials: those that don't know what they were for (an import's), or all of them (a mere correction)."""
    confirmed = CooperationPartner.objects.confirmed().filter(cooperation=cooperation)
    (confirmed if all_of_them else confirmed.filter(confirmed_as={})).update(confirmed_as=essentials)


def _open(partner, *, by, at):
    partner.answer, partner.round, partner.asked_at, partner.asked_by, partner.reason = Answer.OPEN, partner.round + 1, at, by, ""
    partner.save(update_fields=["answer", "round", "asked_at", "asked_by", "reason"])
