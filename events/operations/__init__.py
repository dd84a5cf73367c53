"""Everything that changes a meeting by a rule. Each is one transaction and raises `OperationRefused` with a text for the person who tried."""

from directory.errors import OperationRefused

from .applications import Application
from .cancelling import cancel, reinstate
from .feedback import give_feedback
from .registering import change, confirm, register, transfer, withdraw
from .repeating import lay_out, repeat
from .waiting import accept, decline, promote, settle, settle_due

__all__ = [
    "Application",
    "OperationRefused",
    "accept",
    "cancel",
    "change",
    "confirm",
    "decline",
    "give_feedback",
    "lay_out",
    "promote",
    "register",
    "reinstate",
    "repeat",
    "settle",
    "settle_due",
    "transfer",
    "withdraw",
]
