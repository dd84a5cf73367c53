"""Rows of mails. The worker is woken when their transaction is committed."""

from directory.models import Membership
from mailing.sending import wake

from ..enums import AccessMailKind
from ..evidence import owners_of
from ..models import AccessMail
from ..permissions import can_steer, steerers


def tell(actor, kind, addresses, *, key, at, invitation=None, claim=None, **data):
    """Write `kind` to each address, once for each `key`."""
    rows = [
        AccessMail(actor=actor, kind=kind, key=key, address=address.lower(), due_at=at, invitation=invitation, claim=claim, data=data)
        for address in addresses
    ]
    AccessMail.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake()


def tell_many(kind, invitations, *, at):
    """First mails of new invitations, in one statement."""
    AccessMail.objects.bulk_create(
        [
            AccessMail(
                actor=invitation.actor, kind=kind, key=f"einladung-{invitation.pk}-1", address=invitation.email, due_at=at,
                invitation=invitation, data={"round": 1},
            )
            for invitation in invitations
        ]
    )  # fmt: skip
    wake()


def tell_orphaned(actor, *, at, but_not=None, leaving=None):
    """The office, when nobody is responsible for an institution any more; not when somebody of the office did it."""
    if actor.is_archived or owners_of(actor).exclude(user=leaving).exists() or (but_not and can_steer(but_not)):
        return
    left = Membership.objects.filter(actor=actor).exclude(user=leaving).count()
    tell(actor, AccessMailKind.ORPHANED, [user.email for user in steerers()], key=f"verwaist-{at:%Y%m%d%H%M%S}", at=at, left=left)
