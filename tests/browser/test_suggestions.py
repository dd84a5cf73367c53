"""The search field while somebody types: by keyboard, by finger, for screen readers, and when the line is bad."""

from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect

from search.pipeline import rebuild
from search.suggestions.terms import forget_terms
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db(transaction=True)

FIELD, LIST, ASK = "#q", ".suggestions", "**/suche/vorschlaege/**"


@pytest.fixture(autouse=True)
def _things(index_place):
    area = AreaFactory(name="Flötental", slug="floetental")
    LocationFactory(actor=ActorFactory(name="Flötenhaus", slug="floetenhaus"), area=area, lat=52.5, lon=13.4)
    OfferFactory(name="Blockflöte", slug="blockfloete", actor=ActorFactory(name="Klangwerk", slug="klangwerk"))
    forget_terms()
    rebuild()
    Client().get("/suche/vorschlaege/?q=fl")  # what a process reads first takes longer than the field is patient on a busy machine


@pytest.fixture
def typing(open_page):
    """The result page with some letters typed and the list open."""

    def typing(text="flö", field=FIELD, address="/suche/", **options):
        page = open_page(**options)
        page.goto(address)
        page.click(field)
        page.keyboard.type(text)
        page.wait_for_selector(f"{LIST}:not([hidden])")
        return page

    return typing


def state(page, field=FIELD):
    """(is the list open, text of the active option, words in the field)."""
    return page.evaluate(
        """(field) => {
            const input = document.querySelector(field);
            const active = document.getElementById(input.getAttribute("aria-activedescendant"));
            return [input.getAttribute("aria-expanded") === "true", active?.querySelector(".suggestions__text").textContent ?? "", input.value];
        }""",
        field,
    )


def violations(page):
    return [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in Axe().run(page).response["violations"]]


def test_arrows_walk_through_all_and_back_to_the_field_and_escape_closes(typing):
    page = typing()
    texts = ["Flötenhaus", "Flöte", "Flötental", "Blockflöte", "Flötenhaus"]
    expect(page.locator(f"{LIST} .suggestions__text")).to_have_text(texts)

    walked = []
    for _step in range(len(texts) + 1):
        page.keyboard.press("ArrowDown")
        walked.append(state(page)[1])
    page.keyboard.press("ArrowUp")
    last = state(page)

    assert walked == [*texts, ""]
    assert last == [True, "Flötenhaus", "flö"]
    page.keyboard.press("Home")
    assert state(page) == [True, "", "flö"]
    page.keyboard.press("Escape")
    assert state(page) == [False, "", "flö"]
    page.keyboard.press("ArrowDown")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator(FIELD)).to_have_attribute("aria-expanded", "false")


def test_enter_opens_the_chosen_thing_and_without_a_choice_searches_for_the_words(typing):
    page = typing()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/einrichtungen/floetenhaus/")

    page = typing("floet")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=floet")


def test_words_are_put_into_the_field_and_searched_for_with_the_kind_kept(typing):
    page = typing(address="/suche/?typ=angebote")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/suche/?typ=angebote&q=Fl%C3%B6te")


def test_a_finger_or_a_mouse_chooses_and_the_focus_stays_in_the_field(typing):
    page = typing(width=390, scheme={"has_touch": True})
    page.dispatch_event(f"{LIST} [role=group]", "mousedown")
    expect(page.locator("#q")).to_be_focused()

    page.get_by_role("option", name="Blockflöte").tap()

    page.wait_for_url("**/angebote/blockfloete/")


def test_readers_hear_how_many_there_are_and_what_the_parts_are(typing):
    page = typing()
    page.keyboard.press("ArrowDown")

    expect(page.locator(".search-bar__field [role=status]")).to_have_text("5 Vorschläge")
    assert page.get_by_role("combobox", name="Was suchen Sie?").get_attribute("aria-autocomplete") == "list"
    assert page.get_by_role("listbox", name="Was suchen Sie?").get_by_role("group").count() == 4
    assert page.locator(f"{LIST} [aria-selected=true]").count() == 1
    page.keyboard.type("xyz")
    page.wait_for_selector(LIST, state="hidden")
    expect(page.locator(".search-bar__field [role=status]")).to_have_text("0 Vorschläge")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_open_list_is_accessible_and_fits(typing, width, dark):
    page = typing(width=width, dark=dark)
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("width", [1280, 390])
def test_the_field_of_the_header_proposes_too(open_page, width):
    page = open_page(width=width)
    page.goto("/einrichtungen/")
    if width == 390:
        page.click(".site-search-open")
    page.click("#kopf-q")
    page.keyboard.type("klang")
    page.wait_for_selector(f"{LIST}:not([hidden])")

    page.get_by_role("option", name="Klangwerk").last.click()

    page.wait_for_url("**/einrichtungen/klangwerk/")


def test_where_proposes_places_and_a_choice_fills_the_field(typing):
    page = typing("flö", field="#ort")
    expect(page.locator(f"{LIST} .suggestions__text")).to_have_text(["Flötental"])
    expect(page.get_by_role("combobox", name="Wo?")).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ort")).to_have_value("Flötental")
    expect(page.locator("#ort")).to_be_focused()
    expect(page.locator(LIST)).to_be_hidden()

    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?ort=Fl%C3%B6tental")
    expect(page.locator("h1")).to_have_text("1 Eintrag")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_open_list_of_places_is_accessible_and_fits(typing, width, dark):
    page = typing("fl", field="#ort", width=width, dark=dark)
    page.keyboard.press("ArrowDown")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    box = page.locator(f"{LIST}:not([hidden])").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_names_are_never_read_as_markup(typing):
    ActorFactory(name="Zebra <img src=x onerror=alert(1)>", slug="zebra")
    rebuild()

    page = typing("zebra i")

    expect(page.locator(f"{LIST} .suggestions__text", has_text="Zebra <img src=x onerror=alert(1)>").first).to_be_visible()
    assert page.locator(f"{LIST} img").count() == 0


def test_one_question_for_quick_letters_and_an_old_answer_is_never_shown(open_page):
    page = open_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("=")[2]) if "vorschlaege" in request.url else None)
    page.clock.install()
    page.goto("/suche/")
    page.click(FIELD)
    page.clock.pause_at(datetime.now() + timedelta(hours=1))

    for letter in "klang":
        page.keyboard.type(letter)
        page.clock.run_for(50)
    page.clock.run_for(200)
    page.wait_for_selector(f"{LIST}:not([hidden])")

    assert asked == ["klang"]


def test_offline_or_broken_it_is_a_plain_field(open_page):
    page = open_page()
    page.goto("/suche/")
    page.route(ASK, lambda route: route.fulfill(status=200, content_type="application/json", body="{"))
    page.click(FIELD)
    page.keyboard.type("flö")
    page.wait_for_timeout(400)
    assert state(page) == [False, "", "flö"]

    page.unroute(ASK)
    page.context.set_offline(True)
    page.keyboard.type("te")
    page.wait_for_timeout(400)

    assert state(page) == [False, "", "flöte"]
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=fl%C3%B6te")


def test_without_script_the_field_searches(open_page):
    page = open_page(script=False)
    page.goto("/suche/")
    page.fill(FIELD, "flöte")
    page.press(FIELD, "Enter")

    page.wait_for_url("**/suche/?q=fl%C3%B6te&ort=")
    expect(page.locator("[role=combobox]")).to_have_count(0)
