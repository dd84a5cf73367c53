"""What only a server with several writers can show. Left out of the run on SQLite, where one writer waits for the other (`tests/__main__.py`)."""

from django.db import connection


def pytest_collection_modifyitems(items, config):
    if connection.vendor != "postgresql":
        here = [item for item in items if "tests/postgresql" in item.path.as_posix()]
        config.hook.pytest_deselected(items=here)
        items[:] = [item for item in items if item not in here]
