"""Public pages in a real browser, with the longest words German has: accessible, no sideways scrolling, usable by keyboard and on paper."""

import pytest
from playwright.sync_api import expect

from directory.models import ActorText, Topic
from portal.models import ContentPage, HomePage
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def addresses():
    """One page of each type; names are single words of eighty letters."""
    topic = Topic.add_root(name=LONG, slug="lang", hue=10)
    area = AreaFactory(name=LONG)
    actor = ActorFactory(
        name=LONG, summary=f"Rechtsschutz und {LONG}.", website=f"https://{LONG[:40].lower()}.example/", phone="+493023125110"
    )
    actor.topics.set([topic])
    actor.save()
    places = [LocationFactory(actor=actor, name=LONG, area=area, is_main=number == 0) for number in range(2)]
    ActorText.objects.create(actor=actor, language="tr", summary="Müzik")
    offer = OfferFactory(name=LONG, actor=actor, price_from=4, price_note=LONG, schedule_note=LONG)
    offer.topics.set([topic])
    offer.locations.set(places)
    offer.save()
    head = ["Ort", LONG, "Kita-Plätze je 100 Kinder"]
    table = {"data": [head, ["Seewarden", "1", "96"]], "first_row_is_table_header": True, "first_col_is_header": True}
    blocks = [("heading", LONG), ("text", f"<p>{LONG}</p>"), ("table", {"caption": LONG, "table": table})]
    page = HomePage.objects.get().add_child(instance=ContentPage(title=LONG, slug="lang", intro=LONG, body=blocks))
    page.save_revision().publish()
    entries = [entry.get_absolute_url() for entry in (actor, offer, topic, area)]
    return ["/", "/einrichtungen/", "/angebote/", "/themen/", "/gebiete/", "/lang/", "/konto/login/", *entries]


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)])
def test_every_page_is_accessible_and_fits_the_screen(open_page, addresses, width, dark):
    page = open_page(width=width, dark=dark)

    found = {}
    for address in addresses:
        page.goto(address)
        found[address] = (violations(page), overflow(page))

    assert found == dict.fromkeys(addresses, ([], 0))


def test_what_is_folded_on_the_screen_stands_on_paper(open_page, addresses):
    page = open_page()
    page.goto(addresses[7])
    folded = page.locator("details:not([open]) .accordion__body").first
    expect(folded).to_be_hidden()

    page.emulate_media(media="print")

    expect(folded).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()


def test_filters_open_and_close_by_keyboard_and_give_the_focus_back(open_page, addresses):
    page = open_page(width=390)
    page.goto("/einrichtungen/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()
    page.locator(".facets-open").focus()

    page.keyboard.press("Enter")
    expect(page.locator("#filter")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator(".facets-open")).to_be_focused()
