"""Facets that are counted in a thread beside the one that looks for the hits."""

import datetime as dt

import pytest

from search.engines import get_engine
from search.engines.base import Document, Near, SearchQuery, Text
from search.engines.tantivy import engine as tantivy_engine
from search.enums import Matched
from search.models import IndexState
from search.pipeline import rebuild

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 1)
FEW_AND_MANY = 2100
"""More than `search.facets.MANY`, of which minor facets are left out."""

ASKED = (
    {"words": ("gitarre",)},
    {"words": ("seltene",)},
    {"words": ("gitarre",), "filters": (("day", ("mo",)),)},
    {"words": ("gitarre",), "filters": (("time", ("nachmittags",)), ("area", ("pankow",)))},
    {"words": ("seltene",), "near": Near(52.5, 13.4, 10.0)},
    {"words": ("seltene", "posaune")},
    {"words": ("posaune",)},
    {},
)


@pytest.fixture
def engine():
    rebuild()
    with get_engine().writing() as writer:
        writer.write((_offer(number) for number in range(1, FEW_AND_MANY + 1)), version=IndexState.next_version())
        writer.commit()
    return get_engine()


def _offer(number):
    name = "Seltene Gitarre" if number <= 3 else f"Gitarre {number}"
    return Document(
        doc_type="offer",
        object_id=number,
        section="angebote",
        texts={"de": Text(name)},
        sort_name=name.lower(),
        facets={"day": ("mo",) if number % 2 else ("di",), "language": ("tr",), "area": ("pankow",)},
        points=((52.5 + number / 10_000, 13.4),),
        checked_on=TODAY,
    )


def test_what_is_counted_beside_is_the_same(engine, monkeypatch):
    queries = [SearchQuery(today=TODAY, **asked) for asked in ASKED]
    in_turn = [engine.search(query) for query in queries]

    monkeypatch.setattr(tantivy_engine, "MANY_DOCUMENTS", 1)

    assert [engine.search(query) for query in queries] == in_turn


def test_another_reading_than_the_strictest_counts_its_own(engine, monkeypatch):
    monkeypatch.setattr(tantivy_engine, "MANY_DOCUMENTS", 1)

    result = engine.search(SearchQuery(today=TODAY, words=("seltene", "posaune")))

    assert (result.matched, result.total, result.counts["day"]) == (Matched.ANY, 3, {"mo": 2, "di": 1})
