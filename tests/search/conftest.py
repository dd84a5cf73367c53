"""An index of its own for each test, in a folder that nobody else writes."""

import pytest


@pytest.fixture(autouse=True)
def _index(index_place):
    pass


@pytest.fixture(autouse=True)
def _no_terms_of_other_tests():
    from search.suggestions.terms import forget_terms

    forget_terms()


@pytest.fixture
def index(db):
    """An index, and `index()` brings it up to date like the worker does."""
    from search.pipeline import rebuild
    from search.pipeline.drain import drain_all

    rebuild()
    return drain_all
