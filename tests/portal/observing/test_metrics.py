"""Figures for Prometheus, for those who know the token only, and right with several processes."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.conf import settings as portal_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from events.enums import MailKind
from events.mails import tell
from events.models import Mail
from portal.jobs.models import PeriodicJob, WorkerProcess
from portal.observing import metrics
from search.models import OutboxEntry
from search.pipeline import rebuild
from tests.factories import ActorFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scrape(client, settings):
    """`scrape()`: {(name, labels…): value}."""

    def read():
        response = client.get("/metriken/", HTTP_AUTHORIZATION=f"Bearer {settings.METRICS_TOKEN}")
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        families = text_string_to_metric_families(response.content.decode())
        return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}

    return read


@pytest.mark.parametrize(
    "header", [{}, {"HTTP_AUTHORIZATION": "Bearer falsch"}, {"HTTP_AUTHORIZATION": "Bearer "}, {"HTTP_AUTHORIZATION": "known to the test"}]
)
def test_without_the_token_there_is_nothing(client, header):
    assert client.get("/metriken/", **header).status_code == 404


def test_without_a_token_in_the_settings_nobody_gets_in_and_nothing_is_counted(client, settings, scrape):
    before = scrape()
    settings.METRICS_TOKEN = ""
    client.get("/einrichtungen/")

    refused = client.get("/metriken/", HTTP_AUTHORIZATION="Bearer ")

    settings.METRICS_TOKEN = "known to the test"
    key = ("portal_requests_total", "GET", "einrichtungen/", "200")
    assert refused.status_code == 404
    assert scrape().get(key) == before.get(key)


def test_requests_are_counted_by_the_pattern_of_their_address(client, scrape):
    actor = ActorFactory()
    route = "einrichtungen/<slug:slug>/"
    before = scrape()

    client.get(actor.get_absolute_url())
    client.get(actor.get_absolute_url())
    client.get("/einrichtungen/gibt-es-nicht/")
    after = scrape()

    def more(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert more("portal_requests_total", "GET", route, "200") == 2
    assert more("portal_requests_total", "GET", route, "404") == 1
    assert more("portal_request_seconds_count", route) == 3
    assert not [key for key in after if actor.slug in str(key)]


def test_the_engines_time_is_counted(client, index_place, scrape):
    ActorFactory(name="Musikschule am See")
    rebuild()
    before = scrape()

    client.get("/suche/?q=Musikschule")
    after = scrape()

    key = ("portal_search_seconds_count", "search")
    assert after[key] - before.get(key, 0) >= 1
    assert not [key for key in after if "Musikschule" in str(key)]


def test_what_waits_is_told_as_it_is_now(index_place, scrape):
    rebuild()
    now = timezone.now()
    WorkerProcess.objects.create(id="w", host="here", pid=1, started_at=now, seen_at=now)
    for state, minutes in (("queued", 3), ("queued", -60), ("failed", 60), ("failed", 3 * 24 * 60), ("sent", 60)):
        tell(RegistrationFactory(), MailKind.CONFIRMED, due_at=now - dt.timedelta(minutes=minutes))
        Mail.objects.filter(pk=Mail.objects.latest("pk").pk).update(state=state)
    OutboxEntry.objects.all().delete()
    entry = OutboxEntry.objects.create(doc_type="actor", object_id=1)
    OutboxEntry.objects.filter(pk=entry.pk).update(created_at=now - dt.timedelta(minutes=2))
    PeriodicJob.objects.create(name="portal.beispiel", due_at=now - dt.timedelta(seconds=30), error="Traceback …")

    told = scrape()

    assert told["portal_up", "database"] == told["portal_up", "index"] == told["portal_workers",] == 1
    assert told["portal_outbox_pending",] == 1
    assert 120 <= told["portal_outbox_lag_seconds",] < 180
    assert (told["portal_mails", "due"], told["portal_mails", "failed"]) == (1, 1)
    assert 180 <= told["portal_mails_lag_seconds",] < 240
    assert told["portal_periodic_failed", "portal.beispiel"] == 1
    assert told["portal_periodic_late_seconds", "portal.beispiel"] >= 30


def test_an_index_that_is_away_is_told(index_place, scrape):
    assert scrape()["portal_up", "index"] == 0


def test_processes_count_together(scrape):
    before = scrape().get(("portal_requests_total", "GET", "beispiel/", "200"), 0)
    code = "import django; django.setup()\nfrom portal.observing import metrics\nmetrics.note_request('GET', 'beispiel/', 200, 0.01, 'hit')"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "METRICS_TOKEN": "x",
        "METRICS_DIR": str(portal_settings.METRICS_DIR),
        "VAR_DIR": str(portal_settings.VAR_DIR / "other"),
    }

    for _process in range(2):
        subprocess.run([sys.executable, "-c", code], env=env, cwd=portal_settings.BASE_DIR, check=True)
    metrics.note_request("GET", "beispiel/", 200, 0.01, "hit")

    assert scrape()["portal_requests_total", "GET", "beispiel/", "200"] == before + 3
