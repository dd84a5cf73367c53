"""Keeps the index equal to the database: drain the outbox, rebuild, verify, tell the state.

Order of every write: read the rows of the outbox → read the things as they are now → write the index → delete the rows. Whoever dies in between
leaves rows behind, and the next one writes the same documents again.
"""

from .drain import Drained, drain
from .rebuild import Rebuilt, rebuild
from .rollback import RolledBack, roll_back
from .status import Status, status
from .verify import Differences, repair, verify

__all__ = ["Differences", "Drained", "Rebuilt", "RolledBack", "Status", "drain", "rebuild", "repair", "roll_back", "status", "verify"]
