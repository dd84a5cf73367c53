"""Filters, the place and long lists on the result page, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from directory.models import Postcode
from search.pipeline import rebuild
from tests.factories import ActorFactory, LocationFactory

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def kitas(index_place):
    """Forty Kitas of as many operators, the first near a postcode."""
    Postcode.objects.create(code="13187", place="Berlin", lat=52.57, lon=13.41)
    for number in range(40):
        operator = ActorFactory(name=f"Träger {number:02}", slug=f"traeger-{number:02}")
        kita = ActorFactory(name=f"Kita {number:02}", operator=operator)
        LocationFactory(actor=kita, lat=52.57 + number / 100, lon=13.41)
    rebuild()


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def unfold_operators(page):
    page.locator("summary", has_text="Träger").first.click()
    page.get_by_text("Mehr anzeigen").click()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, True), (320, False)])
@pytest.mark.parametrize(
    "address", ["/suche/?q=Kita&ort=13187&km=2.5&traeger=traeger-01&traeger=traeger-00", "/suche/?ort=Nirgendwo", "/suche/filter/traeger/"]
)
def test_pages_of_the_filters_are_accessible_and_fit_the_screen(open_page, kitas, address, width, dark):
    page = open_page(width=width, dark=dark)
    page.goto(address)

    assert violations(page) == []
    assert overflow(page) == 0


def test_a_choice_applies_at_once_and_back_takes_it_away(open_page, kitas):
    page = open_page()
    page.goto("/suche/?q=Kita&ort=13187")
    page.get_by_label("bis 3 km").check()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Kita&ort=13187&km=3$"))
    expect(page.locator("h1")).to_contain_text("3 Treffer")

    page.go_back()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Kita&ort=13187$"))
    expect(page.locator("h1")).to_contain_text("5 Treffer")


def test_a_minor_filter_loads_its_choices_when_it_is_opened_and_stays_open(open_page, kitas, monkeypatch):
    monkeypatch.setattr("search.facets.MANY", 2)
    page = open_page()
    page.goto("/suche/?q=Kita&ort=13187")
    operators = page.locator("summary", has_text="Träger").first
    expect(page.get_by_label("Träger 00")).to_have_count(0)

    operators.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Träger 00")).to_be_visible()

    expect(operators).to_be_focused()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Kita&ort=13187$"))
    assert violations(page) == []
    page.get_by_label("bis 10 km").check()
    expect(page).to_have_url(re.compile(r"km=10&auf=traeger$|auf=traeger&km=10$"))
    expect(page.get_by_label("Träger 00")).to_be_visible()


def test_without_script_a_minor_filter_leads_to_its_choices(open_page, kitas, monkeypatch):
    monkeypatch.setattr("search.facets.MANY", 2)
    page = open_page(script=False)
    page.goto("/suche/?q=Kita&ort=13187")

    page.locator("summary", has_text="Träger").first.click()
    page.get_by_role("link", name=re.compile("Auswahl anzeigen.*Träger")).click()

    expect(page.get_by_label("Träger 00")).to_be_visible()


def test_on_a_phone_filters_open_as_a_sheet_and_its_button_applies_them(open_page, kitas):
    page = open_page(width=390)
    page.goto("/suche/?q=Kita&ort=13187")
    page.get_by_role("button", name="Filter (1)").click()

    page.get_by_label("bis 3 km").check()
    expect(page.locator("form.facets")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="5 Treffer zeigen").click()

    expect(page).to_have_url(re.compile("km=3"))
    expect(page.locator("h1")).to_contain_text("3 Treffer")
    expect(page.locator("form.facets")).to_be_hidden()


def test_without_script_the_sheet_and_the_list_of_operators_work(open_page, kitas):
    page = open_page(width=390, script=False)
    page.goto("/suche/?q=Kita")
    expect(page.locator("[data-near]")).to_be_hidden()
    expect(page.locator("[data-filter-box]").first).to_be_hidden()
    page.get_by_role("button", name="Filter").click()
    unfold_operators(page)
    page.locator(".facet__all a").click()

    page.get_by_label("In dieser Liste suchen").fill("39")
    page.get_by_role("button", name="Finden").click()
    page.get_by_label("Träger 39").check()
    page.get_by_role("button", name="Treffer zeigen").click()

    expect(page.locator(".row__title")).to_have_text(["Kita 39"])


def test_the_box_of_a_long_list_asks_the_server_and_filters_nothing_by_itself(open_page, kitas):
    page = open_page()
    page.goto("/suche/?q=Kita")
    unfold_operators(page)
    box = page.get_by_placeholder("In dieser Liste suchen")
    box.fill("träger 38")
    expect(page.locator("details:has([data-filter-box]) > [data-filter-options] input")).to_have_count(1)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/suche/\?q=Kita$"))
    expect(page.locator("[data-filter-status]", has_text="1 Eintrag")).to_have_count(1)

    page.get_by_label("Träger 38").check()

    expect(page).to_have_url(re.compile("traeger=traeger-38"))
    expect(page.locator(".row__title")).to_have_text(["Kita 38"])


def test_the_visitors_place_is_asked_on_a_click_and_rounded(open_page, kitas):
    scheme = {"geolocation": {"latitude": 52.5704321, "longitude": 13.4098765}, "permissions": ["geolocation"]}
    page = open_page(scheme=scheme)
    page.goto("/suche/?q=Kita")
    page.get_by_role("button", name="In meiner Nähe suchen").click()

    expect(page).to_have_url(re.compile(r"lat=52\.570&lon=13\.410"))
    expect(page.locator("#ort")).to_have_value("Mein Standort")
    expect(page.locator(".row__side strong").first).to_have_text(re.compile("am selben Ort|50\u00a0m"))
    assert "52.5704" not in page.content()

    page.locator("#ort").fill("13187")
    page.get_by_role("button", name="Suchen", exact=True).click()
    expect(page).to_have_url(re.compile("ort=13187"))
    expect(page.locator(".active-filters")).to_contain_text("bis 5\u00a0km um 13187 Berlin")


def test_without_leave_to_know_the_place_the_page_says_what_to_do(open_page, kitas):
    page = open_page()
    page.goto("/suche/?q=Kita")
    page.get_by_role("button", name="In meiner Nähe suchen").click()

    page.get_by_text("Ihr Standort ist nicht verfügbar. Geben Sie stattdessen eine Postleitzahl oder einen Ort ein.").wait_for()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Kita$"))
