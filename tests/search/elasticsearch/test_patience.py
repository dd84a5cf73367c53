"""A cluster that is slow, silent or away costs a page at most the seconds of `SEARCH_URL`, and nobody has to do anything when it is back."""

import time

import pytest
from django.test import Client

from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.engines.elasticsearch import patience
from search.models import OutboxEntry
from search.pipeline import drain, rebuild, verify
from tests.factories import ActorFactory
from tests.servers.proxy import CLOSED, OPEN, SILENT, proxy

pytestmark = pytest.mark.django_db
NOTICE = "Die Suche macht gerade Pause"
WAIT, SLACK = 0.6, 0.4
"""Seconds; the second for what a busy machine adds."""


@pytest.fixture
def way(search_server, prefix, settings, monkeypatch):
    """Between the portal and its cluster. An institution is indexed."""
    monkeypatch.setattr(patience, "SHORTEST_PAUSE", 0.3)
    ActorFactory(name="Turmschule")
    rebuild()
    with proxy(search_server) as way:
        settings.SEARCH_URL = f"http://{way.address}/{prefix}?timeout={WAIT}"
        get_engine.cache_clear()
        yield way


@pytest.fixture
def waited(monkeypatch):
    """Seconds that pages waited for the cluster, one number for each request."""
    found, spent = [], patience.spent
    monkeypatch.setattr(patience, "spent", lambda seconds: (found.append(seconds), spent(seconds)))
    return found


def page(words="Turmschule"):
    response = Client().get("/suche/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def is_found():
    return NOTICE not in page()


def warm():
    """The first page of a process reads word lists, templates and the like."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if is_found():
            return
        time.sleep(0.2)
    pytest.fail("The search does not answer at all.")


@pytest.mark.parametrize("state", [SILENT, CLOSED])
def test_a_cluster_that_is_gone_costs_some_pages_their_wait_and_the_next_ones_nothing(way, waited, state, monkeypatch):
    warm()
    monkeypatch.setattr(patience, "SHORTEST_PAUSE", 20.0)
    waited.clear()
    way.set(state)

    texts = [page() for _number in range(patience.TOLERATED + 1)]
    asked = way.requests
    others = [page() for _number in range(3)]

    assert all(NOTICE in text and "Turmschule" in text for text in (*texts, *others))  # the plain register
    assert sum(waited) < len(texts) * (WAIT + SLACK)
    assert way.requests == asked


def test_a_cluster_that_comes_back_is_found_again_by_itself(way):
    warm()
    way.set(CLOSED)
    assert not is_found()

    way.set(OPEN)

    deadline = time.monotonic() + 10
    while not is_found() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert is_found()


def test_many_slow_answers_cost_a_page_no_more_than_one(way, waited):
    warm()
    waited.clear()
    way.delay = WAIT / 2.5

    text = page("Gitarre in Pankow für Kinder")

    assert NOTICE in text
    assert len(waited) > 1
    assert sum(waited) < WAIT + SLACK


@pytest.mark.parametrize("state", [SILENT, CLOSED])
def test_of_two_hosts_one_is_enough(way, search_server, prefix, settings, state):
    server = search_server.removeprefix("http://")
    settings.SEARCH_URL = f"http://{way.address},{server}/{prefix}?timeout=2"
    get_engine.cache_clear()
    warm()
    way.set(state)

    assert [is_found() for _number in range(6)] == [True] * 6


def test_saving_goes_on_and_what_was_saved_is_indexed_later(way):
    warm()
    way.set(CLOSED)
    actor = ActorFactory(name="Uferschule")

    with pytest.raises(SearchUnavailable):
        drain()
    assert OutboxEntry.objects.filter(doc_type="actor", object_id=actor.pk).exists()
    way.set(OPEN)
    time.sleep(patience.SHORTEST_PAUSE * 2)

    assert drain().rows > 0
    assert not verify()


def test_commands_may_wait_longer_than_pages(way):
    way.delay = WAIT * 1.2

    assert get_engine().status().documents == 1
