"""When two institutions are merged: who is invited, who asked for access, the access log and its mails."""

from django.db.models.functions import Lower

from directory.enums import MemberRole
from directory.merging import belongings
from directory.merging.steps import change, move, remove
from directory.signals import actors_merged

from .enums import InvitationState
from .models import AccessEntry, AccessMail, Claim, Invitation

STRONGER = [MemberRole.OWNER, MemberRole.EDITOR, MemberRole.VIEWER]


def register():
    belongings.register(Invitation, "actor", moves=False)
    belongings.register(Claim, "actor")
    belongings.register(AccessEntry, "actor", counted=False)
    belongings.register(AccessMail, "actor", moves=False, counted=False)
    actors_merged.connect(move_rows, dispatch_uid="upkeep.actors_merged")


def move_rows(sender, kept, gone, at, **kwargs):
    """The steps of moving invitations and mails, of which the same may stand at both."""
    return [*_move_invitations(kept, gone, at), *_move_mails(kept, gone)]


def _move_invitations(kept, gone, at):
    """Who is invited to both stays invited to the one that is kept, with the stronger role; the other invitation ends."""
    steps = []
    own = {invitation.email.lower(): invitation for invitation in Invitation.objects.filter(actor=kept, state=InvitationState.OPEN)}
    theirs = Invitation.objects.filter(actor=gone)
    both = theirs.alias(folded=Lower("email")).filter(state=InvitationState.OPEN, folded__in=own)
    for invitation in list(both):
        mine = own[invitation.email.lower()]
        if STRONGER.index(invitation.role) < STRONGER.index(mine.role):
            steps += change(Invitation.objects.filter(pk=mine.pk), {"role": invitation.role})
        ended = {"state": InvitationState.REVOKED, "settled_at": at}
        steps += change(Invitation.objects.filter(pk=invitation.pk), ended)
    return steps + move(theirs, "actor", kept)


def _move_mails(kept, gone):
    """What both were told to one address stands once."""
    told = set(AccessMail.objects.filter(actor=kept).values_list("address", "key"))
    theirs = AccessMail.objects.filter(actor=gone)
    twice = [mail.pk for mail in theirs if (mail.address, mail.key) in told]
    return remove(theirs.filter(pk__in=twice)) + move(theirs, "actor", kept)
