"""Once a year partners say whether a cooperation still runs."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.freshness import BERLIN
from directory.operations import change_content

from ..enums import Answer, CooperationStatus, PartnerMailKind
from ..mails import tell_confirmed
from ..models import Cooperation
from .locking import lock_partner
from .speaking import refuse_foreign


@transaction.atomic
def still_running(partner, *, by=None, at=None):
    """A partner says that it goes on: the cooperation is checked again. Returns the cooperation."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    _refuse_strangers(partner)
    if cooperation.confirmed_at and cooperation.confirmed_at >= at:
        return cooperation
    Cooperation.objects.filter(pk=cooperation.pk).update(confirmed_at=at)
    cooperation.confirmed_at = at
    log(instance=cooperation, action="network.still_running", user=by, data={"actor": partner.actor.name})
    cooperation.announce()
    return cooperation


@transaction.atomic
def end_cooperation(partner, *, on, by=None, at=None):
    """A partner says that it ended on a day that isn't to come. It stays public, with its period. Returns the cooperation."""
    at = at or timezone.now()
    partner, cooperation = lock_partner(partner)
    refuse_foreign(by, partner.actor)
    _refuse_strangers(partner)
    if cooperation.status == CooperationStatus.ENDED and cooperation.ends_on == on:
        return cooperation
    if on > at.astimezone(BERLIN).date():
        raise OperationRefused(_("Please give a day that isn’t in the future."))
    if cooperation.starts_on and on < cooperation.starts_on:
        raise OperationRefused(_("The cooperation can’t end before it began. Please give a later day."))

    def end(content):
        content.status, content.ends_on = CooperationStatus.ENDED, on

    Cooperation.objects.filter(pk=cooperation.pk).update(confirmed_at=at)
    cooperation = change_content(cooperation, end, by=by, action="network.end")
    tell_confirmed(cooperation, PartnerMailKind.ENDED, key=f"beendet-{on}", at=at, but=partner)
    return cooperation


def _refuse_strangers(partner):
    if partner.answer != Answer.CONFIRMED:
        raise OperationRefused(_("Only partners that have confirmed can say whether a cooperation still runs."))
