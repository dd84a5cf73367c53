"""“Is that your institution?” Somebody asks, proves the address, and is let in by proof or by the office."""

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import MemberRole
from directory.errors import OperationRefused
from directory.models import Membership
from directory.operations.locking import lock

from ..access_log import masked, note
from ..enums import AccessAction, AccessMailKind, ClaimState, InvitationState, Proof
from ..evidence import evidence_of, owners_of
from ..mails import tell
from ..models import Claim, Invitation
from .invitations import _settle, write_invitation

RUNNING = (ClaimState.UNCONFIRMED, ClaimState.OPEN)


@transaction.atomic
def ask_for_access(actor, *, name, email, function="", phone="", message="", at):
    """A claim, and the mail that asks whether the address is right. Asked twice it stays one claim, with one more mail an hour at most."""
    actor, email = lock(actor), email.strip().lower()
    if not actor.is_public:
        raise OperationRefused(_("This institution isn’t public. Please write to the office."))
    said = {"name": name, "function": function, "phone": phone, "message": message}
    claim = Claim.objects.filter(actor=actor, email=email, state__in=RUNNING).first()
    if claim is None:
        claim = Claim.objects.create(actor=actor, email=email, made_at=at, **said)
    elif claim.state == ClaimState.UNCONFIRMED:
        Claim.objects.filter(pk=claim.pk).update(made_at=at, **said)
    tell(actor, AccessMailKind.CONFIRM, [email], key=f"bestaetigen-{claim.pk}-{at:%Y%m%d%H}", at=at, claim=claim)
    return claim


@transaction.atomic
def confirm_address(claim, *, at):
    """Whoever has the mail asks indeed. By the institution's own address or domain it is granted at once; else the institution and the office are asked."""
    claim = _locked(claim)
    if claim.state != ClaimState.UNCONFIRMED:
        return claim
    if Membership.objects.filter(actor=claim.actor, user__email__iexact=claim.email).exists():
        raise OperationRefused(_("You work for “%(actor)s” already. Please sign in with this address.") % {"actor": claim.actor})
    claim.state, claim.confirmed_at = ClaimState.OPEN, at
    found = evidence_of(claim)
    note(claim.actor, AccessAction.CLAIMED, person=f"{claim.name} ({masked(claim.email)})", at=at)
    owners = [member.user.email for member in owners_of(claim.actor)]
    tell(claim.actor, AccessMailKind.KNOWN, owners, key=f"mitgeteilt-{claim.pk}", at=at, claim=claim)
    if found.same_address or found.proves_domain:
        return _grant(claim, Proof.ADDRESS if found.same_address else Proof.DOMAIN, at=at)
    if claim.actor.email:
        claim.asked_address = claim.actor.email.lower()
        tell(claim.actor, AccessMailKind.ASKED, [claim.asked_address], key=f"anfrage-{claim.pk}", at=at, claim=claim)
    claim.save(update_fields=["state", "confirmed_at", "asked_address"])
    return claim


@transaction.atomic
def answer_claim(claim, *, yes, at):
    """Somebody at the institution's address says whether that person belongs to it. A no leaves the decision to the office."""
    claim = _open(claim)
    if claim.answered_at:
        raise OperationRefused(_("This question was answered already."))
    claim.answered_at, claim.denied = at, not yes
    claim.save(update_fields=["answered_at", "denied"])
    return _grant(claim, Proof.ADDRESS, at=at) if yes else claim


@transaction.atomic
def grant_claim(claim, *, role, by, at):
    """The office lets somebody in."""
    if role not in MemberRole:
        raise OperationRefused(_("Please choose one of the roles."))
    return _grant(_open(claim), Proof.OFFICE, role=role, by=by, at=at)


@transaction.atomic
def refuse_claim(claim, *, reason, by, at):
    """The reason goes to the claimant by mail."""
    claim, reason = _open(claim), reason.strip()
    if not reason:
        raise OperationRefused(_("Please give a reason. The person reads it in a mail."))
    claim.state, claim.proof, claim.reason, claim.decided_at, claim.decided_by = ClaimState.REFUSED, Proof.OFFICE, reason[:1000], at, by
    claim.save(update_fields=["state", "proof", "reason", "decided_at", "decided_by"])
    note(claim.actor, AccessAction.REFUSED, person=f"{claim.name} ({masked(claim.email)})", at=at, by=by, proof=Proof.OFFICE)
    tell(claim.actor, AccessMailKind.REFUSED, [claim.email], key=f"abgelehnt-{claim.pk}", at=at, claim=claim)
    return claim


@transaction.atomic
def withdraw_claim(claim, *, at):
    claim = _locked(claim)
    if claim.state in RUNNING:
        claim.state, claim.decided_at = ClaimState.WITHDRAWN, at
        claim.save(update_fields=["state", "decided_at"])
    return claim


def _grant(claim, proof, *, at, by=None, role=None):
    """By proof one becomes responsible where nobody is, else one edits: those who are responsible decide on more."""
    if role is None:
        role = MemberRole.EDITOR if owners_of(claim.actor).exists() else MemberRole.OWNER
    for old in Invitation.objects.filter(actor=claim.actor, email=claim.email, state=InvitationState.OPEN):
        _settle(old, InvitationState.REVOKED, at)
    first, _space, last = claim.name.strip().rpartition(" ")
    invitation = Invitation(actor=claim.actor, email=claim.email, role=role, first_name=first[:150], last_name=last[:150])
    claim.invitation = write_invitation(invitation, by=by, at=at, kind=AccessMailKind.GRANTED)
    claim.state, claim.proof, claim.decided_at, claim.decided_by = ClaimState.GRANTED, proof, at, by
    claim.save()
    return claim


def _locked(claim):
    actor = lock(claim.actor)
    claim = Claim.objects.get(pk=claim.pk)
    claim.actor = actor
    return claim


def _open(claim):
    claim = _locked(claim)
    if claim.state != ClaimState.OPEN:
        raise OperationRefused(_("This request was decided or withdrawn in the meantime."))
    return claim
