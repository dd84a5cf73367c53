"""The loop that keeps the index up to date. The worker command runs it in a thread of its own; only one process writes at a time."""

import datetime as dt
import logging
import threading

from django.db import close_old_connections, connection
from django.db.utils import OperationalError
from django.utils import timezone

from .engines import get_engine
from .engines.base import ForeignIndex, IndexMissing, SearchUnavailable, WriterBusy
from .models import IndexState
from .pipeline import drain, rebuild
from .pipeline.rebuild import Stopped, end_building, settle_finished

logger = logging.getLogger(__name__)

PAUSE = 0.1  # seconds between looks into the outbox
LONGEST_PAUSE = 5.0  # while the index can't be written
TIDY_EVERY = 60.0
GIVEN_UP_AFTER = dt.timedelta(hours=1)
"""A rebuild that gave no sign of life for so long is forgotten, or the rows kept for it would pile up."""


def drain_loop(stop: threading.Event, *, pause=PAUSE) -> None:
    """Drain until `stop` is set. Builds the index when there is none. Nothing that goes wrong ends the loop; it tries again, later and later."""
    wait, problem, tidied = pause, "", 0.0
    while not stop.is_set():
        close_old_connections()
        try:
            if tidied <= 0:
                tidy(timezone.now())
                tidied = TIDY_EVERY
            rows = work(stop)
            wait, problem = (0 if rows else pause), _told("", problem)
        except Stopped:
            break
        except WriterBusy:
            wait = max(pause, 1.0)  # another worker has it; should it die, its lock is free
        except (SearchUnavailable, OperationalError) as error:
            wait, problem = min(max(wait, pause) * 2, LONGEST_PAUSE), _told(str(error), problem)
        except Exception as error:
            logger.exception("The outbox stumbled and goes on")
            wait, problem = LONGEST_PAUSE, _told(repr(error), problem)
        tidied -= max(wait, pause)
        stop.wait(wait)
    connection.close()


def work(stop) -> int:
    """One batch, or a rebuild where no index is. Returns the number of rows taken."""
    try:
        get_engine().current()
    except ForeignIndex:
        raise
    except IndexMissing as error:
        logger.warning("%s It is built now.", error)
        done = rebuild(stop=stop.is_set)
        logger.info("Built the index with %d documents in %.1f s", done.documents, done.seconds)
        return 1
    return drain().rows


def tidy(at):
    """Settle or forget a rebuild that died."""
    state = IndexState.objects.exclude(building="").first()
    if state is None:
        return
    engine = get_engine()
    try:
        with engine.building():
            forgotten = state.seen_at is None or at - state.seen_at > GIVEN_UP_AFTER
            if not settle_finished(engine) and forgotten:
                end_building()
                engine.drop_others()
                logger.warning("The rebuild of %s was given up; search_rebuild begins anew", state.building)
    except WriterBusy:
        pass  # it is alive


def _told(problem, before):
    """Say a problem once, and that it is over."""
    if problem and problem != before:
        logger.error("The search index can't be kept up to date: %s Changes wait in the outbox.", problem)
    elif before and not problem:
        logger.info("The search index is kept up to date again")
    return problem
