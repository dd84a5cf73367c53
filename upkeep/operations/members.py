"""Who works for an institution: giving, changing and ending it. The access log is written by `upkeep.access_log`, whoever changes a membership."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext

from directory.enums import MemberRole
from directory.errors import OperationRefused
from directory.models import Membership
from directory.operations.locking import lock

from ..enums import AccessMailKind
from ..evidence import owners_of
from ..mails import tell

RANK = {MemberRole.VIEWER: 0, MemberRole.EDITOR: 1, MemberRole.OWNER: 2}


@transaction.atomic
def give_membership(actor, user, role, *, by=None, at, proof=""):
    """`user` works for `actor` from now on. Who does already keeps the higher one of the two roles."""
    lock(actor)
    membership = Membership.objects.filter(actor=actor, user=user).first()
    if membership and RANK[membership.role] >= RANK[role]:
        return membership
    membership = membership or Membership(actor=actor, user=user)
    membership.role, membership.noted_at, membership.noted_proof = role, at, proof
    with LogContext(user=by):
        membership.save()
    return membership


@transaction.atomic
def change_role(membership, role, *, by, at, office=False):
    """`office`: may leave an institution without anybody responsible; others may not."""
    lock(membership.actor)
    membership = Membership.objects.select_related("actor", "user").get(pk=membership.pk)
    if role not in MemberRole:
        raise OperationRefused(_("Please choose one of the roles."))
    if membership.role == role:
        return membership
    if membership.role == MemberRole.OWNER and not office and not _other_owners(membership):
        raise OperationRefused(
            _("“%(person)s” is the only one responsible. Please make somebody else responsible first.") % {"person": membership.user}
        )
    membership.role, membership.noted_at = role, at
    with LogContext(user=by):
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def end_membership(membership, *, by, at):
    """By oneself, an owner or the office. When nobody responsible is left, the office is told; nothing of the entry changes."""
    lock(membership.actor)
    found = Membership.objects.select_related("actor", "user").filter(pk=membership.pk).first()
    if found is None:
        raise OperationRefused(_("This access has ended already."))
    found.noted_at = at
    actor, user = found.actor, found.user
    with LogContext(user=by):
        found.delete()
    if by != user:
        tell(actor, AccessMailKind.ENDED, [user.email], key=f"beendet-{user.pk}-{at:%Y%m%d%H%M%S}", at=at)


def _other_owners(membership):
    return owners_of(membership.actor).exclude(pk=membership.pk).exists()
