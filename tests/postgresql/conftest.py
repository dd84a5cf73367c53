"""What only a server with several writers can show. Left out of the run on SQLite, where one writer waits for the other (`tests/__main__.py`)."""

import threading

import pytest
from django.db import connection, connections


def pytest_collection_modifyitems(items, config):
    if connection.vendor != "postgresql":
        here = [item for item in items if "tests/postgresql" in item.path.as_posix()]
        config.hook.pytest_deselected(items=here)
        items[:] = [item for item in items if item not in here]


@pytest.fixture
def at_once():
    """`at_once(f, g, …)`: run functions in threads of their own that begin together; their results in order. What one raises is raised."""

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
