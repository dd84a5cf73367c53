"""Filters, the place and long lists on the result page, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from directory.models import Postcode
from search.pipeline import rebuild
from tests.factories import ActorFactory, LocationFactory

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def kitas(index_folder):
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
    page.wait_for_url("**/suche/?q=Kita&ort=13187&km=3")
    assert page.locator("h1").inner_text().startswith("3 Treffer")

    page.go_back()
    page.wait_for_url("**/suche/?q=Kita&ort=13187")
    assert page.locator("h1").inner_text().startswith("5 Treffer")


def test_on_a_phone_filters_open_as_a_sheet_and_its_button_applies_them(open_page, kitas):
    page = open_page(width=390)
    page.goto("/suche/?q=Kita&ort=13187")
    page.get_by_role("button", name="Filter (1)").click()

    page.get_by_label("bis 3 km").check()
    assert page.locator("form.facets").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="5 Treffer zeigen").click()

    page.wait_for_url("**km=3**")
    assert page.locator("h1").inner_text().startswith("3 Treffer")
    assert not page.locator("form.facets").is_visible()


def test_without_script_the_sheet_and_the_list_of_operators_work(open_page, kitas):
    page = open_page(width=390, script=False)
    page.goto("/suche/?q=Kita")
    assert page.locator("[data-near]").is_hidden()
    assert page.locator("[data-filter-box]").first.is_hidden()
    page.get_by_role("button", name="Filter").click()
    unfold_operators(page)
    page.locator(".facet__all a").click()

    page.get_by_label("In dieser Liste suchen").fill("39")
    page.get_by_role("button", name="Finden").click()
    page.get_by_label("Träger 39").check()
    page.get_by_role("button", name="Treffer zeigen").click()

    assert page.locator(".row__title").all_inner_texts() == ["Kita 39"]


def test_the_box_of_a_long_list_asks_the_server_and_filters_nothing_by_itself(open_page, kitas):
    page = open_page()
    page.goto("/suche/?q=Kita")
    unfold_operators(page)
    box = page.get_by_placeholder("In dieser Liste suchen")
    box.fill("träger 38")
    expect(page.locator("details:has([data-filter-box]) > [data-filter-options] input")).to_have_count(1)
    box.press("Enter")
    assert page.url.endswith("/suche/?q=Kita")
    assert page.locator("[data-filter-status]", has_text="1 Eintrag").count() == 1

    page.get_by_label("Träger 38").check()

    page.wait_for_url("**traeger=traeger-38**")
    assert page.locator(".row__title").all_inner_texts() == ["Kita 38"]


def test_the_visitors_place_is_asked_on_a_click_and_rounded(open_page, kitas):
    scheme = {"geolocation": {"latitude": 52.5704321, "longitude": 13.4098765}, "permissions": ["geolocation"]}
    page = open_page(scheme=scheme)
    page.goto("/suche/?q=Kita")
    page.get_by_role("button", name="In meiner Nähe suchen").click()

    page.wait_for_url("**lat=52.570**")
    assert "lon=13.410" in page.url
    assert "52.5704" not in page.content()
    assert page.locator("#ort").input_value() == "Mein Standort"
    assert page.locator(".row__side strong").first.inner_text() in ("am selben Ort", "50\u00a0m")

    page.locator("#ort").fill("13187")
    page.get_by_role("button", name="Suchen", exact=True).click()
    page.wait_for_url("**ort=13187**")
    assert page.locator(".active-filters").inner_text().startswith("bis 5\u00a0km um 13187 Berlin")


def test_without_leave_to_know_the_place_the_page_says_what_to_do(open_page, kitas):
    page = open_page()
    page.goto("/suche/?q=Kita")
    page.get_by_role("button", name="In meiner Nähe suchen").click()

    page.get_by_text("Ihr Standort ist nicht verfügbar. Geben Sie stattdessen eine Postleitzahl oder einen Ort ein.").wait_for()
    assert page.url.endswith("/suche/?q=Kita")
