"""How long a slow or dead cluster is waited for: a page has so many seconds in all, and a cluster that failed is left alone for a while."""

import logging
import threading
import time

from django.core.signals import request_finished, request_started

from ..base import SearchUnavailable

logger = logging.getLogger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 20.0
"""Seconds: the first pause, and what it doubles up to while the cluster doesn't come back."""
TOLERATED = 2
"""Failures in a row: one slow answer is no reason to leave the cluster alone."""
LEAST = 0.05
"""Seconds for which it isn't worth asking."""

_page = threading.local()


def _begin(**kwargs):
    _page.waited = 0.0


def _end(**kwargs):
    _page.waited = None


request_started.connect(_begin, dispatch_uid="search.elasticsearch.patience")
request_finished.connect(_end, dispatch_uid="search.elasticsearch.patience")


def left(seconds):
    """How many of `seconds` this page has left to wait; None outside of pages."""
    waited = getattr(_page, "waited", None)
    return None if waited is None else seconds - waited


def spent(seconds):
    if getattr(_page, "waited", None) is not None:
        _page.waited += seconds


class Breaker:
    """Between a process and its cluster. After some failures nobody is let through until a pause is over, then one; the pause doubles until that one comes back."""

    def __init__(self, name):
        self._name = name
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = 0.0
        self._closed_until = 0.0

    def enter(self):
        """Raises `SearchUnavailable` while the cluster is left alone."""
        with self._lock:
            if not self._pause:
                return
            now = time.monotonic()
            if now < self._closed_until:
                raise SearchUnavailable(f"Elasticsearch at {self._name} does not answer; it is asked again in a moment.")
            self._closed_until = now + self._pause  # the others wait for this one

    def succeeded(self):
        with self._lock:
            if self._pause:
                logger.warning("Elasticsearch at %s answers again", self._name)
            self._failures, self._pause = 0, 0.0

    def failed(self, reason):
        with self._lock:
            self._failures += 1
            if self._failures <= TOLERATED:
                return
            if not self._pause:
                logger.error("Elasticsearch at %s does not answer: %s", self._name, reason)
            self._pause = min(max(self._pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
            self._closed_until = time.monotonic() + self._pause
