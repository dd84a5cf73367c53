import datetime as dt

import pytest

from search.engines import get_engine
from search.engines.base import SearchQuery
from search.models import OutboxEntry
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 1)


def found(*words):
    """(type, id) of what the index finds now."""
    return [(hit.doc_type, hit.object_id) for hit in get_engine().search(SearchQuery(today=TODAY, words=words)).hits]


def test_a_new_actor_is_found_after_the_outbox_is_drained(index):
    actor = ActorFactory(name="Musikschule am See")

    assert found("Musikschule") == []
    index()
    assert found("Musikschule") == [("actor", actor.pk)]
    assert not OutboxEntry.objects.exists()
