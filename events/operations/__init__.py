"""Everything that changes a meeting by a rule. Each is one transaction and raises `OperationRefused` with a text for the person who tried."""

from directory.errors import OperationRefused

from .cancelling import cancel, reinstate
from .repeating import lay_out, repeat

__all__ = ["OperationRefused", "cancel", "lay_out", "reinstate", "repeat"]
