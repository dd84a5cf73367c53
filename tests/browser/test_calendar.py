"""The calendar in a real browser: accessible at every width, led by arrow keys, on paper."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from directory.freshness import BERLIN
from events import operations
from events.models import AgendaItem, Material
from tests.browser.test_style_guide import overflow, violations
from tests.factories import ActorFactory, AreaFactory, MeetingFactory, SeriesFactory

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Instrumentalpädagogikfachkräfteaustauschorganisationstreffen"


def next_month():
    return (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def on(day, hour):
    return dt.datetime.combine(next_month().replace(day=day), dt.time(hour), BERLIN)


@pytest.fixture
def addresses():
    series = SeriesFactory(name=LONG, summary=LONG, hue=300)
    meeting = MeetingFactory(
        name=LONG, series=series, organiser=ActorFactory(name=LONG), starts_at=on(8, 9), hybrid=True, venue__name=LONG, venue__area=AreaFactory(),
        venue__step_free=True, venue__lift=False, audience=LONG, precondition=LONG, registration_email="post@klangwerk.example", summary=LONG,
        description=f"<p>{LONG}</p>", contact_name=LONG, capacity_onsite=12,
    )  # fmt: skip
    AgendaItem.objects.create(meeting=meeting, starts=dt.time(9), title=LONG, text=LONG, speakers=f"{LONG}\n{LONG}")
    Material.objects.create(meeting=meeting, title=LONG, url="https://klangwerk.example/")
    operations.cancel(MeetingFactory(name="Fällt aus", series=series, starts_at=on(8, 14)), reason=LONG)
    MeetingFactory(name="Später", series=series, starts_at=on(23, 16), is_full=True)
    return {
        "list": "/termine/",
        "month": f"/termine/?ansicht=monat&monat={next_month():%Y-%m}",
        "meeting": meeting.get_absolute_url(),
        "all series": "/termine/reihen/",
        "series": series.get_absolute_url(),
    }


@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True), (1280, False)])
def test_every_page_is_accessible_and_fits_the_screen(open_page, addresses, width, dark):
    page = open_page(width=width, dark=dark)

    found = {}
    for name, address in addresses.items():
        page.goto(address)
        found[name] = (violations(page), overflow(page))

    assert found == dict.fromkeys(addresses, ([], 0))


def test_arrow_keys_lead_through_a_month_and_page_keys_to_the_next(open_page, addresses):
    page = open_page()
    page.goto(addresses["month"])
    events = page.locator(".calendar .event")
    events.first.focus()

    page.keyboard.press("ArrowRight")
    expect(events.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(events.nth(2)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(events.first).to_be_focused()

    page.keyboard.press("PageUp")
    page.wait_for_url("**monat=*")
    expect(page.locator(".calendar [rel=next]")).to_be_visible()


def test_filters_work_with_and_without_a_script(open_page, addresses):
    for script in (True, False):
        page = open_page(script=script)
        page.goto(addresses["list"])
        page.get_by_label("Vor Ort und online").check()
        if not script:
            page.get_by_role("button", name="zeigen").click()

        expect(page.locator(".meeting")).to_have_count(1)


def test_a_meeting_can_be_printed(open_page, addresses):
    page = open_page()
    page.goto(addresses["meeting"])

    page.emulate_media(media="print")

    expect(page.locator("#ablauf")).to_be_visible()
    expect(page.get_by_role("link", name="In meinen Kalender")).to_be_hidden()
