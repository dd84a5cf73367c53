import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from mailing import sending
from portal.accounts import mails
from portal.accounts.mails.words import WORDS
from portal.accounts.models import AccountMail, SharedLimit
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


@pytest.fixture
def person():
    user = UserFactory(email="aenne@example.org", first_name="Änne")
    user.set_password("richtig-langes-wort")
    user.save()
    return user


def test_somebody_signs_in_and_out(client, person):
    client.post("/konto/login/", {"login": "AENNE@example.org", "password": "richtig-langes-wort"})
    html = client.get("/konto/password/change/").content.decode()
    assert "Änne" in html
    assert "Abmelden" in html

    client.post("/konto/logout/")

    assert "Anmelden" in client.get("/konto/login/").content.decode()


def test_a_wrong_password_is_explained_in_german_and_linked(client, person):
    html = client.post("/konto/login/", {"login": "aenne@example.org", "password": "falsch"}).content.decode()

    assert "data-form-errors" in html
    assert "Bitte noch eine Angabe prüfen" in html


def test_a_forgotten_password_is_replaced_by_a_link_in_a_german_mail(client, person):
    client.post("/konto/password/reset/", {"email": "aenne@example.org"})
    sending.send_due()
    sent = mail.outbox[0]
    link = next(line for line in sent.body.splitlines() if "/konto/password/reset/key/" in line).split("testserver")[1]
    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "ein-neues-langes-wort", "password2": "ein-neues-langes-wort"}, follow=True
    )

    assert "Ihr Link für ein neues Passwort" in sent.subject
    assert "Guten Tag," in sent.body
    assert "Der Link gilt einmal und drei Tage lang." in sent.body
    assert "Neues Passwort wählen" in form.content.decode()
    assert done.status_code == 200
    person.refresh_from_db()
    assert person.check_password("ein-neues-langes-wort")


def test_nobody_opens_an_account_alone(client):
    assert "Konten richtet das Netzwerkbüro ein" in client.get("/konto/signup/").content.decode()


def code_of(text):
    return re.search(r"^\d{8}$", text, re.MULTILINE)[0]


def test_a_code_by_mail_signs_in_without_a_password_and_is_forgotten_once_sent(client, person):
    asked = client.post("/konto/login/code/", {"email": "aenne@example.org"}, follow=True)
    sending.send_due()
    code = code_of(mail.outbox[0].body)
    client.post("/konto/login/code/confirm/", {"code": code})

    assert "Wenn es zur Adresse aenne@example.org ein Konto gibt" in asked.content.decode()
    assert mail.outbox[0].subject == f"{code} ist Ihr Code zum Anmelden"
    assert mail.outbox[0].alternatives  # in the portal's letterhead
    assert AccountMail.objects.get().data["code"] == ""
    assert client.get("/konto/").context["user"] == person


def test_nobody_learns_who_has_an_account(client, person):
    """Known, unknown and switched off: the same pages, and a mail to each address."""
    UserFactory(email="weg@example.org", is_active=False)
    said = {}
    for email in ("aenne@example.org", "fremd@example.org", "weg@example.org"):
        fresh = Client()
        answers = [
            fresh.post("/konto/login/", {"login": email, "password": "falsch-geraten"}),
            fresh.post("/konto/password/reset/", {"email": email}, follow=True),
            fresh.post("/konto/login/code/", {"email": email}, follow=True),
            fresh.post("/konto/login/code/confirm/", {"code": "00000000"}),
            fresh.get("/konto/signup/"),
        ]
        pages = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()) for answer in answers]
        said[email] = [(answer.status_code, page.replace(email, "…")) for answer, page in zip(answers, pages, strict=True)]
    sending.send_due()

    assert said["aenne@example.org"] == said["fremd@example.org"] == said["weg@example.org"]
    assert sorted(message.to[0] for message in mail.outbox) == sorted([*said] * 2)


def test_after_five_wrong_passwords_an_account_is_closed_for_all_processes_and_says_until_when(client, person, settings):
    """Counted in the database, as without Redis: no process has it in its memory."""
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_sharedlimit"}
    }
    for _attempt in range(5):
        client.post("/konto/login/", {"login": "aenne@example.org", "password": "falsch"})

    answer = Client().post("/konto/login/", {"login": "Aenne@example.org", "password": "richtig-langes-wort"}).content.decode()

    assert "Das wurde zu oft versucht. Bitte versuchen Sie es in 10 Minuten noch einmal." in answer
    assert SharedLimit.objects.exists()
    other = UserFactory(email="bela@example.org")
    other.set_password("ein-anderes-wort")
    other.save()
    client.post("/konto/login/", {"login": "bela@example.org", "password": "ein-anderes-wort"})
    assert client.get("/konto/").context["user"] == other


def test_an_address_gets_no_more_than_six_mails_of_a_kind_in_an_hour(person):
    told = [mails.tell("aenne@example.org", "login_code", at=AT, code="1") for _number in range(8)]

    assert told == [True] * 6 + [False] * 2
    assert mails.tell("aenne@example.org", "login_code", at=AT + dt.timedelta(minutes=61), code="1")


def test_a_code_that_holds_no_longer_is_not_sent(person, monkeypatch):
    mails.tell("aenne@example.org", "login_code", at=AT, code="12345678")
    monkeypatch.setattr(sending.timezone, "now", lambda: AT + dt.timedelta(minutes=16))

    sending.send_due()

    assert mail.outbox == []
    assert AccountMail.objects.get().state == "dropped"


def test_the_admin_has_no_door_of_its_own(client):
    assert client.get("/cms/login/?next=/cms/pages/").url == "/konto/login/?next=/cms/pages/"
    assert client.get("/_util/login/").url == "/konto/login/"
    assert client.get("/cms/", follow=True).redirect_chain[-1][0] == "/konto/login/?next=%2Fcms%2F"


def test_all_mails_can_be_written_in_both_languages(person):
    """Every kind, with all its values: nothing in braces is left over."""
    values = {
        "code": "12345678",
        "link": "https://x.example/konto/",
        "new_email": "neu@example.org",
        "when": "heute",
        "device": "Firefox",
        "left": "9",
    }
    values |= {"until": "1. Mai 2027"}
    for language in ("de", "en"):
        for kind in WORDS:
            mails.tell(f"{kind}@example.org", kind, language=language, **values)
    sending.send_due()

    assert len(mail.outbox) == 2 * len(WORDS)
    assert [message.subject for message in mail.outbox if "{" in message.subject + message.body] == []
    assert {message.extra_headers["Content-Language"] for message in mail.outbox} == {"de", "en"}
