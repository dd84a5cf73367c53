"""Back to the index that was live before the last rebuild, for when the new one turns out to be wrong."""

import logging
from dataclasses import dataclass

from ..engines import get_engine
from .rebuild import SWITCH_WAIT
from .verify import Differences, repair, verify

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class RolledBack:
    generation: str
    mended: Differences
    """What had changed since it was live before; it is on its way through the outbox or done."""


def roll_back() -> RolledBack:
    """Raises `IndexMissing` without a former index that fits, `WriterBusy` while a rebuild runs, `SearchUnavailable`.

    The former index lacks what was written since; once it is live that is found by comparing everything with the database.
    """
    engine = get_engine()
    with engine.building(), engine.going_back(wait=SWITCH_WAIT) as generation:
        pass
    logger.warning("The search went back to the index %s", generation)
    differences = verify()
    if differences:
        repair(differences)
    return RolledBack(generation, differences)
