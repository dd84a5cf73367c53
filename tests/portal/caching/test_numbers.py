"""Numbers beside the filters of a list are counted once, until something changes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db(transaction=True)


def counting_queries(path):
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(path)
    assert response.status_code == 200
    return response.context["listing"].total, sum("COUNT(" in query["sql"] and "directory_actor" in query["sql"] for query in captured)


def test_the_second_page_of_a_list_counts_nothing_again_until_something_changes():
    ActorFactory.create_batch(21, name="Uferschule")
    ActorFactory(name="Verborgen", live=False)

    total, counted = counting_queries("/einrichtungen/")
    assert (total, counted > 0) == (21, True)
    assert counting_queries("/einrichtungen/?seite=2") == (21, 0)

    ActorFactory(name="Turmschule")
    assert counting_queries("/einrichtungen/?seite=2")[0] == 22


def test_other_words_and_filters_have_numbers_of_their_own():
    school, kita = ActorFactory(name="Uferschule"), ActorFactory(name="Ufer-Kita")

    assert counting_queries("/einrichtungen/?q=ufer")[0] == 2
    assert counting_queries("/einrichtungen/?q=kita")[0] == 1
    assert counting_queries(f"/einrichtungen/?q=ufer&art={school.kind.slug}")[0] == 1 + (school.kind == kita.kind)
