"""What processes keep of the frame shows every change at once, whoever makes it."""

import gc

import pytest
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site

from directory.operations import publish
from portal.frame import VERSION, frame_of
from portal.media.models import PortalImage
from portal.models import SiteSettings
from search.models import Version
from tests.factories import AllianceFactory

from .test_media import png
from .test_shell import site, titles  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


def frame(language="de", **headers):
    with translation.override(language):
        return frame_of(RequestFactory(**headers).get("/"), language)


def test_a_frame_is_kept_until_something_changes(site):  # noqa: F811
    first = frame()

    assert frame() is first
    SiteSettings.objects.get().save()
    assert frame() is not first


def test_a_change_by_another_process_counts_at_once(site):  # noqa: F811
    before = frame()
    # As another process does it: nothing of it reaches this one but the database.
    SiteSettings.objects.update(name="Lernland")
    Version.renew(VERSION)

    assert (before.full_name, frame().full_name) == ("Bildungslandschaft Ottersee", "Lernland Ottersee")


def renamed(page):
    page.title = "Neuigkeiten"
    page.save_revision().publish()


def given_another_address(page):
    page.slug = "neues"
    page.save()


def moved(page):
    page.move(Page.objects.get(slug="impressum"), "last-child")


def restricted(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize(
    ("change", "menu"),
    [
        (renamed, [("Neuigkeiten", "/aktuelles/")]),
        (given_another_address, [("Aktuelles", "/neues/")]),
        (moved, []),
        (restricted, []),
        (Page.unpublish, []),
        (Page.delete, []),
    ],
)
def test_the_menu_follows_its_pages(site, change, menu):  # noqa: F811
    frame()

    change(Page.objects.get(title="Aktuelles"))

    assert [(link.title, link.url) for link in frame().navigation[3:]] == menu


def test_each_site_and_language_has_a_frame_of_its_own(site):  # noqa: F811
    other = Site.objects.create(hostname="other.example", root_page=Page.objects.get(slug="impressum"))
    SiteSettings.objects.create(site=other, name="Anderswo")

    assert titles(frame().navigation)[0] == "Angebote"
    assert titles(frame("en").navigation)[0] == "Offers"
    assert [frame(SERVER_NAME=host).name for host in ("testserver", "other.example")] == ["Bildungslandschaft", "Anderswo"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves uploaded files open
def test_a_new_logo_shows(site, django_assert_num_queries):  # noqa: F811
    frame()
    chosen = SiteSettings.objects.get()
    chosen.logo = PortalImage.objects.create(title="Zeichen", file=png())
    chosen.save()
    first = frame().logo.url

    with django_assert_num_queries(1):
        again = frame().logo.url
    chosen.logo.get_rendition("max-440x104|format-webp|preserve-svg").delete()

    assert again == first
    assert frame().logo.pk == chosen.logo.renditions.get().pk
    gc.collect()  # what is left open


def test_the_footer_of_a_new_site_names_alliances_as_soon_as_there_is_one(client):
    before = client.get("/").content.decode()

    publish(AllianceFactory(live=False))

    assert ['href="/buendnisse/"' in before, 'href="/buendnisse/"' in client.get("/").content.decode()] == [False, True]
