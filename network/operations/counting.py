"""`confirmed_count` on the row is always what `CooperationPartner.objects.named()` counts: lists of 100,000 cooperations can't count partners."""

from django.db import transaction
from django.db.models import Count, Sum

from directory.operations.locking import lock
from directory.signals import content_changed

from ..enums import PartnerMailKind
from ..mails import tell_confirmed
from ..models import Cooperation, CooperationPartner


@transaction.atomic
def recount(cooperation) -> int:
    """Count the partners of `cooperation` anew; tells who listens when it is another number. Returns it."""
    cooperation = lock(cooperation)
    count = CooperationPartner.objects.named().filter(cooperation=cooperation).count()
    if count != cooperation.confirmed_count:
        Cooperation.objects.filter(pk=cooperation.pk).update(confirmed_count=count)
        cooperation.announce()
    return count


def tell_public(cooperation, *, at):
    """To all partners: everybody sees it from now on. After each round of questions once more."""
    rounds = cooperation.partners.aggregate(rounds=Sum("round"))["rounds"] or 0
    tell_confirmed(cooperation, PartnerMailKind.PUBLIC, key=f"oeffentlich-{rounds}", at=at)


def recount_of(actor_ids) -> int:
    """As `recount`, of all cooperations of these institutions, which were published, archived or merged. Returns how many have another number now."""
    theirs = CooperationPartner.objects.filter(actor__in=actor_ids)
    return _recount_of(theirs) if theirs.exists() else 0  # each saving of any institution comes here


@transaction.atomic
def _recount_of(partners):
    """Locks first and counts then: an answer that is being given at the same time waits, or has been counted."""
    cooperations = Cooperation.objects.select_for_update().filter(pk__in=partners.values("cooperation")).order_by("pk")
    known = dict(cooperations.values_list("pk", "confirmed_count"))
    named = CooperationPartner.objects.named().filter(cooperation__in=known).order_by()
    counts = dict(named.values_list("cooperation").annotate(Count("pk")))
    wrong = {pk: counts.get(pk, 0) for pk, count in known.items() if counts.get(pk, 0) != count}
    for count in set(wrong.values()):
        Cooperation.objects.filter(pk__in=[pk for pk, right in wrong.items() if right == count]).update(confirmed_count=count)
    if wrong:
        content_changed.send(sender=Cooperation, ids=list(wrong))
    return len(wrong)
