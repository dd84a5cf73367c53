"""A cache that is away or slow never costs a page."""

import socket
import time

import pytest
from django.core.cache import caches
from django.test import Client

from portal.caching.redis import ForgivingClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_at(settings):
    """`redis_at(port)`: the portal's cache is Redis there."""

    def at(port):
        there = {
            "BACKEND": "portal.caching.redis.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{port}/0",
            "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
        }
        settings.CACHES = {"default": there, "pages": there | {"KEY_PREFIX": "pages"}}
        ForgivingClient._asked_again_at = 0.0
        return caches["default"]

    yield at
    ForgivingClient._asked_again_at = 0.0


def test_without_the_server_it_is_an_empty_cache(redis_at, unused_port):
    cache = redis_at(unused_port)

    cache.set("a", 1)

    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert cache.incr("a") == 1
    assert Client().get("/einrichtungen/").status_code == 200


def test_a_server_that_never_answers_is_asked_once_and_then_left_alone(redis_at):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        cache = redis_at(silent.getsockname()[1])
        started = time.monotonic()

        answers = [cache.get(f"k{number}") for number in range(50)]

    assert answers == [None] * 50
    assert time.monotonic() - started < 3


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
