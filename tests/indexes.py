"""Where the index of a test lies: a folder of tantivy's, or a prefix of its own on the server that `tests.stacks` has started."""

import os
from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from elasticsearch import Elasticsearch


@contextmanager
def own_index(folder):
    """Sets `SEARCH_URL`. Nothing is there at the beginning, and nothing stays."""
    from search.engines import get_engine

    server = os.environ.get("TEST_SEARCH_SERVER")
    prefix = f"test-{uuid4().hex[:12]}"
    former, settings.SEARCH_URL = settings.SEARCH_URL, f"{server}/{prefix}?timeout=30" if server else f"tantivy://{folder}"
    get_engine.cache_clear()
    try:
        yield settings.SEARCH_URL
    finally:
        settings.SEARCH_URL = former
        get_engine.cache_clear()
        if server:
            _drop(server, prefix)


def _drop(server, prefix):
    with Elasticsearch(server) as client:
        if names := list(client.indices.get(index=f"{prefix}-*", features="aliases")):
            client.indices.delete(index=names)
