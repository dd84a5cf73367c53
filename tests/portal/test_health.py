import datetime as dt

import pytest
from django.utils import timezone

from portal.jobs.models import WorkerProcess
from search.models import OutboxEntry
from search.pipeline import rebuild

pytestmark = pytest.mark.django_db


def test_health_is_well_when_database_index_and_worker_are(client, index_place):
    rebuild()
    now = timezone.now()
    WorkerProcess.objects.create(id="w", host="here", pid=1, started_at=now, seen_at=now)

    response = client.get("/gesund/")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "index": "ok", "worker": "ok", "outbox": "ok"})


def test_health_names_a_missing_worker_and_a_late_outbox_but_pages_go_on(client, index_place):
    rebuild()
    entry = OutboxEntry.objects.create(doc_type="actor", object_id=1)
    OutboxEntry.objects.filter(pk=entry.pk).update(created_at=timezone.now() - dt.timedelta(hours=1))

    response = client.get("/gesund/")

    assert (response.status_code, response.json()) == (200, {"database": "ok", "index": "ok", "worker": "missing", "outbox": "late"})


def test_health_answers_503_without_an_index(client, index_place):
    response = client.get("/gesund/")

    assert (response.status_code, response.json()["index"]) == (503, "unreadable")
