"""The queue of mails: who gets one, when, how often, and what becomes of those that can't be sent."""

import datetime as dt
import smtplib
from dataclasses import replace

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.errors import OperationRefused
from events.enums import MailKind
from events.mails import send_again, tell, write_to
from events.models import Mail
from mailing import sending
from tests.events.conftest import AT
from tests.factories import MeetingFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Server(BaseEmailBackend):
    """A mail server that does what `does` says: raise an error, or take the mail."""

    is_there = True
    does = staticmethod(lambda message: None)
    got = []

    def open(self):
        if not self.is_there:
            raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, messages):
        for message in messages:
            if error := type(self).does(message):
                raise error
            self.got.append(message.to[0])


@pytest.fixture
def server(settings, at, monkeypatch):
    monkeypatch.setattr(Server, "got", [])
    monkeypatch.setattr(Server, "is_there", True)
    monkeypatch.setattr(Server, "does", staticmethod(lambda message: None))
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    return Server


@pytest.fixture
def later(monkeypatch):
    """It is so much later now."""

    def move(time):
        moment = AT.astimezone(dt.UTC) + time
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return move


def told(name="kim", kind=MailKind.CONFIRMED, **fields):
    return tell(RegistrationFactory(email=f"{name}@beispiel.example", **fields), kind, due_at=AT)


def states():
    return dict(Mail.objects.values_list("registration__email", "state"))


def test_what_is_told_is_written_with_it_and_wakes_the_worker_once_it_is_committed(django_capture_on_commit_callbacks):
    registration = RegistrationFactory()

    with django_capture_on_commit_callbacks(execute=True):
        first = tell(registration, MailKind.CONFIRMED)
        again = tell(registration, MailKind.CONFIRMED)
        tell(registration, MailKind.CHANGED, key="changed-1")
        assert not DBTaskResult.objects.filter(queue_name="mail").exists()

    assert first == again
    assert Mail.objects.count() == 2
    assert list(DBTaskResult.objects.filter(queue_name="mail").values_list("task_path", flat=True)) == ["mailing.sending.deliver"]


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_out_of_order_keeps_nobody_from_saving(monkeypatch, caplog):
    monkeypatch.setattr(sending, "_enqueue", lambda: 1 / 0)

    tell(RegistrationFactory(), MailKind.CONFIRMED)

    assert Mail.objects.values_list("state", flat=True).get() == "queued"


def test_people_without_an_address_are_told_nothing():
    assert tell(RegistrationFactory(email=""), MailKind.CONFIRMED) is None
    assert not Mail.objects.exists()


def test_a_mail_is_sent_once(server):
    told()

    sending.send_due()
    sending.send_due()

    assert server.got == ["kim@beispiel.example"]
    assert Mail.objects.values_list("state", "sent_at", "attempts", "error").get() == ("sent", AT, 1, "")


def test_what_is_due_later_waits(server, later):
    tell(RegistrationFactory(), MailKind.CONFIRMED, due_at=AT + MINUTE)

    sending.send_due()
    assert server.got == []
    later(MINUTE)
    sending.send_due()

    assert len(server.got) == 1


def test_who_sits_before_the_screen_comes_first(server):
    meeting = MeetingFactory(registration="hier")
    RegistrationFactory(meeting=meeting, email="viele@beispiel.example")
    write_to(meeting, "all", "Hinweis", "Bitte pünktlich", by=None, at=AT - MINUTE)
    told("eine")

    sending.send_due()

    assert server.got == ["eine@beispiel.example", "viele@beispiel.example"]


def test_a_server_that_is_away_costs_no_mail_an_attempt(server, later):
    told("kim"), told("alex")
    server.is_there = False

    for minutes in range(200):
        later(minutes * MINUTE)
        sending.send_due()

    assert set(Mail.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert sorted(Mail.objects.values_list("error", flat=True)) == [
        "",
        "Der Mailserver ist nicht erreichbar: ConnectionRefusedError: [Errno 111] Connection refused",
    ]

    server.is_there = True
    sending.send_due()

    assert states() == {"kim@beispiel.example": "sent", "alex@beispiel.example": "sent"}
    assert set(Mail.objects.values_list("error", flat=True)) == {""}


def test_an_address_that_is_refused_has_failed_and_keeps_nobody(server):
    told("weg"), told("kim")
    refused = smtplib.SMTPRecipientsRefused({"weg@beispiel.example": (550, b"5.1.1 <weg@beispiel.example>: user\nunknown")})
    server.does = staticmethod(lambda message: refused if message.to == ["weg@beispiel.example"] else None)

    sending.send_due()

    assert states() == {"weg@beispiel.example": "failed", "kim@beispiel.example": "sent"}
    # without the address: it would stay when the registration's is deleted
    assert Mail.objects.get(state="failed").error == "Die Adresse wurde abgelehnt: 550 5.1.1 <…>: user unknown"


def test_what_is_refused_for_now_comes_back_after_growing_pauses_until_it_has_failed(server, later):
    told(meeting__local=(2026, 12, 30, 9))
    server.does = staticmethod(lambda message: smtplib.SMTPDataError(451, b"greylisted"))
    moment, pauses = dt.timedelta(), []

    for _attempt in sending.PAUSES:
        later(moment)
        sending.send_due()
        mail = Mail.objects.get()
        pauses.append(mail.due_at - AT - moment)
        moment = mail.due_at - AT
    later(moment)
    sending.send_due()

    assert pauses == sending.PAUSES
    assert Mail.objects.values_list("state", "attempts", "error").get() == ("failed", 10, "451 greylisted")


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPSenderRefused(550, b"not you", "portal@localhost"),
        smtplib.SMTPServerDisconnected("bye"),
        smtplib.SMTPDataError(421, b"too many"),
        TimeoutError(),
    ],
)
def test_a_server_that_hangs_up_or_takes_nothing_from_us_is_left_alone_for_a_while(server, error):
    told("kim"), told("alex")
    seen = []
    server.does = staticmethod(lambda message: seen.append(message) or error)

    sending.send_due()

    assert len(seen) == 1
    assert sorted(Mail.objects.values_list("state", "attempts")) == [("queued", 0), ("queued", 1)]


def test_a_mail_that_can_not_be_written_has_failed_and_keeps_nobody(server, monkeypatch, caplog):
    told("kim")
    broken = told("kaputt", language="de", meeting__name="Kaputt")
    post = sending.POSTS[Mail]
    breaks = replace(post, compose=lambda mail, at: 1 / 0 if mail.pk == broken.pk else post.compose(mail, at))
    monkeypatch.setitem(sending.POSTS, Mail, breaks)

    sending.send_due()

    assert states() == {"kim@beispiel.example": "sent", "kaputt@beispiel.example": "failed"}
    assert "beispiel.example" not in caplog.text


def test_what_a_dead_worker_held_is_free_again_after_the_lease(server, later):
    told()
    sending.claim(AT)

    sending.look_after(AT + sending.LEASE)
    assert states() == {"kim@beispiel.example": "sending"}
    sending.look_after(later(sending.LEASE + MINUTE))
    sending.send_due()

    assert Mail.objects.values_list("state", "attempts").get() == ("sent", 2)


def test_of_two_workers_one_has_a_mail(server):
    told("kim")

    assert sending.claim(AT).registration.email == "kim@beispiel.example"
    assert sending.claim(AT) is None


def test_a_worker_that_took_longer_than_the_lease_writes_nothing_over_another(server, later):
    told()
    slow = sending.claim(AT)
    sending.look_after(AT + sending.LEASE + MINUTE)
    sending.claim(later(sending.LEASE + MINUTE))

    sending._finish(slow, "failed", error="late")

    assert Mail.objects.values_list("state", "error").get() == ("sending", "")


def test_the_limits_of_a_minute_and_an_hour_hold(server, settings, later):
    settings.MAILS_A_MINUTE, settings.MAILS_AN_HOUR = 2, 5
    for number in range(8):
        told(f"p{number}")

    sent = []
    for minutes in (0, 0, 1, 2, 3, 59, 61, 62):
        later(minutes * MINUTE)
        sending.send_due()
        sent.append(len(server.got))

    assert sent == [2, 2, 4, 5, 5, 5, 7, 8]
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


def test_the_periodic_job_wakes_the_worker_for_what_was_left_over(server, django_capture_on_commit_callbacks):
    told()
    DBTaskResult.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        sending.look_after(AT)
    with django_capture_on_commit_callbacks(execute=True):
        sending.look_after(AT)

    assert DBTaskResult.objects.filter(queue_name="mail").count() == 1


def test_the_same_mail_has_the_same_name_whenever_it_is_sent(sent):
    mail = told()
    [first] = sent()
    Mail.objects.update(state="queued")
    [second] = sent()
    mail.refresh_from_db()
    send_again(mail, by=None, at=AT)
    [third] = sent()

    names = [message.extra_headers["Message-ID"] for message in (first, second, third)]
    assert names[0] == names[1] != names[2]
    assert all(name.endswith("@localhost>") for name in names)


def test_what_waits_or_is_not_true_any_more_is_not_sent_again(at):
    mail = told()
    for state in ("queued", "sending", "dropped"):
        Mail.objects.update(state=state)
        mail.refresh_from_db()
        with pytest.raises(OperationRefused, match="lässt sich nicht noch einmal senden"):
            send_again(mail, by=None)
