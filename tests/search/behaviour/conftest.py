"""One world and one index for a whole module; questions are asked as a browser asks them, of whatever engine `SEARCH_URL` names."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client


@pytest.fixture(autouse=True)
def _index():
    """Tests of behaviour only read: they share the index of their module."""


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    from django.conf import settings

    from search import engines
    from search.pipeline import rebuild

    from .world import build

    former, settings.SEARCH_URL = settings.SEARCH_URL, f"tantivy://{tmp_path_factory.mktemp('world') / 'index'}"
    engines.get_engine.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        rebuild()
        yield
        transaction.set_rollback(True)
    settings.SEARCH_URL = former
    engines.get_engine.cache_clear()


@pytest.fixture
def ask(world, db):
    """`ask("flöte", typ="angebote")` → titles of the first page, in their order."""

    def ask(words, **params):
        return _titles(Client().get("/suche/", {"q": words, **params}))

    return ask


@pytest.fixture
def page(world, db):
    """The page as text with its markup."""

    def page(words, **params):
        return Client().get("/suche/", {"q": words, **params}).content.decode().replace("\u00ad", "")

    return page


def _titles(response):
    assert response.status_code == 200
    found = response.content.decode().partition('<section class="related')[0]
    rows = re.findall(r'row__title"><a [^>]*>(.*?)</a>', found)
    return [unescape(re.sub(r"<[^>]+>|\u00ad", "", row)) for row in rows]
