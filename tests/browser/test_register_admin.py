"""One entry's whole life in the admin, clicked by an editor and a moderator: nothing of it is lost on the way."""

from datetime import time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Revision

from directory.models import Actor, Area, Location, Offer, Topic
from tests import people
from tests.factories import AreaFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db(transaction=True)


def person(group):
    client = Client()
    client.force_login(people.person(group))
    return client


class Editing:
    """What somebody does on the form of one entry."""

    def __init__(self, page):
        self.page = page

    def open(self, address):
        self.page.goto(f"/cms/register/{address}")

    def tab(self, name):
        self.page.get_by_role("tab", name=name).click()

    def save_draft(self):
        self._press(self.page.locator("footer button[type=submit]:not([name])").first)

    def press(self, action):
        """A button of the menu behind the arrow: `action-publish`, `action-submit`, or the name of a step of the review."""
        button = self.page.locator(f"footer [name='{action}'], footer [data-workflow-action-name='{action}']").first
        if not button.is_visible():
            self.page.locator("footer .w-dropdown__toggle").click()
        if action == "reject":
            button.click()
            return
        self._press(button)

    def reject(self, comment):
        self.press("reject")
        self.page.locator(".modal-content textarea").fill(comment)
        self._press(self.page.locator(".modal-content [type=submit]"))

    def _press(self, button):
        with self.page.expect_navigation():
            button.click()
        assert self.page.locator(".messages li.error").count() == 0
        self.page.locator(".messages li.success").first.wait_for()


FULL = {
    "topics": ["Musik und Instrumente"],
    "groups": ["Kinder"],
    "tags": ["Bläser", "Ferien"],
    "languages": ["de", "tr"],
    "hours": [(0, time(9), time(12)), (0, time(14), time(18))],
    "step_free": True,
}


def content():
    actor, location = Actor.objects.get(), Location.objects.get()
    return {
        "topics": [topic.name for topic in actor.topics.all()],
        "groups": [group.name for group in actor.target_groups.all()],
        "tags": sorted(actor.tags.names()),
        "languages": actor.languages,
        "hours": list(location.opening_spans.values_list("weekday", "opens", "closes")),
        "step_free": location.step_free,
    }


def write_actor(editor):
    page = editor.page
    editor.open("einrichtungen/add/")
    page.locator("#id_name").fill("Musikschule Klangwerk")
    page.locator("#id_kind").select_option(label="Musikschule")
    editor.tab("Themen und Sprachen")
    page.locator("#id_topics").get_by_label("Musik und Instrumente").check()
    page.locator("#id_target_groups").get_by_label("Kinder", exact=True).check()
    tags = page.locator(".tagit-new input")
    for tag in ("Bläser", "Ferien"):
        tags.fill(tag)
        tags.press("Enter")
    for language in ("Deutsch", "Türkisch"):
        page.locator("#id_languages").get_by_label(language, exact=True).check()
    editor.save_draft()


def write_location(editor):
    page = editor.page
    page.get_by_role("link", name="Standort anlegen").click()
    page.locator("#id_street").fill("Notenweg 12")
    page.locator("#id_postcode").fill("13187")
    page.locator("#id_municipality").fill("Berlin")
    editor.tab("Öffnungszeiten")
    for number, (opens, closes) in enumerate([("09:00", "12:00"), ("14:00", "18:00")]):
        page.get_by_role("button", name="Zeitspanne hinzufügen").click()
        page.locator(f"#id_opening_spans-{number}-weekday").select_option("0")
        page.locator(f"#id_opening_spans-{number}-opens").fill(opens)
        page.locator(f"#id_opening_spans-{number}-closes").fill(closes)
    editor.tab("Barrierefreiheit")
    page.locator("#id_step_free").select_option("true")
    editor.save_draft()


def test_an_entry_is_written_returned_published_planned_archived_and_turned_back(open_page):
    editor, moderator = Editing(open_page(client=person("Redaktion"))), Editing(open_page(client=person("Moderation")))

    # A draft with topics, tags and languages, and from its page a location with hours
    write_actor(editor)
    actor = Actor.objects.get()
    assert (actor.live, actor.slug) == (False, "musikschule-klangwerk")
    write_location(editor)
    location = Location.objects.get()
    assert (location.actor, location.is_main, content()) == (actor, True, FULL)

    # The preview shows the draft on the public page
    editor.open(f"einrichtungen/edit/{actor.pk}/")
    editor.page.get_by_role("button", name="Vorschau umschalten").click()
    preview = editor.page.frame_locator("[data-w-preview-target=iframe], #w-preview-iframe").last
    preview.get_by_role("heading", name="Musikschule Klangwerk").wait_for()
    expect(preview.locator("main")).to_contain_text("Bläser")

    # Submitted, returned with a comment, submitted again, approved
    editor.press("action-submit")
    moderator.open(f"einrichtungen/edit/{actor.pk}/")
    moderator.reject("Bitte noch eine Telefonnummer.")
    editor.open(f"einrichtungen/edit/{actor.pk}/")
    editor.tab("Kontakt")
    editor.page.locator("#id_phone").fill("030 123456")
    editor.press("action-submit")
    assert not Actor.objects.get().live
    moderator.open(f"einrichtungen/edit/{actor.pk}/")
    moderator.press("approve")
    moderator.open(f"standorte/edit/{location.pk}/")
    moderator.press("action-publish")
    actor = Actor.objects.get()
    assert (actor.live, str(actor.phone), content()) == (True, "+4930123456", FULL)
    first_version = actor.live_revision_id
    moderator.page.goto("/einrichtungen/musikschule-klangwerk/")
    assert "Notenweg 12" in moderator.page.locator("main").inner_text()

    # A change is planned and happens when its time has come
    moderator.open(f"einrichtungen/edit/{actor.pk}/")
    moderator.page.locator("#id_name").fill("Musikschule Klangwerk Mitte")
    moderator.page.get_by_role("button", name="Status umschalten").click()
    moderator.page.get_by_role("button", name="Zeitplan festlegen").click()
    moderator.page.locator("#id_go_live_at").fill((timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d %H:%M"))
    with moderator.page.expect_navigation():
        moderator.page.get_by_role("button", name="Zeitplan speichern").press("Enter")  # the calendar lies over it
    moderator.press("action-publish")
    scheduled = Revision.objects.get(approved_go_live_at__isnull=False)
    call_command("publish_scheduled")
    assert Actor.objects.get().name == "Musikschule Klangwerk"
    moment = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=scheduled.pk).update(
        approved_go_live_at=moment, content={**scheduled.content, "go_live_at": moment.isoformat()}
    )
    call_command("publish_scheduled")
    assert (Actor.objects.get().name, content()) == ("Musikschule Klangwerk Mitte", FULL)

    # Archived from the menu of the page, and restored
    moderator.open(f"einrichtungen/edit/{actor.pk}/")
    moderator.page.locator("header").get_by_role("button", name="Aktionen").click()
    moderator.page.get_by_role("link", name="Archivieren").click()
    moderator.page.get_by_role("button", name="Archivieren").click()
    moderator.page.locator(".messages li").first.wait_for()
    assert Client().get("/einrichtungen/musikschule-klangwerk/").status_code == 410
    moderator.page.locator("header").get_by_role("button", name="Aktionen").click()
    moderator.page.get_by_role("link", name="Zurückholen").click()
    moderator.page.get_by_role("button", name="Zurückholen").click()
    moderator.page.locator(".messages li").first.wait_for()
    assert Client().get("/einrichtungen/musikschule-klangwerk/").status_code == 200

    # What changed is said in words, and the first version comes back whole
    moderator.open(f"einrichtungen/history/{actor.pk}/revisions/compare/{first_version}...latest/")
    assert "Musikschule Klangwerk Mitte" in moderator.page.locator("ins").all_inner_texts()
    moderator.open(f"einrichtungen/history/{actor.pk}/revisions/{first_version}/revert/")
    moderator.press("action-publish")
    actor = Actor.objects.get()
    assert (actor.name, actor.live, str(actor.phone), actor.archived_at, content()) == (
        "Musikschule Klangwerk",
        True,
        "+4930123456",
        None,
        FULL,
    )


@pytest.fixture
def filled():
    area = AreaFactory(name="Pankow", slug="pankow-x")
    offer = OfferFactory(price_from=26, price_unit="monat")
    location = LocationFactory(actor=offer.actor, area=area)
    offer.locations.add(location)
    offer.save()
    return offer


@pytest.mark.parametrize("width", [1280, 390])
def test_the_screens_fit_and_speak_german_without_errors(open_page, filled, width):
    page = open_page(client=person("Netzwerkbüro"), width=width)
    topic, area = Topic.objects.first(), Area.objects.first()

    for address in (
        "einrichtungen/",
        "einrichtungen/add/",
        f"einrichtungen/edit/{filled.actor_id}/",
        f"einrichtungen/archive/{filled.actor_id}/",
        f"einrichtungen/history/{filled.actor_id}/",
        f"einrichtungen/usage/{filled.actor_id}/",
        f"einrichtungen/inspect/{filled.actor_id}/",
        "standorte/",
        f"standorte/edit/{filled.locations.get().pk}/",
        "angebote/",
        f"angebote/edit/{filled.pk}/",
        "mitgliedschaften/add/",
        "arten/",
        "themen/",
        f"themen/edit/{topic.pk}/",
        "zielgruppen/",
        f"gebiete/edit/{area.pk}/",
        "postleitzahlen/",
        "quellen/",
        "importe/",
    ):
        response = page.goto(f"/cms/register/{address}")
        assert response.status == 200
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, address


def test_our_own_parts_of_the_form_are_accessible(open_page, filled):
    page = open_page(client=person("Moderation"))

    for address in (f"einrichtungen/edit/{filled.actor_id}/", f"angebote/edit/{filled.pk}/", f"themen/edit/{Topic.objects.first().pk}/"):
        page.goto(f"/cms/register/{address}")
        for own in (".register-checks", ".register-related", ".register-facts", ".register-names"):
            if page.locator(own).count():
                found = Axe().run(page, context={"include": [[own]]}).response["violations"]
                assert [(violation["id"], [node["html"][:160] for node in violation["nodes"]]) for violation in found] == []


def test_the_locations_to_choose_from_follow_the_institution(open_page, filled):
    other = LocationFactory(street="Taktstraße 3")
    page = open_page(client=person("Redaktion"))
    page.goto(f"/cms/register/angebote/edit/{filled.pk}/")
    page.get_by_role("tab", name="Orte und Zeiten").click()
    page.get_by_label("Notenweg 12").wait_for()

    page.evaluate(
        "id => { const actor = document.getElementById('id_actor'); actor.value = id; actor.dispatchEvent(new Event('change', {bubbles: true})); }",
        str(other.actor_id),
    )

    page.get_by_label("Taktstraße 3").check()
    expect(page.get_by_label("Notenweg 12")).to_have_count(0)
    assert Offer.objects.get().actor == filled.actor
