"""Inviting people, and what they answer."""

import datetime as dt

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import MemberRole
from directory.errors import OperationRefused
from directory.models import Membership
from directory.operations.locking import lock

from ..access_log import masked, note
from ..enums import AccessAction, AccessMailKind, InvitationState
from ..evidence import owners_of
from ..links import INVITATION_DAYS
from ..mails import tell
from ..models import Invitation
from .members import give_membership

LIFE = dt.timedelta(days=INVITATION_DAYS)
PAUSE = dt.timedelta(minutes=10)
"""Between two mails about one invitation."""
MOST_OPEN = 30
"""So many open invitations may the people of one institution send; the office any number."""


@transaction.atomic
def invite(actor, email, *, role, by, at, first_name="", last_name="", message="", office=False):
    """An open invitation with its mail. Refused when that person works there or is invited already."""
    actor, email = lock(actor), email.strip().lower()
    if actor.is_archived:
        raise OperationRefused(_("“%(actor)s” is archived. Please restore it first.") % {"actor": actor})
    if role not in MemberRole:
        raise OperationRefused(_("Please choose one of the roles."))
    if Membership.objects.filter(actor=actor, user__email__iexact=email).exists():
        raise OperationRefused(_("%(email)s works for “%(actor)s” already.") % {"email": email, "actor": actor})
    old = Invitation.objects.filter(actor=actor, email=email, state=InvitationState.OPEN).first()
    if old and old.is_open(at):
        raise OperationRefused(_("%(email)s is invited already. You can send that invitation once more.") % {"email": email})
    if old:
        _settle(old, InvitationState.REVOKED, at)
    if not office and Invitation.objects.open(at).filter(actor=actor).count() >= MOST_OPEN:
        raise OperationRefused(_("There are %(count)d open invitations. Please wait for answers or revoke some.") % {"count": MOST_OPEN})
    return write_invitation(
        Invitation(actor=actor, email=email, role=role, first_name=first_name, last_name=last_name, message=message), by=by, at=at
    )


def write_invitation(invitation, *, by, at, kind=AccessMailKind.INVITATION):
    """Save a new invitation, its log entry and its mail."""
    invitation.made_by, invitation.made_at, invitation.expires_at = by, at, at + LIFE
    invitation.save()
    note(invitation.actor, AccessAction.INVITED, person=masked(invitation.email), at=at, role=invitation.role, by=by)
    tell(invitation.actor, kind, [invitation.email], key=f"einladung-{invitation.pk}-1", at=at, invitation=invitation, round=1)
    return invitation


@transaction.atomic
def resend(invitation, *, at):
    """Another mail with another link; the old link is dead, and the time begins anew."""
    invitation = _locked(invitation)
    if invitation.state not in (InvitationState.OPEN, InvitationState.DECLINED):
        raise OperationRefused(_("This invitation was accepted or revoked. Please write a new one."))
    last = invitation.mails.order_by("-due_at").first()
    if last and last.due_at > at - PAUSE:
        raise OperationRefused(_("The last mail went out a moment ago. Please wait for ten minutes."))
    if (
        invitation.state == InvitationState.DECLINED
        and Invitation.objects.filter(actor=invitation.actor, email=invitation.email, state=InvitationState.OPEN).exists()
    ):
        raise OperationRefused(_("%(email)s has a newer invitation.") % {"email": invitation.email})
    invitation.round += 1
    invitation.state, invitation.settled_at, invitation.expires_at = InvitationState.OPEN, None, at + LIFE
    invitation.save(update_fields=["round", "state", "settled_at", "expires_at"])
    key = f"einladung-{invitation.pk}-{invitation.round}"
    tell(invitation.actor, AccessMailKind.INVITATION, [invitation.email], key=key, at=at, invitation=invitation, round=invitation.round)
    return invitation


@transaction.atomic
def revoke(invitation, *, by, at):
    invitation = _locked(invitation)
    if invitation.state == InvitationState.ACCEPTED:
        raise OperationRefused(_("The invitation was accepted in the meantime. You can end the access instead."))
    if invitation.state == InvitationState.REVOKED:
        return invitation
    _settle(invitation, InvitationState.REVOKED, at)
    note(invitation.actor, AccessAction.REVOKED, person=masked(invitation.email), at=at, role=invitation.role, by=by)
    return invitation


@transaction.atomic
def accept(invitation, user, *, at):
    """The person of that very address takes it."""
    invitation = _locked(invitation)
    if not invitation.is_open(at):
        raise OperationRefused(_("This invitation has ended in the meantime."))
    if user.email.lower() != invitation.email or not user.is_active:
        raise OperationRefused(_("This invitation is for another e-mail address than that of your account."))
    claim = getattr(invitation, "claim", None)
    give_membership(invitation.actor, user, MemberRole(invitation.role), by=invitation.made_by, at=at, proof=claim.proof if claim else "")
    invitation.accepted_by = user
    _settle(invitation, InvitationState.ACCEPTED, at)
    others = [member.user.email for member in owners_of(invitation.actor) if member.user_id != user.pk]
    tell(invitation.actor, AccessMailKind.JOINED, others, key=f"neu-{invitation.pk}", at=at, invitation=invitation)
    return invitation


@transaction.atomic
def accept_with_new_account(invitation, *, first_name, last_name, password, at):
    """Make the account of that address, which the link has proven, and accept. `password` may be "": then one signs in by code. Returns the user."""
    invitation = _locked(invitation)
    users = get_user_model().objects
    if users.filter(email__iexact=invitation.email).exists():
        raise OperationRefused(_("There is an account with this address by now. Please sign in and accept then."))
    user = users.create_user(invitation.email, password or None, first_name=first_name, last_name=last_name)
    accept(invitation, user, at=at)
    return user


@transaction.atomic
def decline(invitation, *, at):
    """The invited person doesn't want to, or doesn't work there."""
    invitation = _locked(invitation)
    if not invitation.is_open(at):
        raise OperationRefused(_("This invitation has ended in the meantime."))
    _settle(invitation, InvitationState.DECLINED, at)
    return invitation


def _locked(invitation):
    lock(invitation.actor)
    return Invitation.objects.select_related("actor", "made_by", "claim").get(pk=invitation.pk)


def _settle(invitation, state, at):
    invitation.state, invitation.settled_at = state, at
    invitation.save(update_fields=["state", "settled_at", "accepted_by"])
