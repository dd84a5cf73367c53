"""Mails through a real worker to a real mail server: it dies, it is away, it refuses, it is protected from too much."""

import time

import icalendar
import pytest

from .conftest import wait_until
from .smtp import Sink, free_port

WRITE = """
from events.enums import MailKind
from events.mails import tell
from tests.factories import MeetingFactory, RegistrationFactory
import datetime as dt
from django.utils import timezone
start = timezone.now() + dt.timedelta(days=30)
meeting = MeetingFactory(name='Länder – Städte', registration='hier', starts_at=start, contact_email='ada@muster.example')
for number in range({number}):
    tell(RegistrationFactory(meeting=meeting, email=f'p{{number}}@beispiel.example', confirmed_at=timezone.now()), MailKind.CONFIRMED)
"""
HOUR_LATER = """
import datetime as dt
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from events.models import Mail
from portal.jobs.models import WorkerProcess
hour = dt.timedelta(hours=1)
DBTaskResult.objects.update(started_at=F('started_at') - hour)
WorkerProcess.objects.update(seen_at=F('seen_at') - hour)
Mail.objects.filter(claimed_at__isnull=False).update(claimed_at=F('claimed_at') - hour)
"""
SENT = "select count(*) from events_mail where state = 'sent'"


@pytest.fixture
def port(machine):
    port = free_port()
    machine.env |= {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEFAULT_FROM_EMAIL": "Portal <post@portal.example>",
        "BASE_URL": "http://localhost",
    }
    return port


@pytest.fixture
def sink(port):
    sink = Sink(port).start()
    yield sink
    sink.stop()


def write(machine, number):
    """Returns the addresses."""
    machine.shell(WRITE.format(number=number))
    return [f"p{number}@beispiel.example" for number in range(number)]


def kill(worker):
    worker.kill()
    worker.wait(10)


def test_a_mail_arrives_as_mail_programs_read_it(machine, sink):
    write(machine, 1)
    machine.start("worker")
    wait_until(lambda: sink.accepted)

    [(_when, _address, message)] = sink.accepted

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert not any(part.defects for part in message.walk())
    assert (message["Subject"], message["From"], message["Reply-To"]) == (
        "Sie sind angemeldet: Länder – Städte",
        "Portal <post@portal.example>",
        "ada@muster.example",
    )
    assert message["Message-ID"].endswith("@portal.example>")
    assert "Ihre Anmeldung ist bestätigt." in message.get_body(("plain",)).get_content()
    entry = message.get_body(("plain",)) and next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    body = entry.get_payload(decode=True)
    assert body.count(b"\n") == body.count(b"\r\n")
    assert (entry.get_param("method"), icalendar.Calendar.from_ical(body)["METHOD"]) == ("REQUEST", "REQUEST")


def test_a_worker_killed_in_the_middle_of_sending_sends_every_mail_once(machine, sink):
    addresses = write(machine, 6)
    sink.slow = 0.5
    worker = machine.start("worker")
    wait_until(lambda: len(sink.accepted) >= 2 and sink.reading, pause=0.02)

    kill(worker)
    wait_until(lambda: not sink.reading)
    held = machine.value("select count(*) from events_mail where state = 'sending'")
    machine.shell(HOUR_LATER)
    machine.start("worker")

    wait_until(lambda: machine.value(SENT) == 6)
    assert held == 1
    assert sorted(sink.addresses) == addresses


def test_a_mail_that_was_accepted_in_the_moment_the_worker_died_is_the_same_mail(machine, sink):
    write(machine, 1)
    sink.late = 60
    worker = machine.start("worker")
    wait_until(lambda: sink.accepted, pause=0.02)

    kill(worker)
    sink.late = 0
    machine.shell(HOUR_LATER)
    machine.start("worker")

    wait_until(lambda: machine.value(SENT) == 1)
    assert sink.addresses == ["p0@beispiel.example"] * 2
    assert len(set(sink.names)) == 1


def test_mails_wait_for_a_server_that_is_away(machine, port):
    addresses = write(machine, 3)
    machine.start("worker")
    wait_until(lambda: machine.value("select count(*) from events_mail where error like '%nicht erreichbar%'"))
    wait_until(lambda: machine.sql("select min(state), max(state), max(attempts) from events_mail") == ("queued", "queued", 0))

    sink = Sink(port).start()
    try:
        wait_until(lambda: machine.value(SENT) == 3)
    finally:
        sink.stop()

    assert sorted(sink.addresses) == addresses
    assert machine.value("select max(error) from events_mail") == ""


def test_a_refused_address_has_failed_with_the_reason_and_keeps_nobody(machine, sink):
    write(machine, 3)
    sink.refused = {"p1@beispiel.example"}

    machine.start("worker")

    wait_until(lambda: machine.value("select count(*) from events_mail where state in ('sent', 'failed')") == 3)
    assert sorted(sink.addresses) == ["p0@beispiel.example", "p2@beispiel.example"]
    assert machine.value("select error from events_mail where state = 'failed'") == "Die Adresse wurde abgelehnt: 550 5.1.1 user unknown"


def test_no_more_is_sent_in_a_minute_than_the_limit_allows(machine, sink):
    machine.env["MAILS_A_MINUTE"] = "3"
    write(machine, 5)
    machine.start("worker")
    wait_until(lambda: machine.value(SENT) == 3)

    time.sleep(16)  # the clock of the worker has looked after mails meanwhile
    held = len(sink.accepted)
    machine.shell(HOUR_LATER)

    wait_until(lambda: machine.value(SENT) == 5)
    assert held == 3
    assert len(set(sink.names)) == 5


def test_two_workers_send_every_mail_once(machine, sink):
    addresses = write(machine, 20)
    sink.slow = 0.1

    for _worker in range(2):
        machine.start("worker")

    wait_until(lambda: machine.value(SENT) == 20)
    assert sorted(sink.addresses) == sorted(addresses)
