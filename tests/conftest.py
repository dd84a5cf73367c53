import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread that uses the database


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Caches live longer than a test's transaction."""
    from django.core.cache import cache

    cache.clear()
