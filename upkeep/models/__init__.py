"""How people come to belong to institutions: invitations, claims, their mails, and the log of who was given what."""

from .access import AccessEntry
from .claims import Claim
from .invitations import Invitation, InvitationBatch
from .mails import AccessMail

__all__ = ["AccessEntry", "AccessMail", "Claim", "Invitation", "InvitationBatch"]
