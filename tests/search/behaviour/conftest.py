"""One world and one index for a whole module; questions are asked as a browser asks them, of whatever engine `SEARCH_URL` names."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client

from tests.indexes import own_index


@pytest.fixture(autouse=True)
def _index():
    """Tests of behaviour only read: they share the index of their module."""


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    from search.pipeline import rebuild

    from .world import build

    with own_index(tmp_path_factory.mktemp("world") / "index"), django_db_blocker.unblock(), transaction.atomic():
        build()
        rebuild()
        yield
        transaction.set_rollback(True)


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
