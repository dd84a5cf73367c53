"""Public pages: what they show, what they hide, and how many queries that takes."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from wagtail.blocks import StructBlockValidationError, StructValue
from wagtail.models import Locale, Page, PageViewRestriction

from directory.models import ActorKind, Topic
from portal.blocks.content import VideoBlock
from portal.figures import compute_figures
from portal.media.models import PortalDocument
from portal.models import ContentPage, HomePage, NewsCategory, NewsIndexPage, NewsPage
from tests.factories import ActorFactory, OfferFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def publish(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def home():
    return HomePage.objects.get()


@pytest.fixture
def index(home):
    return publish(home, NewsIndexPage(title="Aktuelles", slug="aktuelles"))


def news(index, number, **fields):
    return publish(
        index,
        NewsPage(
            **{"title": f"Nachricht {number}", "slug": f"nachricht-{number}", "intro": "Kurz.", "date": dt.date(2026, 11, number)} | fields
        ),
    )


def actor(**fields):
    return ActorFactory(kind=ActorKind.objects.get(slug="musikschule"), **fields)


def body(*blocks):
    return [{"type": kind, "value": value} for kind, value in blocks]


def entries(title, things):
    return {"title": title, "entries": [thing.pk for thing in things]}


def link(**fields):
    return {"page": None, "address": "", "label": ""} | fields


# --- Home -----------------------------------------------------------------------------------------------------------------


def test_home_counts_what_is_public_and_current(client, home):
    for number in range(2):
        OfferFactory(actor=actor(confirmed_at=AT if number else None))
    OfferFactory(actor=actor(live=False))
    OfferFactory(actor=actor(confirmed_at=AT - dt.timedelta(days=400)), ends_on=dt.date(2026, 1, 1))

    figures = compute_figures(AT)

    assert (figures.actors, figures.offers, figures.confirmed_share) == (3, 2, 1 / 3)


def test_home_counts_an_offer_once_for_a_topic_and_what_lies_below_it():
    top = Topic.objects.filter(depth=1).first()
    below = top.get_children().first() or top.add_child(name="Darunter", slug="darunter-test")
    offer = OfferFactory(actor=actor())
    offer.topics.set([top, below])
    offer.save()

    assert compute_figures(AT).by_topic == {top.path: 1}


def test_home_writes_the_numbers_into_its_lead(client, home):
    OfferFactory(actor=actor())
    home.hero_lead = "{angebote} Angebot von {einrichtungen} Einrichtung."
    home.save_revision().publish()

    assert "1 Angebot von 1 Einrichtung." in client.get("/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_for_any_number_of_things(client, home, index, count, django_assert_num_queries):
    for number in range(1, count + 1):
        news(index, number)
        OfferFactory(actor=actor())
    home.figures_title = "Zahlen"
    home.entries = body(
        *[("entry", {"icon": "compass", "title": f"Weg {number}", "text": "", "link": link(page=index.pk)}) for number in range(count)]
    )
    home.save_revision().publish()
    client.get("/")

    with django_assert_num_queries(16):
        response = client.get("/")

    assert response.content.decode().count("Nachricht ") == count


# --- Content ----------------------------------------------------------------------------------------------------------------


def test_a_page_shows_only_public_entries_in_the_order_chosen(client, home):
    shown, hidden, archived, last = (
        actor(name="Erste"),
        actor(name="Entwurf", live=False),
        actor(name="Alt", archived_at=AT),
        actor(name="Letzte"),
    )
    publish(home, ContentPage(title="Wer hilft", slug="wer-hilft", body=body(("actors", entries("Hier", [last, hidden, archived, shown])))))

    html = client.get("/wer-hilft/").content.decode()

    assert [name in html for name in ("Erste", "Letzte", "Entwurf", "Alt<")] == [True, True, False, False]
    assert html.index("Letzte") < html.index("Erste")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_queries_for_any_number_of_links_and_entries(client, home, count, django_assert_num_queries):
    target = publish(home, ContentPage(title="Ziel", slug="ziel"))
    blocks = [
        ("actors", entries("Einrichtungen", [actor() for _ in range(count)])),
        ("offers", entries("Angebote", [OfferFactory(actor=actor()) for _ in range(count)])),
        *[("call_to_action", {"title": f"Ruf {number}", "text": "", "link": link(page=target.pk)}) for number in range(count)],
    ]
    page = publish(home, ContentPage(title="Ganztag", slug="ganztag", body=body(*blocks)))
    for number in range(count):
        publish(page, ContentPage(title=f"Darunter {number}", slug=f"darunter-{number}"))
    client.get("/ganztag/")

    with django_assert_num_queries(23):
        html = client.get("/ganztag/").content.decode()

    assert (html.count("Ruf "), html.count("Darunter ")) == (count, count)


def test_a_link_to_a_page_that_is_not_public_is_not_shown(client, home):
    draft = home.add_child(instance=ContentPage(title="Geheim", slug="geheim", live=False))
    locked = publish(home, ContentPage(title="Nur für uns", slug="intern"))
    PageViewRestriction.objects.create(page=locked, restriction_type=PageViewRestriction.LOGIN)
    calls = [("call_to_action", {"title": page.title, "text": "", "link": link(page=page.pk)}) for page in (draft, locked)]
    publish(home, ContentPage(title="Offen", slug="offen", body=body(*calls)))

    html = client.get("/offen/").content.decode()

    assert [words in html for words in ("Geheim", "Nur für uns", "Offen")] == [False, False, True]


def test_headings_of_a_text_begin_at_the_second_level(client, home):
    texts = [("text", "<h3>Erstens</h3><p>x</p>"), ("heading", "Dann"), ("text", "<h3>Darin</h3>")]
    publish(home, ContentPage(title="Text", slug="text", body=body(*texts)))

    html = client.get("/text/").content.decode()

    assert [words in html for words in ("<h2>Erstens</h2>", "<h2>Dann</h2>", "<h3>Darin</h3>")] == [True] * 3


def test_a_draft_page_has_no_address(client, home):
    home.add_child(instance=ContentPage(title="Geheim", slug="geheim", live=False))

    assert client.get("/geheim/").status_code == 404


def test_every_page_says_who_may_frame_it_and_runs_no_inline_script(client, home, index):
    news(index, 1)

    for address in ("/", "/aktuelles/", "/aktuelles/nachricht-1/"):
        response = client.get(address)
        policy = response.headers["Content-Security-Policy"]
        html = response.content.decode()
        assert "frame-ancestors 'self'" in policy
        assert "unsafe-inline" not in policy
        assert " style=" not in html
        assert [
            part for part in html.split("<script")[1:] if "src=" not in part.split(">")[0] and "ld+json" not in part.split(">")[0]
        ] == []


def test_a_film_needs_captions_that_are_captions(home):
    film = PortalDocument.objects.create(title="Film", file=ContentFile(b"\x00", "film.mp4"))
    vtt = PortalDocument.objects.create(title="Untertitel", file=ContentFile(b"WEBVTT\n\n", "film.vtt"))
    fake = PortalDocument.objects.create(title="Untertitel", file=ContentFile(b"hello", "fake.vtt"))
    block = VideoBlock()
    value = {"title": "Film", "video": film, "captions": None, "silent": False, "sign_language": None, "transcript": None, "poster": None}

    def errors(**changed):
        try:
            block.clean(StructValue(block, value | changed))
        except StructBlockValidationError as error:
            return list(error.block_errors)
        return []

    assert errors() == ["captions"]
    assert errors(captions=fake) == ["captions"]
    assert errors(captions=vtt) == []
    assert errors(silent=True) == []
    assert errors(video=vtt, silent=True) == ["video"]


# --- News -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_news_list_takes_the_same_queries_for_any_number(client, index, count, django_assert_num_queries):
    category = NewsCategory.objects.create(name="Termin", slug="termin")
    for number in range(1, count + 1):
        news(index, number, categories=[category])
    client.get("/aktuelles/")

    with django_assert_num_queries(16):
        html = client.get("/aktuelles/").content.decode()

    assert html.count("Nachricht ") == count


def test_a_piece_of_news_takes_a_fixed_number_of_queries(client, index, django_assert_num_queries):
    news(index, 1)
    client.get("/aktuelles/nachricht-1/")

    with django_assert_num_queries(14):
        html = client.get("/aktuelles/nachricht-1/").content.decode()

    assert '"@type":"NewsArticle"' in html


@pytest.mark.parametrize(
    "query",
    [
        "seite=99",
        "seite=0",
        "seite=-1",
        "seite=x",
        "seite=²",
        "seite=" + "9" * 500,
        "kategorie=nirgends",
        "kategorie=%00",
        "unbekannt=1",
        "seite=1&seite=2",
    ],
)
def test_strange_parameters_get_a_page_and_never_an_error(client, index, query):
    for number in range(1, 13):
        news(index, number)

    response = client.get(f"/aktuelles/?{query}")

    assert response.status_code == 200
    assert "Nachricht " in response.content.decode()


def test_news_are_filtered_by_category_and_paged(client, index):
    category = NewsCategory.objects.create(name="Termin", slug="termin", name_en="Date")
    for number in range(1, 13):
        news(index, number, categories=[category] if number == 5 else [])

    assert client.get("/aktuelles/?kategorie=termin").content.decode().count("Nachricht ") == 1
    assert client.get("/aktuelles/?seite=2").content.decode().count("Nachricht ") == 2


def test_the_feed_is_valid_atom_and_holds_only_what_is_public(client, index):
    news(index, 1)
    news(index, 2, categories=[NewsCategory.objects.create(name="Termin", slug="termin")])
    index.add_child(instance=NewsPage(title="Entwurf", slug="entwurf", intro="x", live=False))

    response = client.get("/aktuelles/feed/")

    feed = ElementTree.fromstring(response.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert all(feed.find(atom + name) is not None for name in ("id", "title", "updated", "author"))
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(atom + "link")] == [
        ("alternate", "http://localhost/aktuelles/"),
        ("self", "http://localhost/aktuelles/feed/"),
    ]
    entries = feed.findall(atom + "entry")
    assert [entry.find(atom + "title").text for entry in entries] == ["Nachricht 2", "Nachricht 1"]
    assert all(entry.find(atom + "id").text.startswith("urn:uuid:") and entry.find(atom + "updated") is not None for entry in entries)
    assert len({entry.find(atom + "id").text for entry in entries}) == 2


# --- Languages --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def english_home(home):
    english = home.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = english.hero_title = "Home"
    english.save_revision().publish()
    return english


def test_a_page_has_one_address_in_its_own_language(client, home):
    publish(home, ContentPage(title="Ganztag", slug="ganztag"))

    response = client.get("/en/ganztag/")

    assert (response.status_code, response.url) == (302, "/ganztag/")


def test_the_language_switch_leads_to_the_translation_else_to_the_home_page(client, home, english_home):
    page = publish(home, ContentPage(title="Ganztag", slug="ganztag"))
    alone = client.get("/ganztag/").content.decode()
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    translated.title, translated.slug = "All day", "all-day"
    translated.save_revision().publish()

    both = client.get("/ganztag/").content.decode()

    assert ('href="/en/"' in alone, 'rel="alternate" hreflang="en"' in alone) == (True, False)
    assert 'href="/en/all-day/"' in both
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/all-day/">' in both


def test_a_link_leads_to_the_page_in_the_reader_s_language(home, english_home, rf):
    from portal.blocks.links import LinkBlock, resolve_links

    page = publish(home, ContentPage(title="Ganztag", slug="ganztag"))
    translated = page.copy_for_translation(Locale.objects.get(language_code="en"))
    translated.title, translated.slug = "All day", "all-day"
    translated.save_revision().publish()
    value = LinkBlock().to_python(link(page=page.pk))

    resolve_links(value, language="en")

    assert (value.label, value.url) == ("All day", "/en/all-day/")


def test_categories_have_words_in_other_languages():
    category = NewsCategory(name="Termin", name_en="Date")

    with translation.override("en"):
        assert category.local_name == "Date"
    with translation.override("de-simple"):
        assert category.local_name == "Termin"


def test_the_tree_has_rules(home, index):
    assert [NewsPage.can_create_at(parent) for parent in (home, index)] == [False, True]
    assert ContentPage.can_create_at(index) is False
    assert HomePage.can_create_at(home) is False
    assert NewsIndexPage.can_create_at(home) is False
    assert Page.can_create_at(home) is False
