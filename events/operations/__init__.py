"""Everything that changes a meeting by a rule. Each is one transaction and raises `OperationRefused` with a text for the person who tried."""

from directory.errors import OperationRefused

from .anonymising import about, anonymise, anonymise_due, erase
from .applications import Application
from .attendance import certify, check_in, mark_attendance, walk_in, write_note
from .cancelling import cancel, reinstate
from .feedback import give_feedback
from .registering import change, confirm, register, transfer, withdraw
from .repeating import lay_out, repeat
from .waiting import accept, decline, promote, settle, settle_due

__all__ = [
    "Application",
    "OperationRefused",
    "about",
    "accept",
    "anonymise",
    "anonymise_due",
    "cancel",
    "certify",
    "change",
    "check_in",
    "confirm",
    "decline",
    "erase",
    "give_feedback",
    "lay_out",
    "mark_attendance",
    "promote",
    "register",
    "reinstate",
    "repeat",
    "settle",
    "settle_due",
    "transfer",
    "walk_in",
    "withdraw",
    "write_note",
]
