"""What mails say of the portal."""

import pytest
from django.utils import translation
from wagtail.models import Page, Site

from mailing.letterhead import Letterhead, letterhead
from portal.branding import Brand
from portal.models import SiteSettings

from .test_shell import site  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def test_mails_carry_name_colour_office_and_pages_of_the_site(site):  # noqa: F811
    SiteSettings.objects.update(
        brand_hue=30, contact_name="Bildungsbüro", contact_street="Kornhausgasse 5", contact_postcode="43110", contact_place="Seewarden",
        contact_phone="+4930901820", privacy_page=Page.objects.get(slug="aktuelles"),
    )  # fmt: skip

    with translation.override("en"):
        told = letterhead()

    assert told == Letterhead(
        name="Bildungslandschaft Ottersee",
        colour=Brand(hue=30).colour,
        office="Bildungsbüro · Kornhausgasse 5 · 43110 Seewarden · 030 901820",
        pages=(("Impressum", "http://localhost:8000/impressum/"), ("News", "http://localhost:8000/en/news/")),
    )


def test_a_page_that_is_not_published_is_not_named(site):  # noqa: F811
    Page.objects.filter(slug="impressum").update(live=False)

    with translation.override("de"):
        assert letterhead().pages == ()


def test_without_a_site_there_is_the_name_of_the_settings(db):
    Site.objects.all().delete()

    with translation.override("de"):
        assert letterhead() == Letterhead("Bildungslandschaft", Brand().colour)
