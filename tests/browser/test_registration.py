"""Registering in a real browser: a group by keyboard, without a script, the own page, every page accessible at every width."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events import operations
from events.models import Material, Question, Registration
from events.personal import links
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, MeetingFactory, SeriesFactory, registered

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Instrumentalpädagogikfachkräfteaustauschorganisationstreffen"


def soon(days):
    return timezone.now() + dt.timedelta(days=days)


@pytest.fixture
def meeting():
    made = MeetingFactory(
        here=True, name="Musik in der Kita", slug="musik", hybrid=True, series=SeriesFactory(), starts_at=soon(9), capacity_onsite=6, capacity_online=40,
        confirms_address=True, precondition="Ihre Einrichtung hat eine Zielvereinbarung.", precondition_url="https://ziel.example/", online_url="https://raum.example/",
        contact_name="Ines Radtke", contact_phone="+493023125002",
    )  # fmt: skip
    Question.objects.create(meeting=made, text="Welche Werkstatt?", kind="choice", choices="Zeiten\nRäume", is_needed=True)
    Question.objects.create(meeting=made, text="Fotos sind in Ordnung.", kind="consent")
    ActorFactory(name="Musikschule Klangwerk", slug="klangwerk")
    return made


def test_a_group_registers_by_keyboard_changes_and_cancels(open_page, meeting, settings):
    settings.FORM_PROOF, settings.FORM_SECONDS = True, (1, 3600)
    page = open_page()
    page.goto("/termine/musik/")
    page.get_by_role("link", name="Jetzt anmelden").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmeldung")

    page.get_by_label("Ihr Vor- und Nachname").focus()
    page.keyboard.type("Ines Radtke")
    page.keyboard.press("Tab")
    page.keyboard.type("ines@klangwerk")
    page.keyboard.press("Tab")
    page.keyboard.type("musik")
    expect(page.get_by_role("option", name="Musikschule Klangwerk", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_institution")).to_have_value("Musikschule Klangwerk")
    page.get_by_role("radio", name="Vor Ort").press("Space")
    page.get_by_role("button", name="Person hinzufügen").press("Enter")
    expect(page.locator("#id_person_2")).to_be_focused()
    page.keyboard.type("Birte Nowak")
    page.get_by_role("button", name="Person hinzufügen").press("Enter")
    page.keyboard.type("Kemal Öz")
    expect(page.get_by_role("button", name="3 Personen anmelden")).to_be_visible()
    page.get_by_role("button", name="Entfernen (Person 2)").press("Enter")
    expect(page.locator("#id_person_2")).to_have_value("Kemal Öz")
    expect(page.get_by_role("button", name="2 Personen anmelden")).to_be_visible()
    page.get_by_role("button", name="2 Personen anmelden").press("Enter")

    summary = page.locator("[data-form-errors]")
    expect(summary).to_be_focused()
    expect(summary.locator("li")).to_have_text(
        [
            "E-Mail-Adresse: Bitte gültige E-Mail-Adresse eingeben.",
            "Ihre Einrichtung hat eine Zielvereinbarung.: Bitte bestätigen Sie das. Ohne können Sie leider nicht teilnehmen.",
            "Welche Werkstatt?: Bitte wählen Sie etwas aus.",
            "Ihre Einwilligung: Ohne Ihre Einwilligung können wir die Anmeldung nicht annehmen.",
        ]
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_email")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(".example")
    for label in ("Ihre Einrichtung hat eine Zielvereinbarung.", "Räume", "Ich bin einverstanden"):
        page.get_by_label(label).press("Space")
    page.get_by_label("Ihr Vor- und Nachname").press("Enter")  # as people do who are used to it: the form is sent, nobody is removed

    expect(page.get_by_role("heading", level=1)).to_have_text("Noch ein Schritt")
    expect(page.locator("main")).to_contain_text("ines@klangwerk.example")
    registration = Registration.objects.get()
    assert ([each.name for each in registration.participants.all()], registration.actor.slug) == (["Ines Radtke", "Kemal Öz"], "klangwerk")

    page.goto(links.own_page(registration))
    page.get_by_role("button", name="Anmeldung bestätigen").press("Enter")
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()
    page.get_by_role("link", name="Ändern").press("Enter")
    page.get_by_role("button", name="Entfernen (Person 2)").press("Enter")
    page.get_by_role("button", name="Änderungen speichern").press("Enter")
    expect(page.get_by_text("Ihre Änderungen sind gespeichert.")).to_be_visible()
    page.get_by_role("link", name="Anmeldung absagen").press("Enter")
    page.get_by_role("button", name="Ja, absagen").press("Enter")
    expect(page.get_by_role("heading", name="Sie haben abgesagt")).to_be_visible()
    registration.refresh_from_db()
    assert (registration.state, registration.size) == ("cancelled", 1)


def test_the_proof_is_found_and_sent_so_that_nobody_needs_the_mail(open_page, settings):
    settings.FORM_PROOF = True
    meeting = MeetingFactory(here=True, slug="schnell", onsite=True, starts_at=soon(9))
    page = open_page(width=390)
    page.goto("/termine/schnell/anmeldung/")

    page.get_by_label("Ihr Vor- und Nachname").fill("Ines Radtke")
    page.get_by_label("E-Mail-Adresse").fill("ines@klangwerk.example")
    page.get_by_label("Ich bin einverstanden").check()
    page.get_by_role("button", name="Anmelden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sie sind angemeldet")
    assert Registration.objects.get(meeting=meeting).state == "confirmed"


def test_all_of_it_works_without_a_script(open_page, meeting, settings):
    settings.FORM_PROOF = True
    page = open_page(script=False, width=390)
    page.goto("/termine/musik/anmeldung/")

    page.get_by_label("Ihr Vor- und Nachname").fill("Ines Radtke")
    page.get_by_role("button", name="Person hinzufügen").click()
    page.get_by_label("Vor- und Nachname", exact=True).fill("Birte Nowak")
    page.get_by_role("button", name="Person hinzufügen").click()
    page.get_by_role("button", name="Entfernen (Person 3)").click()
    page.get_by_label("E-Mail-Adresse").fill("ines@klangwerk.example")
    page.locator("#id_institution").fill("Musikschule Klangwerk")
    for label in ("Online", "Ihre Einrichtung hat eine Zielvereinbarung.", "Räume", "Ich bin einverstanden"):
        page.get_by_label(label).first.check()
    page.get_by_role("button", name="2 Personen anmelden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Noch ein Schritt")
    registration = Registration.objects.get()
    assert (registration.size, registration.actor.slug, registration.state) == (2, "klangwerk", "pending")
    page.goto(links.own_page(registration))
    page.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()


@pytest.fixture
def pages():
    """Every page in every state that looks different, with long words: {name: path}."""
    long = MeetingFactory(
        here=True, name=LONG, hybrid=True, venue__name=LONG, series=SeriesFactory(name=LONG), organiser=ActorFactory(name=LONG), starts_at=soon(1 / 2),
        capacity_onsite=3, capacity_online=3, precondition=LONG, precondition_url="https://ziel.example/", online_url="https://raum.example/", contact_name=LONG,
        contact_phone="+493023125002", contact_email="post@klangwerk.example",
    )  # fmt: skip
    for kind in ("text", "number", "consent"):
        Question.objects.create(meeting=long, text=LONG, help=LONG, kind=kind, is_needed=kind == "text")
    Question.objects.create(meeting=long, text=LONG, kind="choice", choices=f"{LONG}\nkurz")
    Material.objects.create(meeting=long, title=LONG, url="https://klangwerk.example/", audience="dabei")
    fields = {"institution": LONG, "takes_part": "online", "precondition_met": True, "accessibility_needs": LONG}
    confirmed = registered(long, size=2, name=LONG, email=f"{LONG[:40]}@klangwerk.example".replace("ä", "a"), **fields)
    full = MeetingFactory(here=True, onsite=True, capacity_onsite=1, starts_at=soon(5), confirms_address=True)
    pending = registered(full)
    full.confirms_address = False
    full.save()
    waiting = registered(full)
    offered_meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1, starts_at=soon(5))
    first, offered = registered(offered_meeting), registered(offered_meeting)
    operations.withdraw(first)
    over = registered(MeetingFactory(here=True, onsite=True, starts_at=soon(2)))
    type(over.meeting).objects.filter(pk=over.meeting.pk).update(starts_at=soon(-2), ends_at=soon(-1.9))
    closed = MeetingFactory(here=True, onsite=True, starts_at=soon(5), closes_at=soon(-1))
    own = {name: links.own_page(each) for name, each in {"confirmed": confirmed, "pending": pending, "waiting": waiting, "offered": offered, "cancelled": first, "over": over}.items()}  # fmt: skip
    return {
        "meeting": long.get_absolute_url(),
        "form": f"/termine/{long.slug}/anmeldung/",
        "waiting list": f"/termine/{full.slug}/anmeldung/",
        "closed": f"/termine/{closed.slug}/anmeldung/",
        "sent": f"/termine/{long.slug}/anmeldung/gesendet/",
        "link": f"/termine/{long.slug}/anmeldung/link/",
        **own,
        "change": own["confirmed"] + "aendern/",
        "cancel": own["confirmed"] + "absagen/",
        "data": own["confirmed"] + "daten/",
        "feedback": own["over"].replace("/anmeldung/", "/rueckmeldung/"),
    }


@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True), (1280, False), (1280, True)])
def test_every_page_is_accessible_and_fits_the_screen(open_page, pages, width, dark):
    page = open_page(width=width, dark=dark)

    found = {}
    for name, path in pages.items():
        page.goto(path)
        found[name] = (violations(page), overflow(page))
    page.goto(pages["form"])
    page.locator("[data-register]").click()
    page.wait_for_selector("[data-form-errors]")
    found["errors"] = (violations(page), overflow(page))

    assert found == dict.fromkeys([*pages, "errors"], ([], 0))


def test_a_link_that_is_dead_leads_on(open_page, meeting):
    page = open_page(width=390)
    page.goto("/termine/musik/anmeldung/link/")
    page.get_by_label("E-Mail-Adresse").fill("ines@klangwerk.example")
    page.get_by_role("button", name="Link zuschicken").click()

    expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()
