"""What a process of the server reads before the first visitor asks for it: the list of cooperations and the facts of the network's picture."""

import logging
from threading import Thread

from django.db import DatabaseError, connection
from django.utils import timezone

from . import graph
from .listing import board

logger = logging.getLogger(__name__)


def warm():
    """Some six seconds for 100,000 cooperations. Who asks meanwhile waits for the same reading."""
    try:
        board.current()
        graph.current().network(graph.Wanted(), timezone.localdate())
    except DatabaseError as error:
        logger.warning("The network couldn't be read in advance: %s", type(error).__name__)
    finally:
        connection.close()


def warm_beside() -> Thread:
    """Beside the requests; a process that ends doesn't wait for it."""
    thread = Thread(target=warm, name="network-warming", daemon=True)
    thread.start()
    return thread
