"""Redis where it is there. Away or slow, it costs a moment now and then and never a page."""

import logging
import time

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which nobody asks again after a failure."""


class ForgivingClient(RedisCacheClient):
    """Answers as an empty cache while Redis can't be reached."""

    _asked_again_at = 0.0

    def _try(self, instead, method, *args, **kwargs):
        if time.monotonic() < ForgivingClient._asked_again_at:
            return instead
        try:
            return method(*args, **kwargs)
        except (self._lib.ConnectionError, self._lib.TimeoutError) as error:
            ForgivingClient._asked_again_at = time.monotonic() + PAUSE
            logger.warning("The cache can't be reached, pages are made anew: %s", type(error).__name__)
            return instead

    def add(self, key, value, timeout):
        return self._try(True, super().add, key, value, timeout)

    def get(self, key, default):
        return self._try(default, super().get, key, default)

    def set(self, key, value, timeout):
        return self._try(None, super().set, key, value, timeout)

    def touch(self, key, timeout):
        return self._try(False, super().touch, key, timeout)

    def delete(self, key):
        return self._try(False, super().delete, key)

    def get_many(self, keys):
        return self._try({}, super().get_many, keys)

    def has_key(self, key):
        return self._try(False, super().has_key, key)

    def incr(self, key, delta):
        return self._try(delta, super().incr, key, delta)

    def set_many(self, data, timeout):
        return self._try(None, super().set_many, data, timeout)

    def delete_many(self, keys):
        return self._try(None, super().delete_many, keys)

    def clear(self):
        return self._try(False, super().clear)


class ForgivingRedisCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = ForgivingClient
