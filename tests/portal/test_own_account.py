"""`/konto/`: devices, another address, a copy of one's data, leaving, and what happens to accounts that nobody uses."""

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.test import Client

from directory.errors import OperationRefused
from directory.models import ChangeProposal
from mailing import sending
from portal.accounts import devices, operations
from portal.accounts.models import AccountMail, Device, EmailChange, User
from tests.factories import ActorFactory, CooperationFactory, MembershipFactory, RegistrationFactory, UserFactory
from tests.people import person
from upkeep.models import Claim, Invitation

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
PASSWORD = "richtig-langes-wort"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"


@pytest.fixture
def user():
    user = UserFactory(email="aenne@example.org", first_name="Änne", last_name="Muster")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(user, agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    return client


OWN = ["", "name/", "geraete/", "email/", "daten/", "loeschen/", "zweiter-faktor/", "zweiter-faktor/totp/activate/", "zweiter-faktor/webauthn/",
       "zweiter-faktor/webauthn/add/", "password/change/"]  # fmt: skip


def test_own_pages_are_for_who_is_signed_in_and_in_both_languages(client, user):
    inside = signed_in(user)
    for path in OWN:
        assert client.get(f"/konto/{path}").url.startswith("/konto/login/?next="), path
        assert {inside.get(f"{prefix}/konto/{path}").status_code for prefix in ("", "/en")} == {200}, path
    assert client.get("/konto/verbinden/").status_code == 404  # no identity provider is set
    assert client.get("/konto/anmeldedienst/oidc/login/").status_code == 404


def test_what_is_unsafe_asks_for_the_password_once_more(user):
    client = Client()
    client.force_login(user)  # signed in some time ago

    asked = [
        client.get(f"/konto/{path}").url.partition("?")[0] for path in ("email/", "daten/", "loeschen/", "zweiter-faktor/totp/activate/")
    ]

    assert asked == ["/konto/reauthenticate/"] * 4


def test_devices_are_listed_in_words_and_ended(user):
    desk, phone = signed_in(user), signed_in(user, PHONE)

    page = desk.get("/konto/geraete/").content.decode()
    assert "Firefox · Linux" in page
    assert "Safari · iPhone" in page
    stranger = Device.objects.create(user=UserFactory(), session_key="x", signed_in_at=AT, used_at=AT)
    assert desk.post("/konto/geraete/", {"end": stranger.pk}).status_code == 404

    desk.post("/konto/geraete/", {"end": "others"})

    assert phone.get("/konto/").status_code == 302
    assert desk.get("/konto/").status_code == 200
    assert [device.browser for device in devices.of(user)] == ["Firefox"]


def test_a_new_password_ends_all_other_devices_and_is_told(user):
    desk, phone = signed_in(user), signed_in(user, PHONE)

    new = {"oldpassword": PASSWORD, "password1": "noch-ein-langes-wort", "password2": "noch-ein-langes-wort"}
    desk.post("/konto/password/change/", new)
    sending.send_due()

    assert (desk.get("/konto/").status_code, phone.get("/konto/").status_code) == (200, 302)
    assert "Ihr Passwort wurde geändert" in mail.outbox[0].body
    assert "Gerät: Firefox · Linux" in mail.outbox[0].body


def links():
    sending.send_due()
    return {message.to[0]: re.search(r"http://\S+?(/konto/email/\S+)", message.body)[1] for message in mail.outbox}


def test_a_new_address_holds_when_both_have_confirmed(user):
    client = signed_in(user)
    client.post("/konto/email/", {"action": "change", "email": "Neu@example.org"})
    found, anybody = links(), Client()
    anybody.get(found["neu@example.org"])
    anybody.post(found["neu@example.org"])
    user.refresh_from_db()
    assert user.email == "aenne@example.org"

    anybody.post(found["aenne@example.org"])

    user.refresh_from_db()
    assert user.email == "neu@example.org"
    assert list(user.emailaddress_set.values_list("email", "verified", "primary")) == [("neu@example.org", True, True)]
    assert anybody.post(found["aenne@example.org"]).status_code == 404
    assert AccountMail.objects.filter(kind="email_changed").get().address == "aenne@example.org"


def test_a_taken_address_is_not_told_here_and_old_links_are_dead(user):
    other = UserFactory(email="bela@example.org")
    answer = signed_in(user).post("/konto/email/", {"action": "change", "email": "bela@example.org"}, follow=True)
    change = EmailChange.objects.get()

    assert "Der Wechsel zu bela@example.org wartet" in answer.content.decode()
    assert set(AccountMail.objects.values_list("address", "kind")) == {("aenne@example.org", "email_old"), (other.email, "email_taken")}
    with pytest.raises(OperationRefused):
        operations.confirm_email_change(change, "old", at=change.asked_at + dt.timedelta(days=3))
    assert Client().get("/konto/email/erfunden/").status_code == 404


def test_a_copy_of_all_that_is_stored(user):
    MembershipFactory(user=user, actor=ActorFactory(name="Musikschule Klangwerk"))
    RegistrationFactory(email="aenne@example.org", name="Änne Muster", note="nur fürs Büro")
    house = ActorFactory(name="Haus der Bücher")
    Invitation.objects.create(actor=house, email="aenne@example.org", made_at=AT, expires_at=AT, message="Willkommen")
    Claim.objects.create(actor=house, email="aenne@example.org", name="Änne", made_at=AT, function="Leitung")
    ChangeProposal.objects.create(
        author=user, title="Haus der Bücher", model="actor", created_at=AT, office_from=AT, changes={"phone": {"new": "1"}}
    )
    CooperationFactory(partners=[house]).partners.update(answered_by=user)
    client = signed_in(user)

    page, file = client.get("/konto/daten/").content.decode(), client.get("/konto/daten/?format=json")

    stored = json.loads(file.content)
    assert "Musikschule Klangwerk" in page
    assert set(stored) == {"account", "devices", "memberships", "invitations", "claims", "access", "proposals", "answers", "registrations"}
    assert (stored["invitations"][0]["message"], stored["claims"][0]["function"]) == ("Willkommen", "Leitung")
    assert (stored["proposals"][0]["changes"], stored["answers"][0]["actor"]) == ({"phone": {"new": "1"}}, "Haus der Bücher")
    assert stored["account"][0]["email"] == "aenne@example.org"
    assert stored["memberships"][0]["actor"] == "Musikschule Klangwerk"
    assert stored["registrations"][0]["name"] == "Änne Muster"
    assert "nur fürs Büro" not in page + file.content.decode()


def test_leaving_warns_the_last_owner_tells_the_office_and_deletes(user):
    office = person("Netzwerkbüro", email="buero@example.org")
    actor = ActorFactory(name="Musikschule Klangwerk")
    MembershipFactory(user=user, actor=actor, role="owner")
    client = signed_in(user)
    assert "Eine Einrichtung hat dann niemanden mehr" in client.get("/konto/loeschen/").content.decode()
    assert "Bitte setzen Sie hier ein Häkchen" in client.post("/konto/loeschen/", {}).content.decode()

    client.post("/konto/loeschen/", {"sure": "on"})
    sending.send_due()

    assert not User.objects.filter(pk=user.pk).exists()
    assert not actor.memberships.exists()
    assert client.get("/konto/").status_code == 302
    assert [message.to[0] for message in mail.outbox if "Klangwerk" in message.body] == [office.email]
    assert [message.subject for message in mail.outbox if message.to == ["aenne@example.org"]] == ["Ihr Konto wurde gelöscht"]


def test_the_last_administrator_stays():
    boss = UserFactory(is_superuser=True)

    with pytest.raises(OperationRefused):
        operations.leave(boss, at=AT)

    UserFactory(is_superuser=True)
    operations.leave(boss, at=AT)
    assert not User.objects.filter(pk=boss.pk).exists()


def test_accounts_that_nobody_uses_are_written_to_and_deleted_a_month_later():
    long_ago = AT - dt.timedelta(days=800)
    unused = UserFactory(email="weg@example.org", last_login=long_ago)
    comes_back = UserFactory(email="da@example.org", last_login=long_ago)
    UserFactory(last_login=AT, date_joined=long_ago)
    UserFactory(last_login=long_ago, is_superuser=True)

    assert operations.warn_and_delete_unused(AT) == (2, 0)
    assert operations.warn_and_delete_unused(AT + dt.timedelta(days=29)) == (0, 0)
    User.objects.filter(pk=comes_back.pk).update(last_login=AT, warned_at=None)
    assert operations.warn_and_delete_unused(AT + dt.timedelta(days=30)) == (0, 1)
    assert not User.objects.filter(pk=unused.pk).exists()


def test_an_account_for_a_proven_address_is_made_once_and_signs_in_by_code():
    user, new = User.objects.account_for(" Neu@Example.org", first_name="Ada")
    again, still_new = User.objects.account_for("neu@example.org", first_name="Anders")

    assert (user.email, new, again, still_new, again.first_name) == ("neu@example.org", True, user, False, "Ada")
    assert not user.has_usable_password()
