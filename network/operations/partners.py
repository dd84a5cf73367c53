"""Who belongs to a cooperation, before anybody is asked."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.merging import following
from directory.operations.locking import lock

from ..enums import Answer, PartnerRole
from ..models import CooperationPartner
from .locking import lock_partner
from .speaking import refuse_outsiders

GONE = (Answer.DECLINED, Answer.LEFT)


@transaction.atomic
def add_partner(cooperation, actor, *, role=PartnerRole.PARTNER, by=None, at=None):
    """Add an institution, which is asked later. One that declined or left comes back as if it were new. Returns the `CooperationPartner`."""
    actor = lock(actor)
    cooperation = lock(cooperation)
    refuse_outsiders(by, cooperation)
    return enter_partner(cooperation, actor, role=role, by=by)


def enter_partner(cooperation, actor, *, role=PartnerRole.PARTNER, by=None):
    """As `add_partner`, for who has locked both rows in that order, or made the cooperation in this transaction."""
    refuse_archived(cooperation)
    present = following.present_ids([actor.pk])
    if present:
        raise OperationRefused(
            _("“%(gone)s” is part of “%(kept)s” now. Please choose that one.")
            % {"gone": actor, "kept": type(actor).objects.get(pk=present[actor.pk])}
        )
    if actor.is_archived:
        raise OperationRefused(_("“%(actor)s” is archived. Please restore it first, or choose another institution.") % {"actor": actor})
    partner = CooperationPartner.objects.filter(cooperation=cooperation, actor=actor).first()
    if partner is None:
        partner = CooperationPartner.objects.create(cooperation=cooperation, actor=actor, role=role)
    elif partner.answer in GONE:
        partner.answer, partner.role, partner.reason, partner.left_on, partner.joined_on = Answer.OPEN, role, "", None, None
        partner.save(update_fields=["answer", "role", "reason", "left_on", "joined_on"])
    else:
        raise OperationRefused(_("“%(actor)s” is a partner of this cooperation already.") % {"actor": actor})
    log(instance=cooperation, action="network.add_partner", user=by, data={"actor": actor.name})
    return partner


@transaction.atomic
def change_role(partner, role, *, by=None):
    """Another role; what the partner answered stays."""
    partner, cooperation = lock_partner(partner)
    refuse_outsiders(by, cooperation)
    if role not in PartnerRole.values:
        raise OperationRefused(_("Please choose a role of the list."))
    if partner.role == role:
        return partner
    partner.role = role
    partner.save(update_fields=["role"])
    log(instance=cooperation, action="network.change_role", user=by, data={"actor": partner.actor.name, "role": role})
    cooperation.announce()
    return partner


@transaction.atomic
def remove_partner(partner, *, by=None):
    """Take away a partner that was added by mistake. Whoever was asked, or has answered, stays in the history and leaves or declines."""
    partner, cooperation = lock_partner(partner)
    refuse_outsiders(by, cooperation)
    if partner.round or partner.answered_at:
        raise OperationRefused(
            _("“%(actor)s” was asked already and stays in the history. Please enter instead that it has declined or left.")
            % {"actor": partner.actor}
        )
    log(instance=cooperation, action="network.remove_partner", user=by, data={"actor": partner.actor.name})
    partner.delete()


def refuse_archived(cooperation):
    if cooperation.is_archived:
        raise OperationRefused(_("“%(cooperation)s” is archived. Please restore it first.") % {"cooperation": cooperation})
