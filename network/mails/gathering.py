"""What one mail asks about several partners: who works for many institutions gets one question, not one for each cooperation."""

from directory.contacts import reached_by

from ..enums import Answer, CooperationStatus, PartnerMailKind
from ..models import CooperationPartner

GATHERED = (PartnerMailKind.REMINDER, PartnerMailKind.RUNNING)


def asked_about(mail) -> list[CooperationPartner]:
    """The partners of a mail for which its address may still speak, with institution and cooperation, whether they have answered or not."""
    asked = dict(mail.data.get("partners") or [(mail.partner_id, mail.data.get("round", mail.partner.round))])
    reached = reached_by([mail.address]).get(mail.address, set())
    found = CooperationPartner.objects.select_related("actor", "cooperation", "asked_by").filter(
        pk__in=list(asked), actor__in=reached, actor__archived_at=None, cooperation__archived_at=None
    )
    order = list(asked)
    return sorted(
        (partner for partner in found if mail.kind != PartnerMailKind.REMINDER or partner.round == asked[partner.pk]),
        key=lambda partner: order.index(partner.pk),
    )


def still_open(mail) -> list[CooperationPartner]:
    """Those of `asked_about` that wait for an answer."""
    return [partner for partner in asked_about(mail) if is_open(partner, mail)]


def is_open(partner, mail):
    if mail.kind == PartnerMailKind.REMINDER:
        return partner.answer == Answer.OPEN
    cooperation = partner.cooperation
    checked = cooperation.confirmed_at is not None and cooperation.confirmed_at > mail.due_at
    return partner.answer == Answer.CONFIRMED and cooperation.status != CooperationStatus.ENDED and not checked
