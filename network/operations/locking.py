from directory.operations.locking import lock

from ..models import CooperationPartner


def lock_partner(partner):
    """(partner, cooperation) as the database has them, locked until the end of the transaction."""
    cooperation = lock(partner.cooperation)
    partner = CooperationPartner.objects.select_for_update(of=("self",)).select_related("actor").get(pk=partner.pk)
    partner.cooperation = cooperation
    return partner, cooperation
