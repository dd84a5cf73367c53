"""An index of its own for each test, in a folder that nobody else writes."""

import pytest

from search import engines


@pytest.fixture(autouse=True)
def index_folder(settings, tmp_path):
    """Where this test's index lies. Nothing is there at the beginning."""
    folder = tmp_path / "index"
    settings.SEARCH_URL = f"tantivy://{folder}"
    engines.get_engine.cache_clear()
    yield folder
    engines.get_engine.cache_clear()


@pytest.fixture
def index(db):
    """An index, and `index()` brings it up to date like the worker does."""
    from search.pipeline import rebuild
    from search.pipeline.drain import drain_all

    rebuild()
    return drain_all
