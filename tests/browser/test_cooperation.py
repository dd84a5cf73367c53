"""Two institutions play a whole profile: created, asked, declined, corrected, confirmed, published, changed, ended. Mails come through a real mail server."""

import datetime as dt
import re

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from mailing import sending
from network import links
from network.models import Cooperation, CooperationPartner
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, CooperationFactory, CooperationPartnerFactory
from tests.faults.smtp import Sink, free_port
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sink(settings):
    sink = Sink(free_port()).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", sink.controller.port, False
    yield sink
    sink.stop()


@pytest.fixture
def post(sink):
    """`post()`: {address: (subject, path of the link)} of what goes out now."""

    def fetch():
        before = len(sink.accepted)
        sending.send_due()
        return {address: (message["Subject"].strip(), _path(message)) for _when, address, message in sink.accepted[before:]}

    return fetch


def _path(message):
    text = message.get_body(("plain",)).get_content()
    found = re.search(re.escape(project.WAGTAILADMIN_BASE_URL) + r"(/kooperationen/anfrage/\S+)", text)
    return found[1] if found else ""


def publish(admin):
    admin.locator("footer .w-dropdown-button").get_by_role("button").last.click()
    admin.locator("[name=action-publish]").click()
    admin.wait_for_load_state()


def test_two_institutions_play_a_whole_profile(open_page, client, post):
    school = ActorFactory(name="Grundschule am Park", slug="grundschule-am-park", email="schule@park.example")
    music = ActorFactory(name="Musikschule Klangwerk", slug="klangwerk", email="post@klangwerk.example")
    client.force_login(person("Moderation"))
    admin, phone = open_page(client=client), open_page(width=390, script=False)

    # create and ask
    admin.goto("/cms/netzwerk/kooperationen/add/")
    admin.locator("#id_name").fill("Bläserklasse")
    admin.get_by_role("button", name="Entwurf speichern").click()
    expect(
        admin.get_by_role("heading", name="Einen Partner hinzufügen").or_(admin.get_by_role("heading", name="Partner hinzufügen"))
    ).to_be_visible()
    cooperation = Cooperation.objects.get()
    for actor in (school, music):
        admin.get_by_role("button", name="Einrichtung auswählen").or_(
            admin.get_by_role("button", name=re.compile("auswählen"))
        ).first.click()
        admin.get_by_role("link", name=actor.name).click()
        admin.get_by_role("button", name="Hinzufügen").click()
        expect(admin.get_by_role("heading", name=actor.name)).to_be_visible()
    mails = post()
    assert {address: subject for address, (subject, _link) in mails.items()} == dict.fromkeys(
        ["schule@park.example", "post@klangwerk.example"], "Stimmt das? Kooperation „Bläserklasse“"
    )

    # the school declines on a phone without a script, the music school confirms
    phone.goto(mails["schule@park.example"][1])
    phone.get_by_text("Nein, wir sind nicht dabei, oder nicht so").click()
    phone.get_by_label("Grund").fill("Der Titel stimmt nicht.")
    phone.get_by_role("button", name="Ablehnen").click()
    expect(phone.get_by_role("heading", name="Sie haben abgelehnt")).to_be_visible()
    phone.goto(mails["post@klangwerk.example"][1])
    phone.get_by_role("button", name="Ja, wir sind dabei und das stimmt").click()
    expect(phone.get_by_role("heading", name="Sie haben bestätigt")).to_be_visible()
    assert [subject for subject, _link in post().values()] == ["Grundschule am Park hat abgelehnt: Kooperation „Bläserklasse“"]

    # correct, ask again, confirm
    admin.goto(f"/cms/netzwerk/kooperationen/edit/{cooperation.pk}/")
    admin.locator("#id_name").fill("Streicherklasse")
    publish(admin)
    expect(admin.get_by_text("veröffentlicht").first).to_be_visible()
    changed = post()
    assert changed["post@klangwerk.example"][0] == "Bitte neu bestätigen: Kooperation „Streicherklasse“"
    CooperationPartner.objects.update(asked_at=None)  # ten minutes later
    admin.goto(f"/cms/netzwerk/kooperationen/partners/{cooperation.pk}/")
    admin.get_by_role("button", name="Noch einmal fragen").first.click()
    again = post()
    for mails in (again, changed):
        phone.goto(next(iter(mails.values()))[1])
        expect(phone.get_by_role("heading", level=1)).to_have_text("Streicherklasse")
        phone.get_by_role("button", name="Ja, wir sind dabei und das stimmt").click()
        expect(phone.get_by_role("heading", name="Sie haben bestätigt")).to_be_visible()
    assert {subject for subject, _link in post().values()} == {"Jetzt öffentlich: Kooperation „Streicherklasse“"}
    phone.get_by_role("link", name="Zu ihrer Seite").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Streicherklasse")
    expect(phone.get_by_text("Grundschule am Park").first).to_be_visible()

    # change: warned, only a correction
    admin.goto(f"/cms/netzwerk/kooperationen/edit/{cooperation.pk}/")
    admin.locator("#id_name").fill("Streicherklassen")
    publish(admin)
    expect(admin.get_by_text("was Partner bestätigt haben: Titel").first).to_be_visible()
    admin.locator("#id_only_correction").check()
    publish(admin)
    expect(admin.get_by_text("was Partner bestätigt haben")).to_have_count(0)
    assert (post(), Cooperation.objects.get().is_public, Cooperation.objects.get().name) == ({}, True, "Streicherklassen")

    # end
    phone.goto(next(iter(again.values()))[1])
    phone.get_by_text("Nein, sie ist beendet").click()
    phone.get_by_label("Beendet am").fill("2026-07-31")
    phone.get_by_role("button", name="Die Kooperation ist beendet").click()
    expect(phone.get_by_text("Danke für die Rückmeldung. Die Kooperation ist beendet.")).to_be_visible()
    assert [subject for subject, _link in post().values()] == ["Beendet: Kooperation „Streicherklassen“"]
    assert (Cooperation.objects.get().status, Cooperation.objects.get().is_public) == ("beendet", True)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
@pytest.mark.parametrize("answer", ["offen", "bestaetigt", "abgelehnt", "ausgeschieden"])
def test_the_page_of_a_link_is_accessible_at_every_width(open_page, width, dark, answer):
    page = open_page(width=width, dark=dark)
    partner = asked(answer)
    page.goto(links.answer_page(partner))

    assert overflow(page) == 0
    assert violations(page) == []


def asked(answer):
    cooperation = CooperationFactory(
        name="Instrumentalpädagogikfachkräfteaustauschorganisation", about="<p>Alle spielen.</p>", partners=[ActorFactory(), ActorFactory()],
        summary="Eine Klasse, 24 Kinder, 24 Instrumente.", people=24, starts_on=dt.date(2024, 8, 1), contact_name="Ada Muster",
    )  # fmt: skip
    at = None if answer == "offen" else dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return CooperationPartnerFactory(cooperation=cooperation, actor__name="Grundschule am Park", answer=answer, answered_at=at, round=1)
