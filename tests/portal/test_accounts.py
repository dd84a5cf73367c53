import pytest
from django.core import mail

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


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
    sent = mail.outbox[0]
    link = next(line for line in sent.body.splitlines() if "/konto/password/reset/key/" in line).split("testserver")[1]
    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"password1": "ein-neues-langes-wort", "password2": "ein-neues-langes-wort"}, follow=True
    )

    assert "Ihr Link für ein neues Passwort" in sent.subject
    assert "Guten Tag," in sent.body
    assert "Freundliche Grüße" in sent.body
    assert "Neues Passwort wählen" in form.content.decode()
    assert done.status_code == 200
    person.refresh_from_db()
    assert person.check_password("ein-neues-langes-wort")


def test_nobody_opens_an_account_alone(client):
    assert "Konten richtet das Netzwerkbüro ein" in client.get("/konto/signup/").content.decode()
