import json
import os
import threading
from pathlib import Path

import hypothesis
import pytest

from tests import people
from tests.indexes import own_index

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread that uses the database

SERVERS = "TEST_SEARCH_SERVER" in os.environ
"""Whether this is a run on PostgreSQL and Elasticsearch."""

hypothesis.settings.register_profile("portal", deadline=None)  # how long an example takes says more about the machine than about the code
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "portal")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from tests.restoring import restoring

    with django_db_blocker.unblock(), restoring():
        yield
        _end_other_sessions()


def _end_other_sessions():
    """Of processes that a test has killed: PostgreSQL notices a moment later, and until then the database can't be dropped."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Caches live longer than a test's transaction."""
    from django.core.cache import caches

    from network.graph import state
    from network.listing import board
    from search import kept

    caches["default"].clear()
    caches["numbers"].clear()
    kept.forget_all()
    board.forget()
    state.forget()


@pytest.fixture(autouse=True)
def _german():
    """Who asks for a page in another language goes on in it."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture
def editor():
    return people.person("Redaktion")


@pytest.fixture
def moderator():
    return people.person("Moderation")


@pytest.fixture
def office():
    return people.person("Netzwerkbüro")


@pytest.fixture
def as_user(client):
    """The test's client, logged in as somebody."""

    def enter(user):
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def at_once():
    """`at_once(f, g, …)`: run functions in threads of their own that begin together; their results in order. What one raises is raised."""

    from django.db import connections

    def run(*functions):
        barrier = threading.Barrier(len(functions))
        results, errors = [None] * len(functions), []

        def work(number, function):
            try:
                barrier.wait(20)
                results[number] = function()
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=(number, function)) for number, function in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        if errors:
            raise errors[0]
        return results

    return run


@pytest.fixture
def index_place(tmp_path):
    """This test's index: its `SEARCH_URL`. Nothing is there at the beginning."""
    with own_index(tmp_path / "index") as place:
        yield place


@pytest.fixture
def index_folder(index_place, tmp_path):
    """The folder of this test's index, for what only tantivy has; such tests are left out on servers."""
    return tmp_path / "index"


def pytest_xdist_auto_num_workers(config):
    """`-n auto`: one more than there are processors, since tests wait for a browser, for processes and servers a third of their time."""
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items, config):
    """In CI, whose machine may stand still for seconds, what waits for other processes gets a second try, which the summary names.

    For the rest see `tests.stacks`.
    """
    if os.environ.get("CI"):
        for item in items:
            if item.path.parent.name in ("browser", "faults"):
                item.add_marker(pytest.mark.flaky(reruns=1))
    elsewhere = "index_folder" if SERVERS else "search_server"
    left_out = {item for item in items if elsewhere in item.fixturenames or (SERVERS and not _touches_stack(item))}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]
    if reason := os.environ.get("TEST_STACK_MISSING"):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=f"on servers: {reason}"))


def _touches_stack(item):
    return bool(
        item.get_closest_marker("django_db")
        or {"db", "transactional_db", "django_db_setup", "index_place", "search_server"} & set(item.fixturenames)
    )


def pytest_terminal_summary(terminalreporter):
    """A skipped test is said loudly; `.ci/run` fails when it reads one of these lines. So is one that passed at the second try only."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_line(f"SECOND TRY: {report.nodeid}: {str(report.longrepr).splitlines()[-1]}", yellow=True)
    reasons = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"NOT TESTED: {len(tests)} tests, such as {tests[0]}: {reason}", red=True)
    if file := os.environ.get("TEST_COUNTS_FILE"):  # see tests/__main__.py
        counts = {outcome: len(reports) for outcome, reports in terminalreporter.stats.items() if outcome}
        Path(file).write_text(json.dumps(counts))
