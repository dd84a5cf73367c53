"""Rows of mails to partners. Each is written in the transaction of what it tells; the worker is woken when that is committed."""

from directory.contacts import addresses_of
from mailing.sending import wake

from ..models import CooperationPartner, PartnerMail


def tell(partner, kind, *, key, at, addresses=None, **data) -> int:
    """Write `kind` to all addresses of the partner's institution (or to `addresses`), once for each `key`. Returns how many addresses there are."""
    addresses = addresses_of(partner.actor) if addresses is None else addresses
    rows = [PartnerMail(partner=partner, kind=kind, key=key, address=address, due_at=at, data=data) for address in addresses]
    PartnerMail.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake()
    return len(rows)


def tell_confirmed(cooperation, kind, *, key, at, but=None, **data) -> int:
    """As `tell`, to all partners that may be named, except `but`. Who works for two of them hears it once. Returns the number of addresses."""
    told: set[str] = set()
    for partner in CooperationPartner.objects.named().filter(cooperation=cooperation).select_related("actor").order_by("pk"):
        if but is not None and partner.pk == but.pk:
            continue
        new = [address for address in addresses_of(partner.actor) if address not in told]
        tell(partner, kind, key=key, at=at, addresses=new, **data)
        told.update(new)
    return len(told)
