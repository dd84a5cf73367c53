"""What filters are called is kept in memory, and a change counts at once in every process."""

from contextvars import Context

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Area
from search import known
from search.facets import FACETS, Term
from search.held import held
from search.language import thesaurus
from search.models import Version
from search.vocabularies import VERSION, vocabularies
from tests.factories import AreaFactory, TopicFactory

pytestmark = pytest.mark.django_db


def names(terms):
    return [term.name for term in terms]


def test_nothing_is_read_again_until_something_changes():
    TopicFactory(name="Glas", slug="glas")
    vocabularies()

    with CaptureQueriesContext(connection) as queries:
        again = vocabularies()

    assert (len(queries), "Glas" in names(again.topics)) == (1, True)


def test_a_change_by_another_process_counts_at_once():
    topic = TopicFactory(name="Glas", slug="glas")
    before = vocabularies()
    # As another process does it: nothing of it reaches this one but the database.
    type(topic).objects.filter(pk=topic.pk).update(name="Kristall")
    Version.renew(VERSION)

    assert "Glas" in names(before.topics)
    assert "Kristall" in names(vocabularies().topics)


def test_saved_deleted_and_moved_terms_count():
    west, east = AreaFactory(name="West", slug="west"), AreaFactory(name="Ost", slug="ost")
    town = AreaFactory(name="Au", slug="au", parent=west)
    assert [(area.name, area.depth) for area in vocabularies().areas] == [("Ost", 1), ("West", 1), ("Au", 2)]

    Area.objects.get(pk=town.pk).move(Area.objects.get(pk=east.pk), "sorted-child")
    assert names(vocabularies().areas) == ["Ost", "Au", "West"]

    Area.objects.get(pk=town.pk).delete()
    assert names(vocabularies().areas) == ["Ost", "West"]


def test_a_request_sees_one_state():
    TopicFactory(name="Glas", slug="glas")

    with held():
        vocabularies()
        Context().run(TopicFactory, name="Holz", slug="holz")  # by somebody else
        during = names(vocabularies().topics)

    assert ("Holz" in during, "Holz" in names(vocabularies().topics)) == (False, True)


def test_what_a_request_changes_itself_counts_for_it_at_once():
    TopicFactory(name="Glas", slug="glas")

    with held():
        before = names(vocabularies().topics)
        TopicFactory(name="Holz", slug="holz")

        assert ("Holz" in before, "Holz" in names(vocabularies().topics)) == (False, True)


def test_a_request_asks_once_for_all_that_is_kept(django_assert_num_queries):
    TopicFactory(name="Glas", slug="glas")
    vocabularies(), known.current(), thesaurus.current()

    with django_assert_num_queries(1), held():
        vocabularies(), known.current(), thesaurus.current()


def test_a_renamed_area_is_called_so_in_filters_at_once():
    west = AreaFactory(name="West", slug="west")
    AreaFactory(name="Au", slug="au", parent=west)
    area = next(facet for facet in FACETS if facet.field == "area")
    before = area.named(["au", "west"])
    west.name = "Abend"
    west.save()

    assert before == [Term("west", "West"), Term("au", "Au", parent="west")]
    assert area.named(["au", "west"]) == [Term("west", "Abend"), Term("au", "Au", parent="west")]
    assert area.named(["au", "nirgends"]) == [Term("au", "Au")]
