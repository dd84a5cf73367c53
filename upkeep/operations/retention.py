"""What is deleted when (docs/data-protection.md)."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from ..enums import BatchState, ClaimState, InvitationState
from ..links import CLAIM_LIFE
from ..models import AccessEntry, AccessMail, Claim, Invitation, InvitationBatch

KEEP_UNUSED = dt.timedelta(days=60)
"""Invitations that nobody accepted, counted from their end."""
KEEP_REFUSED = dt.timedelta(days=180)
KEEP_USED = dt.timedelta(days=365)
"""Accepted invitations and granted claims with their evidence, and all mails."""
KEEP_LOG = dt.timedelta(days=3 * 365)
KEEP_CHECKED = dt.timedelta(days=7)
"""Lists that were checked and never sent."""


@transaction.atomic
def forget(at) -> int:
    """Delete what nobody needs any more. Returns how many rows."""
    claims = Claim.objects.filter(
        Q(state=ClaimState.UNCONFIRMED, made_at__lt=at - CLAIM_LIFE)
        | Q(state__in=[ClaimState.REFUSED, ClaimState.WITHDRAWN], decided_at__lt=at - KEEP_REFUSED)
        | Q(state=ClaimState.GRANTED, decided_at__lt=at - KEEP_USED)
    )
    invitations = Invitation.objects.filter(
        Q(state=InvitationState.ACCEPTED, settled_at__lt=at - KEEP_USED)
        | Q(state=InvitationState.OPEN, expires_at__lt=at - KEEP_UNUSED)
        | Q(state__in=[InvitationState.REVOKED, InvitationState.DECLINED], settled_at__lt=at - KEEP_UNUSED)
    )
    batches = InvitationBatch.objects.filter(
        Q(state=BatchState.CHECKED, made_at__lt=at - KEEP_CHECKED) | Q(state=BatchState.DONE, made_at__lt=at - KEEP_USED)
    )
    old = [
        claims,
        invitations,
        batches,
        AccessMail.objects.filter(due_at__lt=at - KEEP_USED),
        AccessEntry.objects.filter(at__lt=at - KEEP_LOG),
    ]
    return sum(rows.delete()[0] for rows in old)
