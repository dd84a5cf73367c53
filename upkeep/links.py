"""Links of mails: signed, for one row and one purpose, and only for a while. What a link was for is done once; no GET does it.

/mitmachen/einladung/<token>/      the invited person        /mitmachen/anfrage/<token>/   who asks for access
/mitmachen/bestaetigung/<token>/   the institution's address answers whether that person belongs to it
"""

import datetime as dt

from django.core import signing
from django.urls import reverse

from .enums import ClaimState, InvitationState
from .models import Claim, Invitation

INVITATION_DAYS = 30
CLAIM_LIFE = dt.timedelta(days=7)
"""Of the link that confirms an address. Once confirmed, the link shows how the claim stands for as long as the claim is kept."""
ANSWER_LIFE = dt.timedelta(days=30)


class DeadLink(Exception):
    """Forged, damaged, or what it was for isn't there any more."""


class ExpiredLink(DeadLink):
    pass


class OlderLink(DeadLink):
    """A newer mail has the link that works."""


class UsedLink(DeadLink):
    pass


class RevokedLink(DeadLink):
    pass


def _sign(salt, text):
    return signing.TimestampSigner(salt=f"upkeep.{salt}", sep=".").sign(text)


def _read(salt, token, life=None):
    try:
        return signing.TimestampSigner(salt=f"upkeep.{salt}", sep=".").unsign(token, max_age=life)
    except signing.SignatureExpired:
        raise ExpiredLink from None
    except signing.BadSignature:
        raise DeadLink from None


def invitation_page(invitation):
    return reverse("upkeep:invitation", args=[_sign("invitation", f"{invitation.pk}-{invitation.round}")])


def find_invitation(token, at) -> Invitation:
    """The open invitation of a token. Raises `DeadLink`, or that of its kinds that says why."""
    key, _dash, round_ = _read("invitation", token).partition("-")
    found = Invitation.objects.select_related("actor__kind", "made_by").filter(pk=key).first()
    if found is None or found.actor.is_archived:
        raise DeadLink
    if found.state == InvitationState.ACCEPTED:
        raise UsedLink
    if found.state != InvitationState.OPEN:
        raise RevokedLink
    if found.round != int(round_):
        raise OlderLink
    if found.expires_at <= at:
        raise ExpiredLink
    return found


def claim_page(claim):
    return reverse("upkeep:claim", args=[_sign("claim", str(claim.pk))])


def find_claim(token, at) -> Claim:
    found = Claim.objects.select_related("actor__kind").filter(pk=_read("claim", token)).first()
    if found is None:
        raise DeadLink
    if found.actor.is_archived:
        raise DeadLink
    if found.state == ClaimState.UNCONFIRMED and found.made_at + CLAIM_LIFE <= at:
        raise ExpiredLink
    return found


def answer_page(claim):
    return reverse("upkeep:answer", args=[_sign("answer", str(claim.pk))])


def find_question(token) -> Claim:
    """The claim that somebody at the institution's address is asked about."""
    found = Claim.objects.select_related("actor__kind").exclude(asked_address="").filter(pk=_read("answer", token, ANSWER_LIFE)).first()
    if found is None or found.actor.is_archived:
        raise DeadLink
    if found.state != ClaimState.OPEN or found.answered_at:
        raise UsedLink
    return found
