"""A cluster of three nodes that loses one under load: no page fails, no change is lost, the index equals the database."""

import json
import os
import signal
import threading
import time
import urllib.request

import pytest

from tests.servers.base import Unavailable, free_port
from tests.servers.elasticsearch import cluster

from .conftest import wait_until
from .test_search_worker import ALL_DONE, IDLE, MAKE, change, check_equal

NUMBER = 1500
NOTICE = "Die Suche macht gerade Pause"
PATIENCE = 0.8
"""Seconds that a page waits for the cluster, as `SEARCH_URL` has them by default."""
LOAD_SECONDS = 12


@pytest.fixture
def nodes():
    try:
        with cluster(3) as nodes:
            yield nodes
    except Unavailable as error:
        pytest.skip(f"Elasticsearch: {error}")


class Visitors:
    """Search without a pause from several places. `pages`: (when it was asked for, seconds, what came)."""

    def __init__(self, address, number=3):
        self.address, self.pages, self._stop = address, [], threading.Event()
        self._threads = [threading.Thread(target=self._search, args=(place,)) for place in range(number)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _search(self, place):
        number = place
        while not self._stop.is_set():
            number += 7
            started = time.monotonic()
            try:
                with urllib.request.urlopen(f"{self.address}/suche/?q=Musikschule+{number % NUMBER}", timeout=30) as answer:
                    came = "degraded" if NOTICE in answer.read().decode() else "found"
            except OSError as error:
                came = f"failed: {error}"
            self.pages.append((started, time.monotonic() - started, came))


def call(address, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=30) as answer:
        return json.load(answer)


def all_done(machine):
    return machine.value(IDLE) and machine.value(ALL_DONE)


def test_a_node_that_is_killed_costs_no_page_and_no_change(machine, nodes):
    hosts = ",".join(node.url.removeprefix("http://") for node in nodes)
    machine.env["SEARCH_URL"] = f"http://{hosts}/portal?timeout={PATIENCE}"
    machine.env["LANG"] = "C.UTF-8"
    machine.manage("collectstatic", "--no-input", "--verbosity", "0")
    machine.shell(MAKE.format(number=NUMBER))
    address = f"127.0.0.1:{free_port()}"
    machine.start("worker")
    machine.start("runserver", "--noreload", "--skip-checks", address)
    address = f"http://{address}"
    wait_until(lambda: _answers(address), seconds=180)
    wait_until(lambda: all_done(machine))
    wait_until(lambda: call(f"{nodes[0].url}/_cluster/health")["status"] == "green")
    master = call(f"{nodes[0].url}/_cat/master?format=json")[0]["node"]
    killed, *others = sorted(nodes, key=lambda node: node.name != master)

    with Visitors(address) as visitors:
        time.sleep(LOAD_SECONDS / 4)
        calm = len(visitors.pages)
        os.killpg(killed.process.pid, signal.SIGKILL)
        for number in range(LOAD_SECONDS):
            change(machine, f"n{number}", first=number * 100, last=number * 100 + 299)
            time.sleep(0.75)
    wait_until(lambda: all_done(machine))

    usual = max(seconds for _started, seconds, _came in visitors.pages[:calm])
    degraded = [seconds for _started, seconds, came in visitors.pages if came == "degraded"]
    print(
        f"{len(visitors.pages)} pages, {len(degraded)} degraded, the slowest of them {max(degraded, default=0):.2f} s, usual ones up to {usual:.2f} s"
    )
    assert [came for _started, _seconds, came in visitors.pages if came.startswith("failed")] == []
    assert max(degraded, default=0) <= PATIENCE + max(usual, 0.2)
    assert call(f"{others[0].url}/_cluster/health")["number_of_nodes"] == 2
    check_equal(machine, NUMBER)


def _answers(address):
    try:
        with urllib.request.urlopen(f"{address}/suche/?q=Musikschule", timeout=10) as answer:
            return NOTICE not in answer.read().decode()
    except OSError:
        return False
