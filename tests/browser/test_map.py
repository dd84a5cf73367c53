"""The map of the result page in a real browser: keyboard, popups, list and map in step, nothing from elsewhere."""

import json
import re
from base64 import b64decode

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from portal.models import SiteSettings
from search.pipeline import rebuild
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, ActorKindFactory, AreaFactory, LocationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.draws_maps]

OUTLINE = {"type": "Polygon", "coordinates": [[[13, 52], [14, 52], [14, 53], [13, 53], [13, 52]]]}


@pytest.fixture
def places(index_place):
    area, other = AreaFactory(name="Seekreis", slug="seekreis", outline=OUTLINE), AreaFactory(name="Uferkreis", slug="uferkreis")
    kinds = [
        ActorKindFactory(slug="kita", name="Kita", icon="toy-brick", hue=58),
        ActorKindFactory(slug="schule", name="Schule", icon="school", hue=258),
    ]
    for number, (name, lat, lon) in enumerate(
        [("Kita Boot", 52.20, 13.20), ("Kita Anker", 52.20, 13.20), ("Schule Nord", 52.80, 13.50), ("Schule Ost", 52.40, 13.85)]
    ):
        LocationFactory(actor=ActorFactory(name=name, kind=kinds[number // 2]), area=other if number == 3 else area, lat=lat, lon=lon)
    rebuild()


def opened(open_page, address="/suche/?ansicht=karte", **how):
    page = open_page(**how)
    page.goto(address)
    page.locator(".marker").first.wait_for(timeout=60_000)
    return page


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
def test_the_map_is_accessible_and_fits_the_screen(open_page, places, width, dark):
    page = opened(open_page, width=width, dark=dark)

    assert violations(page) == []
    assert overflow(page) == 0


def test_the_keyboard_reaches_places_opens_them_and_comes_back(open_page, places):
    page = opened(open_page)
    page.locator(".marker[tabindex='0']").focus()
    labels = [page.evaluate("document.activeElement.getAttribute('aria-label')")]
    for key in ("ArrowUp", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        labels.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert {label for label in labels if label} <= {
        "2 Treffer an einem Ort: Kita Anker, Kita Boot",
        "Schule Nord, Schule",
        "Schule Ost, Schule",
    }
    assert len(set(labels)) > 1

    page.get_by_role("button", name="2 Treffer an einem Ort").focus()
    page.keyboard.press("Enter")
    popup = page.get_by_role("dialog", name="Treffer an diesem Ort")
    popup.locator(".row").nth(1).wait_for()
    expect(popup.locator(".row__title")).to_have_text(["Kita Anker", "Kita Boot"])
    expect(page.locator(".on-map__list .is-chosen .row__title")).to_have_text(["Kita Anker", "Kita Boot"])
    assert violations(page) == []

    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("2 Treffer an einem Ort"))
    expect(page.locator(".is-chosen")).to_have_count(0)


def test_a_row_shows_its_place_and_lights_its_marker(open_page, places):
    page = opened(open_page)
    row = page.locator(".on-map__list li", has_text="Schule Ost")
    row.locator("a").focus()

    expect(page.locator(".marker.is-lit")).to_have_attribute("aria-label", "Schule Ost, Schule")

    row.get_by_role("button", name="Auf der Karte zeigen").click()
    page.get_by_role("dialog", name="Schule Ost").locator(".row").wait_for(timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator(":focus")).to_contain_text("Auf der Karte zeigen")


def test_searching_in_a_part_of_the_map_is_an_address_and_a_filter_that_goes(open_page, places):
    page = opened(open_page, "/suche/?ansicht=karte&ausschnitt=13.1,52.1,13.3,52.3")

    expect(page.locator(".on-map__list .row__title")).to_have_text(["Kita Anker", "Kita Boot"])
    expect(page.locator(".marker")).to_have_count(1)

    page.get_by_role("link", name="Nur dieser Kartenausschnitt").click()
    page.locator(".marker").nth(2).wait_for(timeout=30_000)
    expect(page.locator(".on-map__list .row")).to_have_count(4)
    expect(page).to_have_url(re.compile(r"/suche/\?ansicht=karte$"))

    page.get_by_role("button", name="Vergrößern").click()
    page.get_by_role("button", name="Nur in diesem Ausschnitt suchen").click(timeout=30_000)
    expect(page).to_have_url(re.compile("ausschnitt="))


def test_without_script_the_results_stand_by_area(open_page, places):
    page = open_page(script=False)
    page.goto("/suche/?ansicht=karte")

    expect(page.get_by_role("link", name="Seekreis 3")).to_be_visible()


def test_without_webgl_a_notice_and_the_areas_stand_there(open_page, places):
    page = open_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/suche/?ansicht=karte")

    page.get_by_text("Ihr Browser kann die Karte nicht zeichnen.").wait_for()
    expect(page.get_by_role("link", name="Seekreis 3")).to_be_visible()


GREY_TILE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")
STREETS = {
    "version": 8,
    "sources": {
        "streets": {
            "type": "raster",
            "tiles": ["https://tiles.example.org/{z}/{x}/{y}.png"],
            "tileSize": 256,
            "attribution": "© Kartenamt Musterland",
        }
    },
    "layers": [{"id": "streets", "type": "raster", "source": "streets"}],
}


def test_the_offices_street_map_is_drawn_below_the_places_once_somebody_asks_for_it(open_page, places):
    chosen = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    chosen.map_style_url = "https://tiles.example.org/style.json"
    chosen.save()
    page, asked = open_page(hosts=["tiles.example.org"]), []
    free = {"Access-Control-Allow-Origin": "*"}

    def answer(route):
        asked.append(route.request.url)
        if route.request.url.endswith(".json"):
            route.fulfill(content_type="application/json", body=json.dumps(STREETS), headers=free)
        else:
            route.fulfill(content_type="image/png", body=GREY_TILE, headers=free)

    page.context.route("https://tiles.example.org/**", answer)
    page.goto("/suche/?ansicht=karte")
    page.locator(".marker").first.wait_for()
    assert asked == []

    with page.expect_response("**/*.png"):
        page.get_by_role("button", name="Straßenkarte laden").click()
    expect(page.get_by_text("© Kartenamt Musterland")).to_be_visible()
    expect(page.locator(".marker")).to_have_count(3)
    assert asked[0] == "https://tiles.example.org/style.json"

    page.get_by_role("button", name="Ohne Straßenkarte").click()
    expect(page.get_by_text("© Kartenamt Musterland")).to_have_count(0)
