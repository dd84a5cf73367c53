"""Signing in where only a browser can show it: by a passkey of the device, and by a municipality's identity provider."""

import json
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.test_style_guide import overflow, violations
from tests.factories import UserFactory
from tests.servers.base import free_port

pytestmark = pytest.mark.django_db(transaction=True)
STYLES = "cdn.jsdelivr.net"
"""The provider's own pages ask it for their looks; it gets no request."""
PASSWORD = "richtig-langes-wort"
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def leader():
    user = UserFactory(email="leitung@klangwerk.example", first_name="Ines")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_passkey_is_set_up_on_a_phone_and_opens_the_account(open_page, leader):
    page = open_page(width=390)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/konto/login/?next=/konto/zweiter-faktor/webauthn/add/")
    page.locator("input[name=login]").fill(leader.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    assert (violations(page), overflow(page)) == ([], 0)

    page.locator("form[data-passkey] button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Passkey einrichten")
    page.goto("/konto/logout/")
    page.locator("main form button[type=submit]").click()
    page.goto("/konto/login/?next=/konto/geraete/")
    page.locator("form[data-passkey] button[type=submit]").click()

    page.wait_for_url(lambda url: "login" not in url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def waited_for(address, process):
    for _attempt in range(200):
        try:
            return urllib.request.urlopen(address, timeout=5)
        except OSError:
            assert process.poll() is None
            time.sleep(0.05)
    raise AssertionError("the provider never answered")


@pytest.fixture
def provider(settings, monkeypatch):
    """The address of an identity provider with three people: a verified address, the same one not verified, and one the portal doesn't know."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    people = [
        ("ines", "leitung@klangwerk.example", True),
        ("mallory", "leitung@klangwerk.example", False),
        ("fremd", "fremd@example.org", True),
    ]
    claims = [f"--user-claims={json.dumps({'sub': sub, 'email': email, 'email_verified': proven})}" for sub, email, proven in people]
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *claims]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        waited_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration", process).close()
        app = {"provider_id": "oidc", "name": "Stadt Ottersee", "client_id": "portal", "secret": "geheim"}
        app["settings"] = {"server_url": f"http://127.0.0.1:{port}"}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield f"127.0.0.1:{port}"
        process.terminate()


CLOSED = "Konten richtet das Netzwerkbüro ein"


@pytest.mark.parametrize(("sub", "then"), [("ines", "Mein Konto"), ("mallory", CLOSED), ("fremd", CLOSED)])
def test_an_identity_provider_leads_to_the_account_with_its_verified_address(open_page, leader, provider, sub, then):
    page = open_page(hosts=[provider, STYLES])
    page.route(lambda url: STYLES in url or url == f"http://{provider}/favicon.ico", lambda route: route.fulfill(body=""))
    page.goto("/konto/login/?next=/konto/")

    page.get_by_role("button", name="Mit Stadt Ottersee anmelden").click()
    page.get_by_role("button", name=sub, exact=True).click()

    page.wait_for_url("**/konto/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(then)


def test_a_provider_that_does_not_answer_is_told(client, settings):
    app = {"provider_id": "oidc", "name": "Stadt", "client_id": "portal", "secret": "", "settings": {"server_url": "http://localhost:9"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    answer = client.post("/konto/anmeldedienst/oidc/login/")

    assert (answer.status_code, "keine brauchbare Antwort" in answer.content.decode()) == (503, True)
