"""The second factor: who may enter the admin needs one, whichever way they sign in; its secrets; recovery codes."""

import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from mailing import sending
from tests.factories import UserFactory
from tests.people import person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "richtig-langes-wort"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def office():
    return with_password(person("Netzwerkbüro", email="buero@example.org"))


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def by_password(client, user):
    return client.post("/konto/login/?next=/cms/", {"login": user.email, "password": PASSWORD})


def by_code(client, user):
    client.post("/konto/login/code/", {"email": user.email})
    sending.send_due()
    return client.post("/konto/login/code/confirm/", {"code": re.search(r"^\d{8}$", mail.outbox[-1].body, re.MULTILINE)[0]})


def by_a_door_that_knows_no_factor(client, user):
    client.force_login(user)


WAYS = [by_password, by_code, by_a_door_that_knows_no_factor]


@pytest.mark.parametrize("way", WAYS)
def test_without_a_factor_nothing_is_open_but_setting_one_up(client, office, way):
    way(client, office)

    closed = [client.get(path) for path in ("/cms/", "/cms/users/", "/", "/en/konto/daten/")]
    assert [(answer.status_code, answer.url) for answer in closed] == [(302, "/konto/zweiter-faktor/")] * 3 + [
        (302, "/en/konto/zweiter-faktor/")
    ]
    assert client.get("/cms/", headers={"HX-Request": "true"})["HX-Redirect"] == "/konto/zweiter-faktor/"
    assert client.get("/cms/api/main/pages/", headers={"Accept": "application/json"}).status_code == 403
    assert "Bitte richten Sie zuerst einen zweiten Faktor ein" in client.get("/konto/zweiter-faktor/").content.decode()
    assert client.get("/marke.css").status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_with_a_factor_nothing_is_open_before_it_is_shown(client, office, way):
    TOTP.activate(office, SECRET)
    way(client, office)

    assert client.get("/cms/").status_code == 302
    where = (
        "/konto/zweiter-faktor/authenticate/"
        if way is not by_a_door_that_knows_no_factor
        else "/konto/zweiter-faktor/reauthenticate/?next=/cms/"
    )
    assert client.post(where, {"code": "000000"}).status_code == 200
    assert client.get("/cms/").status_code == 302

    client.post(where, {"code": code()})

    assert client.get("/cms/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["", "totp/deactivate/", "webauthn/add/", "webauthn/", "recovery-codes/", "recovery-codes/generate/"])
def test_who_has_not_shown_the_factor_adds_none_and_takes_none_away(client, office, way):
    TOTP.activate(office, SECRET)
    by_a_door_that_knows_no_factor(client, office)

    answer = client.get(f"/konto/zweiter-faktor/{way}")

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/konto/zweiter-faktor/reauthenticate/")


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_admin_and_leads_to_the_recovery_codes(client, office):
    by_password(client, office)
    page = client.get("/konto/zweiter-faktor/totp/activate/")

    answer = client.post("/konto/zweiter-faktor/totp/activate/", {"code": code(page.context["form"].secret)}, follow=True)
    sending.send_due()

    codes = answer.context["unused_codes"]
    assert len(codes) == 10
    assert client.get("/cms/").status_code == 200
    assert [message.subject for message in mail.outbox] == ["In Ihrem Konto hat sich etwas geändert"]
    assert "eine App wurde als Ihr zweiter Faktor eingerichtet" in mail.outbox[0].body
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert page.context["form"].secret not in stored  # a copy of the database is no key

    fresh = Client()
    by_password(fresh, office)
    fresh.post("/konto/zweiter-faktor/authenticate/", {"code": codes[0]})
    sending.send_due()
    assert fresh.get("/cms/").status_code == 200
    assert "So viele Codes sind übrig: 9." in mail.outbox[-1].body
    again = Client()
    by_password(again, office)
    again.post("/konto/zweiter-faktor/authenticate/", {"code": codes[0]})
    assert again.get("/cms/").status_code == 302


def test_the_last_factor_stays_while_it_is_needed(client, office):
    TOTP.activate(office, SECRET)
    by_password(client, office)
    client.post("/konto/zweiter-faktor/authenticate/", {"code": code()})

    client.post("/konto/zweiter-faktor/totp/deactivate/")

    assert Authenticator.objects.filter(user=office).exists()


def test_wrong_codes_close_the_second_factor_too(client, office):
    TOTP.activate(office, SECRET)
    by_password(client, office)
    for _attempt in range(5):
        client.post("/konto/zweiter-faktor/authenticate/", {"code": "000000"})

    answer = client.post("/konto/zweiter-faktor/authenticate/", {"code": code()})

    assert "Das wurde zu oft versucht" in answer.content.decode()
    assert client.get("/cms/").status_code == 302


def test_a_coordinator_may_do_without_and_may_have_one(client):
    user = with_password(UserFactory(email="leitung@example.org"))
    by_password(client, user)
    assert client.get("/konto/").status_code == 200

    TOTP.activate(user, SECRET)
    fresh = Client()
    by_password(fresh, user)
    assert fresh.get("/konto/").status_code == 302


def test_a_secret_of_another_key_fits_no_code(office, settings):
    totp, codes = TOTP.activate(office, SECRET), RecoveryCodes.activate(office)
    old = codes.get_unused_codes()[0]
    settings.SECRET_KEY = "another"

    assert not totp.validate_code(code())
    assert not totp.validate_code(code(""))
    assert not codes.validate_code(old)

    settings.SECRET_KEY_FALLBACKS = ["only for tests"]
    assert totp.validate_code(code())


def test_the_office_resets_a_lost_factor(client, office):
    TOTP.activate(office, SECRET)
    client.force_login(office)

    call_command("reset_second_factor", "Buero@example.org", stdout=StringIO())
    sending.send_due()

    assert not Authenticator.objects.exists()
    assert client.get("/konto/").status_code == 302
    assert "vom Netzwerkbüro entfernt" in mail.outbox[0].body
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "fremd@example.org")


def test_production_can_not_do_without():
    from pathlib import Path

    assert "SECOND_FACTOR" not in Path("portal/settings/production.py").read_text()
