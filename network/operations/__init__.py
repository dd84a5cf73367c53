"""Everything that changes a cooperation by a rule. Each is one transaction and raises `OperationRefused` with a text for the person who tried.

`by` is checked: an institution's members answer for it and change what it has confirmed, the office does so for all; None is the link in a mail
(`speaking`). The cooperation's row is the lock for all its partners; whoever needs an institution's row too takes that first.
"""

from directory.errors import OperationRefused

from .answering import confirm_partner, decline_partner, leave, note_remark, settle_remark
from .asking import ask_all_again, ask_partner
from .counting import recount, recount_of
from .good_practice import choose_good_practice, unchoose_good_practice
from .partners import add_partner, change_role, remove_partner
from .proposing import overlapping, propose
from .running import end_cooperation, still_running
from .updating import Updated, fields_for, update

__all__ = [
    "OperationRefused",
    "Updated",
    "add_partner",
    "ask_all_again",
    "ask_partner",
    "change_role",
    "choose_good_practice",
    "confirm_partner",
    "decline_partner",
    "end_cooperation",
    "fields_for",
    "leave",
    "note_remark",
    "overlapping",
    "propose",
    "recount",
    "recount_of",
    "remove_partner",
    "settle_remark",
    "still_running",
    "unchoose_good_practice",
    "update",
]
