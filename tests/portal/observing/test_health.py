import datetime as dt

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portal.jobs.models import WorkerProcess
from portal.observing import views
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


def test_numbers_are_for_programs_with_the_token(client, index_place, settings):
    rebuild()
    OutboxEntry.objects.create(doc_type="actor", object_id=1)

    anybody = client.get("/gesund/").json()
    wrong = client.get("/gesund/", HTTP_AUTHORIZATION="Bearer falsch").json()
    monitor = client.get("/gesund/", HTTP_AUTHORIZATION=f"Bearer {settings.METRICS_TOKEN}").json()

    assert anybody == wrong == {"database": "ok", "index": "ok", "worker": "missing", "outbox": "ok"}
    assert (monitor["workers"], monitor["outbox_pending"], monitor["outbox_failed"]) == (0, 1, 0)
    assert 0 <= monitor["outbox_lag_seconds"] < 60


def test_a_process_that_answers_is_alive_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/gesund/lebt/")

    assert (response.status_code, response.json()) == (200, {"process": "ok"})


def test_ready_is_who_can_give_pages_with_an_index_or_without(client, index_place):
    without = client.get("/gesund/bereit/")
    rebuild()
    with_index = client.get("/gesund/bereit/")

    assert (without.status_code, without.json()) == (200, {"database": "ok", "migrations": "ok", "index": "unreadable"})
    assert (with_index.status_code, with_index.json()["index"]) == (200, "ok")


def test_a_process_whose_database_lacks_migrations_is_not_ready(client, index_place, monkeypatch):
    monkeypatch.setattr(views, "_migrated", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("directory", "0009")])

    response = client.get("/gesund/bereit/")

    assert (response.status_code, response.json()["migrations"]) == (503, "missing")


def test_a_database_that_is_away_is_told(client, index_place, monkeypatch):
    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", away)

    well, prepared, alive = client.get("/gesund/"), client.get("/gesund/bereit/"), client.get("/gesund/lebt/")

    assert (well.status_code, well.json()["database"]) == (503, "unreadable")
    assert (prepared.status_code, prepared.json()["database"]) == (503, "unreadable")
    assert alive.status_code == 200


def away(self, *args):
    raise OperationalError("the connection is closed")
