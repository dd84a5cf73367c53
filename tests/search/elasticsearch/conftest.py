import os

import pytest


@pytest.fixture
def search_server(index_place):
    """Address of the server on which this test's index lies; such tests run on servers only (`tests.stacks`)."""
    return os.environ["TEST_SEARCH_SERVER"]


@pytest.fixture
def prefix(index_place):
    return index_place.partition("?")[0].rpartition("/")[2]
