"""All components in all states, in a real browser: accessible, no sideways scrolling, no broken policy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from portal.branding import Brand
from tests.factories import ActorKindFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def editor(client):
    for slug, hue in [("musikschule", 2), ("kita", 58), ("schule", 258), ("verein", 330)]:
        ActorKindFactory(slug=slug, hue=hue)
    client.force_login(UserFactory(is_superuser=True, first_name="Änne"))
    return client


def violations(page):
    found = Axe().run(page, context={"exclude": [[".icon-list"]]}, options=RULES).response["violations"]  # 150 times the same
    return [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, True), (320, False)])
def test_the_style_guide_is_accessible_and_fits_the_screen(open_page, editor, width, dark):
    page = open_page(width=width, dark=dark, client=editor)
    page.goto("/stil/")

    assert violations(page) == []
    assert overflow(page) == 0


def test_colours_of_kinds_come_from_the_database_without_an_inline_style(open_page, editor):
    page = open_page(client=editor)
    page.goto("/stil/")

    hues = page.evaluate(
        "['musikschule', 'kita'].map((kind) => getComputedStyle(document.querySelector(`[data-kind=${kind}]`)).getPropertyValue('--kind-h'))"
    )

    assert hues == ["2", "58"]
    assert page.locator("[style]").count() == 0


@pytest.mark.parametrize("brand", [Brand(), Brand(hue=20, chroma=0.14), Brand(hue=140, chroma=0.03), Brand(hue=300, chroma=0.11)], ids=str)
def test_converted_colours_are_those_of_the_browser(open_page, editor, brand):
    page = open_page()
    page.goto("/konto/login/")
    drawn = page.evaluate(
        """([chroma, hue]) => {
            const canvas = document.createElement("canvas").getContext("2d");
            canvas.fillStyle = `oklch(42% ${chroma} ${hue})`;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }""",
        [brand.chroma, brand.hue],
    )

    converted = [int(brand.colour[at : at + 2], 16) for at in (1, 3, 5)]

    assert max(abs(one - other) for one, other in zip(drawn, converted, strict=True)) <= 6  # browsers cut channels, we cut chroma


def test_a_form_with_errors_is_accessible_and_its_summary_has_the_focus(open_page, editor):
    page = open_page(client=editor)
    page.goto("/stil/")
    page.fill("#id_email", "kein-at-zeichen")
    page.click("main form.form button[type=submit]")
    page.wait_for_selector(".form-errors")

    expect(page.locator("[data-form-errors]")).to_be_focused()
    page.click(".form-errors a >> nth=1")
    expect(page.locator("#id_email")).to_be_focused()
    assert violations(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_header_search_of_a_phone_opens_and_searches(open_page, editor, script):
    page = open_page(width=390, script=script)
    page.goto("/konto/login/")
    expect(page.locator("#kopf-q")).to_be_hidden()

    page.click(".site-search-open")
    page.fill("#kopf-q", "flöte")

    expect(page.locator("#kopf-q")).to_be_visible()
    assert overflow(page) == 0 if script else True


def test_the_menu_of_a_phone_opens_closes_with_escape_and_gives_the_focus_back(open_page, editor):
    page = open_page(width=320)
    page.goto("/konto/login/")
    page.click(".site-menu > summary")
    expect(page.locator(".site-menu__panel")).to_be_visible()
    assert violations(page) == []

    page.keyboard.press("Escape")

    expect(page.locator(".site-menu__panel")).to_be_hidden()
    expect(page.locator(".site-menu > summary")).to_be_focused()


def test_filters_are_a_sheet_on_phones_and_a_column_on_wide_screens(open_page, editor):
    phone, wide = open_page(width=390, client=editor), open_page(width=1280, client=editor)
    phone.goto("/stil/")
    wide.goto("/stil/")
    expect(phone.locator("#filter")).to_be_hidden()
    expect(wide.locator("#filter")).to_be_visible()

    phone.click(".facets-open")

    expect(phone.locator("#filter")).to_be_visible()
    assert violations(phone) == []


def test_a_hidden_mail_address_shows_by_script_and_by_a_button_without(open_page, editor):
    page = open_page(client=editor)
    page.goto("/stil/")
    expect(page.locator(".contact__mail a")).to_have_text("hallo@klangwerk.example")
    expect(page.locator(".contact__mail a")).to_have_attribute("href", "mailto:hallo@klangwerk.example")

    plain = open_page(client=editor, script=False)
    plain.goto("/stil/")
    assert "hallo@klangwerk.example" not in plain.content()
    plain.click(".contact__mail a")
    assert "hallo@klangwerk.example" not in plain.content()
    plain.click("main form button")
    expect(plain.locator("main a[href^='mailto:']")).to_have_text("hallo@klangwerk.example")


@pytest.mark.parametrize("path", ["/konto/login/", "/konto/password/reset/", "/konto/signup/"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_account_pages_are_accessible(open_page, editor, path, dark):
    page = open_page(width=320, dark=dark)
    page.goto(path)

    assert violations(page) == []
    assert overflow(page) == 0


def test_forced_colours_keep_every_button_and_chip_visible(open_page, editor):
    page = open_page(client=editor, scheme={"forced_colors": "active"})
    page.goto("/stil/")

    widths = page.evaluate(
        "[...document.querySelectorAll('main .kern-btn, main .chip')].map((element) => parseFloat(getComputedStyle(element).borderTopWidth))"
    )

    assert widths
    assert min(widths) >= 1
