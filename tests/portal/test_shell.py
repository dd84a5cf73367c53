"""The frame round every page."""

import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import translation
from freezegun import freeze_time
from wagtail.models import Locale, Page, PageViewRestriction, Site

from portal.models import SiteSettings
from portal.shell import Shell
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A German and an English home with three pages each way: translated, only German, not published."""
    german, english = Locale.objects.get_or_create(language_code="de")[0], Locale.objects.get_or_create(language_code="en")[0]
    Site.objects.all().delete()
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=german)
    home = root.add_child(title="Start", slug="probe", locale=german)
    home_en = home.copy_for_translation(english)
    home_en.title = "Home"
    home_en.save_revision().publish()
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    for title, in_menus in [("Aktuelles", True), ("Impressum", False)]:
        page = home.add_child(title=title, slug=title.lower(), locale=german, show_in_menus=in_menus)
        if title == "Aktuelles":
            copy = page.copy_for_translation(english)
            copy.title, copy.slug = "News", "news"
            copy.save_revision().publish()
    home.add_child(title="Entwurf", slug="entwurf", locale=german, show_in_menus=True, live=False)
    SiteSettings.objects.create(site=site, name="Bildungslandschaft", wordmark="Ottersee", imprint_page=Page.objects.get(slug="impressum"))
    return site


def frame(path="/angebote/", language="de"):
    request = RequestFactory().get(path)
    with translation.override(language):
        shell = Shell(request)
        shell.navigation, shell.legal, shell.footer_columns  # noqa: B018 - fills what is lazy, in this language
    return shell


def titles(links):
    return [link.title for link in links]


def test_the_menu_is_fixed_entries_and_published_pages_of_the_readers_language(site):
    assert titles(frame().navigation) == ["Angebote", "Einrichtungen", "Termine", "Aktuelles"]
    assert titles(frame("/en/angebote/", "en").navigation) == ["Offers", "Institutions", "Meetings", "News"]
    assert [link.url for link in frame("/en/angebote/", "en").navigation] == [
        "/en/angebote/",
        "/en/einrichtungen/",
        "/en/termine/",
        "/en/news/",
    ]


def test_the_current_entry_is_marked_also_below_it(site):
    assert [link.current for link in frame("/angebote/").navigation] == ["page", "", "", ""]
    assert [link.current for link in frame("/angebote/floetenkreis/").navigation] == ["true", "", "", ""]


def test_legal_pages_show_in_german_where_there_is_no_translation(site):
    assert [(link.title, link.url) for link in frame().legal] == [("Impressum", "/impressum/")]
    assert [(link.title, link.url) for link in frame("/en/", "en").legal] == [("Imprint", "/impressum/")]


def test_the_frame_costs_no_query_of_its_own_until_something_changes(client, site, django_assert_num_queries):
    chosen = SiteSettings.objects.get()
    news = Page.objects.get(slug="aktuelles")
    chosen.privacy_page = chosen.accessibility_page = news
    chosen.footer = [
        {
            "type": "column",
            "value": {
                "language": "de",
                "title": "Mehr",
                "links": [{"page": news.pk, "address": "", "label": ""}, {"page": None, "address": "/suche/", "label": "Suche"}],
            },
        }
    ]
    chosen.save()
    request = RequestFactory().get("/aktuelles/")
    frame()

    with django_assert_num_queries(2), translation.override("de"):  # whether something has changed, and the page's translations
        shell = Shell(request)
        footer = shell.footer_columns
        everything = [shell.full_name, shell.navigation, shell.legal, shell.tools, shell.notice, shell.languages(page=news)]

    assert all(part is not None for part in everything[:4])
    assert [(column["title"], [(link.title, link.url) for link in column["links"]]) for column in footer] == [
        ("Mehr", [("Aktuelles", "/aktuelles/"), ("Suche", "/suche/")])
    ]


def test_without_columns_of_the_office_the_footer_leads_to_everything_there_is(site):
    [find] = frame().footer_columns

    assert find["title"] == "Finden"
    assert [(link.title, link.url) for link in find["links"]] == [
        ("Angebote", "/angebote/"),
        ("Einrichtungen", "/einrichtungen/"),
        ("Termine", "/termine/"),
        ("Aktuelles", "/aktuelles/"),
        ("Themen", "/themen/"),
        ("Gebiete", "/gebiete/"),
    ]


def test_in_plain_language_its_page_is_called_by_its_title(site):
    SiteSettings.objects.update(plain_language_page=Page.objects.get(slug="aktuelles"))

    def first_tool(language):
        request = RequestFactory().get("/")
        with translation.override(language):
            return Shell(request).tools[0].title

    assert (first_tool("de"), first_tool("de-simple")) == ("Leichte Sprache", "Aktuelles")


def test_a_page_offers_its_translations_and_elsewhere_the_home_page_of_the_language(site):
    german = Page.objects.get(slug="aktuelles")
    request = RequestFactory().get("/aktuelles/")

    with translation.override("de"):
        both = Shell(request).languages(page=german)
        alone = Shell(request).languages(page=Page.objects.get(slug="impressum"))

    assert [(link.code, link.name, link.url, link.current) for link in both] == [
        ("de", "Deutsch", "/aktuelles/", True),
        ("en", "English", "/en/news/", False),
    ]
    assert [(link.code, link.url, link.same) for link in alone] == [("de", "/impressum/", True), ("en", "/en/", False)]


def test_a_fixed_address_offers_english_and_plain_language_only_where_it_has_texts(site):
    request = RequestFactory().get("/einrichtungen/")

    with translation.override("de"):
        assert [(link.code, link.url) for link in Shell(request).languages()] == [("de", "/einrichtungen/"), ("en", "/en/einrichtungen/")]
        assert [link.code for link in Shell(request).languages(plain=True)] == ["de", "en", "de-simple"]


@pytest.mark.parametrize(("today", "shown"), [("2026-11-30", True), ("2026-12-01", False)])
def test_the_notice_stands_above_the_page_until_its_last_day(client, site, today, shown):
    SiteSettings.objects.update(notice_text="Am Freitag geschlossen", notice_tone="warn", notice_until=dt.date(2026, 11, 30))

    with freeze_time(f"{today} 12:00"):
        html = client.get("/konto/login/").content.decode()

    assert ("Am Freitag geschlossen" in html) is shown
    assert ("notice--warn" in html) is shown


def test_the_frame_carries_name_languages_search_and_sign_in(client, site):
    html = client.get("/gibt-es-nicht/").content.decode()

    assert '<html lang="de">' in html
    assert "<title>Seite nicht gefunden – Bildungslandschaft Ottersee</title>" in html
    assert '<a class="skip" href="#inhalt">' in html
    assert 'role="search" action="/suche/"' in html
    assert 'href="/konto/login/?next=/gibt-es-nicht/"' in html
    assert '<meta property="og:image" content="http://testserver/marke/karte.png?v=' in html
    assert "Abmelden" not in html


@pytest.mark.parametrize(("prefix", "language"), [("", "de"), ("/en", "en"), ("/de-simple", "de-simple")])
def test_the_page_says_its_language(client, site, prefix, language):
    assert f'<html lang="{language}">' in client.get(f"{prefix}/gibt-es-nicht/").content.decode()


def test_canonical_address_and_alternates_are_whole_addresses_without_the_query(client, site):
    html = client.get("/stil/?seite=2", follow=True).content.decode()
    client.force_login(UserFactory(is_superuser=True))
    shell = Shell(RequestFactory().get("/angebote/?seite=2"))

    assert shell.canonical_url == "http://testserver/angebote/"
    assert 'name="robots" content="noindex"' in html


def test_signed_in_people_see_their_name_and_sign_out_by_post(client, site):
    client.force_login(UserFactory(first_name="Änne", is_superuser=True))

    html = client.get("/gibt-es-nicht/").content.decode()

    assert 'action="/konto/logout/"' in html
    assert 'href="/cms/"' in html
    assert "Änne" in html


def test_a_name_is_escaped_everywhere(client, site):
    SiteSettings.objects.update(name="<script>alert(1)</script>", notice_text="<b>laut</b>")

    html = client.get("/konto/login/").content.decode()

    assert "<script>alert" not in html
    assert "<b>laut" not in html


def test_without_a_site_the_frame_still_stands(client):
    Site.objects.all().delete()

    assert client.get("/konto/login/").status_code == 200
    assert client.get("/marke.css").status_code == 200


def test_a_restricted_page_is_not_in_the_menu(site):
    assert "Aktuelles" in titles(frame().navigation)

    PageViewRestriction.objects.create(page=Page.objects.get(title="Aktuelles"), restriction_type=PageViewRestriction.LOGIN)

    assert "Aktuelles" not in titles(frame().navigation)
