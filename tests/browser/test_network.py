"""The large picture of the network: what a keyboard does with it, and what is said where it can't be drawn."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

from directory.models import ActorKind
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, CooperationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def landscape():
    """A music school with two Kitas, a library with a museum."""
    kinds = {kind.slug: kind for kind in ActorKind.objects.all()}
    named = [
        ActorFactory(name=name, slug=slug, kind=kinds[kind])
        for slug, name, kind in (
            ("klangwerk", "Klangwerk", "musikschule"),
            ("sonne", "Kita Sonne", "kita"),
            ("mond", "Kita Mond", "kita"),
            ("leseinsel", "Leseinsel", "bibliothek"),
            ("dinge", "Museum der Dinge", "museum"),
        )
    ]
    for name, pair in (("Singende Kita", (0, 1)), ("Flötenklasse", (0, 2)), ("Lesenacht", (3, 4))):
        CooperationFactory(name=name, slug=name[:5].lower().replace("ö", "oe"), partners=[named[number] for number in pair], form="projekt")


@pytest.mark.draws_maps
def test_the_keyboard_opens_the_large_picture_finds_somebody_and_saves_it(open_page, landscape):
    page = open_page(width=390)
    page.goto("/netzwerk/")
    opener = page.get_by_role("button", name="Bild öffnen")
    opener.focus()
    page.keyboard.press("Enter")
    picture = page.get_by_role("application", name=re.compile("Großes Netzbild"))
    status = page.locator(".network__status")
    expect(picture).to_be_visible()
    expect(status).to_have_text("Einrichtungen: 5, Verbindungen: 3")
    assert (violations(page), overflow(page)) == ([], 0)

    page.get_by_label("Einrichtung", exact=True).fill("klangwerk")
    page.keyboard.press("Enter")
    expect(page.locator(".network__card")).to_contain_text("Singende Kita")
    page.get_by_label("Weg zu").fill("museum der dinge")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Kein Weg führt von der einen zur anderen.")

    with page.expect_download() as saved:
        page.get_by_role("button", name="Als SVG speichern").press("Enter")
    names = {element.text for element in ET.fromstring(Path(saved.value.path()).read_text()).iter("{http://www.w3.org/2000/svg}text")}
    assert {"Klangwerk", "Kita Sonne"} <= names

    picture.focus()
    page.keyboard.press("Escape")
    expect(picture).to_have_count(0)
    expect(opener).to_be_focused()

    page.goto("/netzwerk/?art=museum")
    page.get_by_role("button", name="Bild öffnen").press("Enter")
    expect(status).to_have_text("Einrichtungen: 2, Verbindungen: 1")


def test_without_webgl_it_is_said_where_the_button_was(open_page, landscape):
    page = open_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/netzwerk/")
    opener = page.get_by_role("button", name="Bild öffnen")

    opener.press("Enter")

    said = page.locator(".network__actions + .network__said")
    expect(said).to_contain_text("Ihr Browser kann das große Bild nicht zeichnen")
    expect(said).to_be_focused()
    expect(said).to_be_in_viewport()
    expect(opener).to_be_hidden()
    expect(page.get_by_role("img", name=re.compile("Netzbild"))).to_be_visible()
    assert violations(page) == []


def test_a_picture_that_fails_to_load_can_be_opened_again(open_page, landscape):
    page = open_page()
    page.route("**/netzwerk/daten.json", lambda route: route.fulfill(status=200, body="<!doctype html>"), times=1)
    page.goto("/netzwerk/")
    opener = page.get_by_role("button", name="Bild öffnen")

    opener.press("Enter")

    expect(page.locator(".network__said")).to_contain_text("lässt sich gerade nicht laden")
    expect(opener).to_be_enabled()
    expect(opener).to_be_focused()
