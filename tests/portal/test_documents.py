"""Pages and news in the search: one document for all translations, only what anyone may see."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, PageViewRestriction

from portal.models import ContentPage, HomePage, NewsCategory, NewsIndexPage, NewsPage
from search.engines import get_engine
from search.engines.base import SearchQuery, Text
from search.pipeline import rebuild
from search.pipeline.drain import drain_all
from search.registry import document_type

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index(index_place):
    rebuild()
    return drain_all


@pytest.fixture
def home():
    return HomePage.objects.get()


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def content(parent, title, **fields):
    return publish(parent, ContentPage(**{"title": title, "slug": title.lower()} | fields))


def translate(page, title):
    """A page of its own in English, as wagtail-localize makes it."""
    english, _made = Locale.objects.get_or_create(language_code="en")
    if not HomePage.objects.filter(locale=english).exists():
        HomePage.objects.get().copy_for_translation(english)
    copy = page.copy_for_translation(english)
    copy.title = title
    copy.save_revision().publish()
    return copy


def found(word):
    drain_all()
    return [(hit.doc_type, hit.object_id) for hit in get_engine().search(SearchQuery(today=dt.date(2027, 3, 1), words=(word,))).hits]


def test_a_page_is_found_by_title_introduction_and_blocks(home):
    page = content(home, "Ganztag", intro="Was am Nachmittag geschieht.", body=[{"type": "heading", "value": "Hausaufgaben"}])

    assert [found(word) for word in ("Ganztag", "Nachmittag", "Hausaufgabe")] == [[("page", page.pk)]] * 3


def test_drafts_and_pages_for_some_are_not_found(home):
    draft = content(home, "Ganztag")
    draft.unpublish()
    members = content(home, "Ganztag-intern")
    below = content(members, "Ganztag-darunter")
    assert sorted(found("Ganztag")) == [("page", members.pk), ("page", below.pk)]

    restriction = PageViewRestriction.objects.create(page=members, restriction_type="login")
    assert found("Ganztag") == []
    restriction.delete()
    assert len(found("Ganztag")) == 2


def test_a_page_that_moves_below_a_restricted_one_leaves_the_search(home):
    members, page = content(home, "Mitglieder"), content(home, "Ganztag")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    assert found("Ganztag") == [("page", page.pk)]

    ContentPage.objects.get(pk=page.pk).move(ContentPage.objects.get(pk=members.pk), pos="last-child")

    assert found("Ganztag") == []


def test_a_deleted_page_leaves_the_search(home):
    page = content(home, "Ganztag")
    assert found("Ganztag") == [("page", page.pk)]

    page.delete()

    assert found("Ganztag") == []


def test_translations_share_a_document_and_each_reader_gets_the_own_one(home, client):
    page = content(home, "Ganztag", intro="Am Nachmittag.")
    translated = translate(page, "Afternoons")

    assert (found("Ganztag"), found("afternoon")) == ([("page", page.pk)], [("page", page.pk)])
    (document,) = document_type("page").documents([page.pk, translated.pk])
    assert document.texts == {"de": Text("Ganztag", "", "Am Nachmittag."), "en": Text("Afternoons", "", "Am Nachmittag.")}
    assert "Afternoons" in client.get("/en/suche/?q=Ganztag").content.decode()
    assert "Afternoons" not in client.get("/suche/?q=afternoon").content.decode()


def test_when_the_german_page_goes_its_translation_is_found_by_itself(home):
    page = content(home, "Ganztag")
    translated = translate(page, "Afternoons")
    drain_all()

    page.unpublish()

    assert (found("Ganztag"), found("afternoon")) == ([], [("page", translated.pk)])


def test_news_are_found_by_category_and_show_their_date(home, client):
    category = NewsCategory.objects.create(name="Förderung", slug="foerderung")
    index = publish(home, NewsIndexPage(title="Aktuelles", slug="aktuelles"))
    news = publish(index, NewsPage(title="Neues Geld", slug="neues-geld", intro="Kurz.", date=dt.date(2027, 2, 1), categories=[category]))

    assert found("Förderung") == [("news", news.pk)]
    page = client.get("/suche/?q=Geld").content.decode()
    assert "1.\N{NO-BREAK SPACE}Februar\N{NO-BREAK SPACE}2027" in page
    assert 'href="/aktuelles/neues-geld/"' in page

    category.name = "Mittel"
    category.save()
    assert (found("Förderung"), found("Mittel")) == ([], [("news", news.pk)])


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_of_pages_takes_five_queries(home, number, django_assert_num_queries):
    pages = [content(home, f"Ganztag{place}", body=[{"type": "heading", "value": "Mehr"}]) for place in range(number)]

    with django_assert_num_queries(5):
        assert len(document_type("page").documents([page.pk for page in pages])) == number


def test_names_of_pages_are_proposed_in_the_readers_language_and_private_ones_never(home):
    shown, hidden = content(home, "Wegweiser"), content(home, "Wegwerfen")
    translate(shown, "Signpost")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    names = document_type("page").names

    with override("de"):
        german = names([shown.pk, hidden.pk], timezone.now())
    with override("en"):
        english = names([shown.pk, hidden.pk], timezone.now())

    assert {pk: (name.title, name.url, name.lang) for pk, name in german.items()} == {shown.pk: ("Wegweiser", "/wegweiser/", "")}
    assert {pk: (name.title, name.url, name.lang) for pk, name in english.items()} == {shown.pk: ("Signpost", "/en/wegweiser/", "")}
