"""What people do about belonging; each is one transaction, and refuses with words that whoever tried understands."""

from directory.errors import OperationRefused

from .batches import LARGEST, check_rows, drop_batch, start_batch, write_batch
from .claims import answer_claim, ask_for_access, confirm_address, grant_claim, refuse_claim, withdraw_claim
from .invitations import accept, accept_with_new_account, decline, invite, resend, revoke
from .members import change_role, end_membership, give_membership
from .retention import forget

__all__ = [
    "LARGEST", "OperationRefused", "accept", "accept_with_new_account", "answer_claim", "ask_for_access", "change_role", "check_rows", "confirm_address", "decline",
    "drop_batch", "end_membership", "forget", "give_membership", "grant_claim", "invite", "refuse_claim", "resend", "revoke", "start_batch",
    "withdraw_claim", "write_batch",
]  # fmt: skip
