"""One cluster, asked over all its hosts. Whatever goes wrong there becomes one of the errors of `search.engines.base`."""

import logging
import time
from collections.abc import Callable
from typing import Any

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from ..base import IndexMissing, SearchUnavailable
from . import patience
from .quick_json import SERIALIZERS

logging.getLogger("elastic_transport").setLevel(logging.CRITICAL)  # the breaker says once what that says with every attempt

OVERLOADED = {408, 429, 502, 503, 504}
READ_SECONDS = 10.0
"""For who waits for an answer outside of pages."""
PATIENT_SECONDS = 60.0
PATIENT_ATTEMPTS = 6
"""Writing: with pauses of 0.2, 0.4 … seconds between, some 6 in all: about what a cluster takes to replace a node that died."""
PAUSE = 0.2
LIMIT_STEP = 0.05
"""Seconds."""


class Cluster:
    def __init__(self, address):
        self.address = address
        self.breaker = patience.Breaker(address)
        options: dict[str, Any] = {"max_retries": 0, "connections_per_node": 20, "serializers": SERIALIZERS}
        if address.api_key:
            options["api_key"] = address.api_key
        if address.user:
            options["basic_auth"] = (address.user, address.password)
        if address.ca_certs:
            options["ca_certs"] = address.ca_certs
        self._client = Elasticsearch(list(address.hosts), **options)
        self._waiting: dict[float, Elasticsearch] = {}

    def ask(self, call: Callable[[Elasticsearch], Any]) -> Any:
        """The body of what `call(client)` answers, read within the page's time; a host that does not answer is replaced by the next."""
        self.breaker.enter()
        started = time.monotonic()
        try:
            answer = self._read(call)
        except (TransportError, ApiError) as error:
            raise self._problem(error) from error
        finally:
            patience.spent(time.monotonic() - started)
        self.breaker.succeeded()
        return answer

    def _within(self, seconds):
        """The client that waits so long, to a twentieth: each is a copy with all its parts, which takes a millisecond to make."""
        seconds = max(round(seconds / LIMIT_STEP) * LIMIT_STEP, LIMIT_STEP)
        if seconds not in self._waiting:
            self._waiting[seconds] = self._client.options(request_timeout=seconds)
        return self._waiting[seconds]

    def _read(self, call):
        left = patience.left(self.address.timeout)
        seconds = READ_SECONDS if left is None else left
        deadline = time.monotonic() + seconds
        attempts = len(self.address.hosts) + 1
        for attempt in range(1, attempts + 1):
            left = deadline - time.monotonic()
            if left < patience.LEAST:
                raise ConnectionTimeout("no time is left for this page")
            # The first host may be one that swallows everything: half of the time is kept for the next.
            limit = left if attempt == attempts or len(self.address.hosts) == 1 else max(left / 2, patience.LEAST)
            try:
                return call(self._within(limit)).body
            except (TransportError, ApiError) as error:
                if attempt == attempts or not _is_passing(error):
                    raise
        raise AssertionError("unreachable")

    def write(self, call: Callable[[Elasticsearch], Any], *, seconds=PATIENT_SECONDS) -> Any:
        """Like `ask` for who has time: tried again with growing pauses."""
        for attempt in range(1, PATIENT_ATTEMPTS + 1):
            try:
                answer = call(self._within(seconds)).body
            except (TransportError, ApiError) as error:
                if attempt == PATIENT_ATTEMPTS or not _is_passing(error):
                    raise self._problem(error) from error
                time.sleep(PAUSE * 2 ** (attempt - 1))
            else:
                self.breaker.succeeded()
                return answer
        raise AssertionError("unreachable")

    def _problem(self, error):
        if _is_passing(error):
            self.breaker.failed(_told(error))
            return SearchUnavailable(f"Elasticsearch at {self.address} does not answer: {_told(error)}")
        self.breaker.succeeded()
        if getattr(error, "status_code", None) == 404:
            return IndexMissing(f"There is no index at {self.address} yet.")
        if getattr(error, "status_code", None) in (401, 403):
            return SearchUnavailable(f"Elasticsearch at {self.address} refuses user, password or key of SEARCH_URL: {_told(error)}")
        return SearchUnavailable(f"Elasticsearch at {self.address} refuses the request: {_told(error)}")


def _is_passing(error):
    """Whether asking again may help."""
    return isinstance(error, TransportError) or error.status_code in OVERLOADED


def _told(error):
    return f"{type(error).__name__}: {error}"[:500]
