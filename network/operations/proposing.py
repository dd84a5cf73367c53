"""A new cooperation with its partners in one go, and others that may be the same."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import OperationRefused
from directory.operations import save_draft
from directory.operations.locking import lock

from ..enums import CooperationForm, PartnerRole
from ..mails import addresses_of
from ..models import Cooperation, CooperationPartner
from .answering import confirm_partner
from .asking import ask_partner
from .partners import GONE, enter_partner
from .speaking import refuse_all_but_office, refuse_foreign


@transaction.atomic
def propose(*, name, partners, form=CooperationForm.REGULAR, own=None, ask=True, by=None, at=None, topics=(), **content) -> Cooperation:
    """A draft with its partners; all but `own` who have an address are asked, unless `ask` is false.

    partners: [(Actor, role), …], at least two different ones. `own`: the one among them for which `by` speaks; it has confirmed by proposing.
    content: further columns, such as `starts_on`, `summary`, `about`.
    """
    at = at or timezone.now()
    actors = [actor.pk for actor, role in partners]
    if len(set(actors)) != len(actors):
        raise OperationRefused(_("An institution can’t be its own partner. Please name each one once."))
    if len(actors) < 2:
        raise OperationRefused(_("A cooperation needs at least two partners."))
    if own is not None and own.pk not in actors:
        raise OperationRefused(_("“%(actor)s” isn’t among the partners.") % {"actor": own})
    if own is None:
        refuse_all_but_office(by)
    else:
        refuse_foreign(by, own)
    cooperation = Cooperation(name=name.strip(), form=form, **content)
    refuse_period(cooperation)
    if not cooperation.name:
        raise OperationRefused(_("Please give the cooperation a title."))
    cooperation.topics = list(topics)
    save_draft(cooperation, by=by)
    entered = []
    for actor, role in sorted(partners, key=lambda pair: pair[0].pk):  # always in the same order: two at once must not wait for each other
        entered.append(enter_partner(cooperation, lock(actor), role=role or PartnerRole.PARTNER, by=by))
    mine = [partner for partner in entered if own is not None and partner.actor_id == own.pk]
    for partner in mine:
        confirm_partner(partner, by=by, at=at)
    for partner in entered:
        if partner not in mine and ask and addresses_of(partner.actor):  # else the office sees that nobody was asked
            ask_partner(partner, by=by, at=at)
    cooperation.refresh_from_db()
    return cooperation


def refuse_period(cooperation):
    """Raises `OperationRefused` when it ends before it begins."""
    if cooperation.starts_on and cooperation.ends_on and cooperation.ends_on < cooperation.starts_on:
        raise OperationRefused(_("The cooperation ends before it begins. Please check both days."))


def overlapping(cooperation):
    """Queryset of other cooperations that may be the same one entered twice: same form, overlapping period, two partners in common at least."""
    own = CooperationPartner.objects.filter(cooperation=cooperation).exclude(answer__in=GONE).values("actor")
    shared = CooperationPartner.objects.filter(actor__in=own).exclude(answer__in=GONE).exclude(cooperation=cooperation).order_by()
    twice = shared.values("cooperation").annotate(common=Count("pk")).filter(common__gte=2).values("cooperation")
    period = Q()
    if cooperation.starts_on:
        period &= Q(ends_on=None) | Q(ends_on__gte=cooperation.starts_on)
    if cooperation.ends_on:
        period &= Q(starts_on=None) | Q(starts_on__lte=cooperation.ends_on)
    return Cooperation.objects.filter(period, pk__in=twice, form=cooperation.form, archived_at=None)
