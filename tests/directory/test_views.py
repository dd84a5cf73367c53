"""The register's public pages as people get them."""

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import activate

from directory import sections
from directory.models import ActorLink, ActorText, FormerSlug, OfferSession, OfferText, OpeningException, OpeningSpan, Topic
from directory.operations import archive
from tests.factories import ActorFactory, ActorKindFactory, AreaFactory, LocationFactory, OfferFactory, TargetGroupFactory, TopicFactory

pytestmark = pytest.mark.django_db

FRAME = 1
"""Queries of the frame round every page (tests of `portal.shell` hold it)."""
SQUARE = {"type": "Polygon", "coordinates": [[[13.0, 52.0], [14.0, 52.0], [14.0, 53.0], [13.0, 53.0], [13.0, 52.0]]]}


@pytest.fixture(autouse=True)
def _in_german():
    """A request leaves its language active in the thread; addresses made afterwards would carry it."""
    activate("de")
    yield
    activate("de")


def text_of(response):
    """The page's text without markup, as one line."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00ad", "").replace("&nbsp;", " ").replace("\u00a0", " ").split())


def rich_actor(number=1, **fields):
    """An actor with everything that its page shows, so many times."""
    actor = ActorFactory(
        operator=ActorFactory(name="Großer Träger"),
        summary="Unterricht für alle.",
        description="<p>Seit 1994.</p>",
        phone="+493023125110",
        email="post@klangwerk.example",
        website="https://www.klangwerk.example/",
        languages=["de", "tr"],
        confirmed_at=datetime(2026, 10, 12, tzinfo=UTC),
        **fields,
    )
    actor.further_kinds.set([ActorKindFactory(slug="bibliothek")])
    for count in range(number):
        actor.topics.add(TopicFactory())
        actor.target_groups.add(TargetGroupFactory())
        actor.tags.add(f"schlagwort {count}")
        location = LocationFactory(actor=actor, lat=52.5 + count / 100, lon=13.4, area=AreaFactory(), is_main=count == 0)
        OpeningSpan.objects.create(location=location, weekday=count, opens=time(8), closes=time(16))
        today = timezone.localdate()
        OpeningException.objects.create(location=location, starts=today, ends=today + timedelta(days=3))
        ActorLink.objects.create(actor=actor, title="Anmeldeformular", url="https://klangwerk.example/")
        ActorText.objects.create(actor=actor, language=("ar", "tr", "uk")[count], summary="…")
        LocationFactory(lat=52.5, lon=13.4 + (count + 1) / 100)
        offer = OfferFactory(actor=actor)
        offer.locations.set([location])
        offer.save()
        OfferSession.objects.create(offer=offer, weekday=1)
        OfferText.objects.create(offer=offer, language="en", name="Recorder")
        ActorFactory(operator=actor)
    actor.save()
    return actor


# --- Lists ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_institutions_takes_10_queries_for_any_number(client, count, django_assert_num_queries):
    AreaFactory(), AreaFactory()
    for _number in range(count):
        rich_actor(1)
    client.get("/einrichtungen/")

    with django_assert_num_queries(10 + FRAME):
        response = client.get("/einrichtungen/")

    assert text_of(response).count("Großer Träger") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_offers_takes_12_queries_for_any_number(client, count, django_assert_num_queries):
    AreaFactory(), AreaFactory()
    for _number in range(count):
        offer = OfferFactory(name="Blockflöte")
        offer.locations.set([LocationFactory(actor=offer.actor, area=AreaFactory())])
        offer.topics.set([TopicFactory()])
        offer.save()
        OfferSession.objects.create(offer=offer, weekday=1)
    client.get("/angebote/")

    with django_assert_num_queries(12 + FRAME):
        response = client.get("/angebote/")

    assert text_of(response).count("Blockflöte") == count


def test_a_list_speaks_the_readers_language_and_says_where_it_cannot(client):
    translated = ActorFactory(name="Musikschule Klangwerk", summary="Unterricht für alle.")
    ActorText.objects.create(actor=translated, language="en", name="Klangwerk Music School")
    ActorFactory(name="Kita Wiesenwichtel")

    html = client.get("/en/einrichtungen/").content.decode()

    assert '">Klangwerk Music School</a>' in html.replace("\u00ad", "")
    assert '<p class="row__text" lang="de">Unterricht für alle.</p>' in html.replace("\u00ad", "")
    assert re.search(r'<a href="/en/einrichtungen/[^"]+" lang="de">Kita Wiesen\u00ad?wichtel</a>', html)
    assert "2 institutions" in html


def test_an_empty_list_leads_on(client):
    response = client.get("/einrichtungen/?q=gibtesnicht")

    assert response.status_code == 200
    assert "Keine Einrichtung passt zu allem" in text_of(response)
    assert "Hier gibt es noch keine Angebote" in text_of(client.get("/angebote/"))


def test_a_page_number_beyond_the_end_shows_the_last_page_and_says_so(client):
    ActorFactory(name="Kita Wiesenwichtel")

    response = client.get("/einrichtungen/?seite=999")

    assert response.status_code == 200
    assert "So viele Seiten hat die Liste nicht." in text_of(response)
    assert "Kita Wiesenwichtel" in text_of(response)
    assert '<link rel="canonical" href="http://testserver/einrichtungen/">' in response.content.decode()


def test_past_offers_are_in_no_list(client):
    past = OfferFactory(name="Sommerfest", ends_on=timezone.localdate() - timedelta(days=1))
    OfferFactory(name="Herbstfest", ends_on=timezone.localdate(), actor=past.actor)

    assert "Sommerfest" not in text_of(client.get("/angebote/"))
    assert "Herbstfest" in text_of(client.get("/angebote/"))
    assert "Sommerfest" not in text_of(client.get(past.actor.get_absolute_url()))


# --- One institution ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_institution_takes_25_queries_whatever_it_has(client, count, django_assert_num_queries):
    actor = rich_actor(count)
    client.get(actor.get_absolute_url())

    with django_assert_num_queries(25 + FRAME):
        response = client.get(actor.get_absolute_url())

    assert response.content.decode().count("Anmelde\u00adformular") == count


def test_the_page_of_an_institution_tells_everything(client):
    actor = rich_actor(2, name="Musikschule Klangwerk")

    page = text_of(client.get(actor.get_absolute_url()))

    for expected in (
        "Musikschule Klangwerk", "Träger: Großer Träger", "Unterricht für alle.", "geprüft am 12. Oktober 2026", "030 23125110", "klangwerk.example",
        "Wir sprechen Deutsch und Türkisch.", "2 Standorte", "Notenweg 12, 13187 Berlin", "Montag 8:00–16:00", "Abweichende Zeiten",
        "Barrierefreiheit: noch nicht bekannt", "Angebote 2", "Einrichtungen dieses Trägers 2", "Über uns Seit 1994.", "schlagwort 1", "In der Nähe", "العربية",
    ):  # fmt: skip
        assert expected in page


def test_a_mail_address_is_never_in_the_page(client):
    text = "Schreiben Sie an post@klangwerk.example."
    actor = ActorFactory(email="post@klangwerk.example", summary=text, description=f"<p>{text}</p>")
    ActorText.objects.create(actor=actor, language="ar", summary=text, description=text)
    offer = OfferFactory(actor=actor, registration_email="anmeldung@klangwerk.example", summary=text, description=f"<p>{text} Anders.</p>")
    urls = ["/einrichtungen/", "/angebote/", actor.get_absolute_url(), offer.get_absolute_url()]

    pages = [client.get(url).content.decode() for url in urls]

    assert "E-Mail schreiben" in pages[2]
    assert "Per E-Mail anmelden" in pages[3]
    assert not [url for url, html in zip(urls, pages, strict=True) if "@klangwerk" in html]


def test_an_unpublished_operator_is_not_named(client):
    actor = ActorFactory(operator=ActorFactory(name="Geheimer Träger", live=False))

    assert "Geheimer Träger" not in client.get(actor.get_absolute_url()).content.decode()


def test_another_app_adds_a_section(client, tmp_path, settings, monkeypatch):
    (tmp_path / "extra.html").write_text("<p>{{ section.content }} von {{ actor.name }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    actor = ActorFactory(name="Klangwerk")
    monkeypatch.setattr(sections._of_actors, "_sections", dict(sections._of_actors._sections))
    sections.register("extra", template="extra.html", load=lambda actor, at: "10 Kooperationen", order=30)

    assert "10 Kooperationen von Klangwerk" in text_of(client.get(actor.get_absolute_url()))


def test_other_languages_are_linked_or_shown(client):
    actor = ActorFactory()
    ActorText.objects.create(actor=actor, language="ar", summary="دروس للجميع")
    ActorText.objects.create(actor=actor, language="de-simple", summary="Hier können Sie Musik lernen.")

    url = actor.get_absolute_url()
    german = client.get(url).content.decode()
    plain = client.get(f"/de-simple{url}").content.decode()

    assert '<div class="accordion__body" lang="ar" dir="rtl"><p>دروس للجميع</p>' in german
    assert f'href="/de-simple{url}"' in german
    assert "Hier können Sie Musik lernen." in plain


def test_notes_that_people_write_once_are_marked_as_german_for_others(client):
    location = LocationFactory(transport="Bus 3 bis Speicherkai")
    offer = OfferFactory(
        actor=location.actor, price_from=4, price_note="Geschwister zahlen weniger.", registration_note="Bitte früh kommen."
    )
    offer.locations.set([location])
    offer.save()

    url = offer.get_absolute_url()
    english = client.get(f"/en{url}").content.decode()
    german = client.get(url).content.decode()

    assert '<small lang="de">Geschwister zahlen weniger.</small>' in english
    assert '<p class="small muted" lang="de">Bitte früh kommen.</p>' in english
    assert '<span lang="de">Bus 3 bis Speicherkai</span>' in english
    assert "<small>Geschwister zahlen weniger.</small>" in german
    assert "<span>Bus 3 bis Speicherkai</span>" in german


# --- Addresses ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [ActorFactory, OfferFactory])
def test_an_old_address_leads_to_the_present_one_for_good(client, factory):
    entry = factory(slug="neu")
    FormerSlug.objects.create(model=entry._meta.model_name, slug="alt", object_id=entry.pk)

    url = f"/en{entry.get_absolute_url()}"
    response = client.get(url.replace("neu", "alt"))

    assert (response.status_code, response["Location"]) == (301, url)


@pytest.mark.parametrize("factory", [ActorFactory, OfferFactory])
def test_what_was_archived_is_gone_and_says_so_without_a_name(client, factory):
    entry = factory(name="Klangwerk am See")
    FormerSlug.objects.create(model=entry._meta.model_name, slug="alt", object_id=entry.pk)
    archive(entry)

    for url in (entry.get_absolute_url(), entry.get_absolute_url().replace(entry.slug, "alt")):
        response = client.get(url)

        assert response.status_code == 410
        assert "Diesen Eintrag gibt es nicht mehr" in text_of(response)
        assert "Klangwerk am See" not in response.content.decode()


def test_an_offer_of_an_archived_institution_is_gone(client):
    offer = OfferFactory()
    archive(offer.actor)

    assert client.get(offer.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("fields", [{"live": False}, {"live": False, "archived_at": datetime(2026, 1, 1, tzinfo=UTC)}])
def test_a_draft_has_no_address_for_anybody(client, admin_client, fields):
    actor = ActorFactory(slug="neu", **fields)
    FormerSlug.objects.create(model="actor", slug="alt", object_id=actor.pk)

    for visitor in (client, admin_client):
        assert visitor.get("/einrichtungen/neu/").status_code == 404
        assert visitor.get("/einrichtungen/alt/").status_code == 404


@pytest.mark.parametrize("path", ["einrichtungen", "angebote", "themen", "gebiete"])
@pytest.mark.parametrize(
    "slug", ["gibt-es-nicht", "-", "_", "A" * 300, "1e400", "%C3%A4", "%00", "a%00b", "..%2f..", "%F0%9F%8E%B5", "%ff"]
)
def test_an_unknown_address_is_not_found_in_the_portals_look(client, path, slug):
    response = client.get(f"/{path}/{slug}/")

    assert response.status_code == 404
    assert "site-header" in response.content.decode()


# --- One offer ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_offer_takes_25_queries_whatever_it_has(client, count, django_assert_num_queries):
    topic, group = TopicFactory(), TargetGroupFactory()

    def offer(**fields):
        made = OfferFactory(**fields)
        made.topics.set([topic])
        made.target_groups.set([group])
        for number in range(count):
            location = LocationFactory(actor=made.actor, lat=52.5, lon=13.4, area=AreaFactory())
            made.locations.add(location)
            OpeningSpan.objects.create(location=location, weekday=1, opens=time(8), closes=time(16))
            OfferSession.objects.create(offer=made, weekday=number)
            OfferText.objects.create(offer=made, language=("en", "ar", "tr")[number], summary="…")
        made.save()
        return made

    shown = offer()
    for number in range(count):
        offer(name=f"Ähnlich {number}")
    client.get(shown.get_absolute_url())

    with django_assert_num_queries(25 + FRAME):
        response = client.get(shown.get_absolute_url())

    assert text_of(response).count("Ähnlich ") == count


def test_the_page_of_an_offer_answers_the_questions(client):
    offer = OfferFactory(
        name="Blockflöte in der Kleingruppe", actor__name="Klangwerk", age_from=6, age_to=9, price_from=26, price_to=26, price_unit="monat", price_reduced=13,
        accepts_education_package=True, languages=["de", "uk"], places_min=3, places_max=4, places_free=2, starts_on=date(2199, 1, 12), valid_until=date(2199, 7, 31),
        registration_url="https://klangwerk.example/anmeldung", registration_note="Bitte vorher anrufen.", confirmed_at=timezone.now(),
    )  # fmt: skip
    offer.locations.set([LocationFactory(actor=offer.actor, step_free=True, lift=False)])
    offer.save()
    for day in (1, 3):
        OfferSession.objects.create(offer=offer, weekday=day, starts=time(15, 15), ends=time(16))

    page = text_of(client.get(offer.get_absolute_url()))

    for expected in (
        "Kurs von Klangwerk", "Wann? Dienstag und Donnerstag 15:15–16:00 ab 12. Januar 2199", "Für wen? 6 bis 9 Jahre 3 bis 4 Teilnehmende",
        "Was kostet es? 26 € im Monat ermäßigt 13 € Bildungspaket gilt", "Wo? Notenweg 12, Berlin", "Sprachen Deutsch und Ukrainisch", "2 Plätze frei",
        "Zur Anmeldung", "Bitte vorher anrufen.", "stufenloser Zugang", "Aufzug: nein", "gültig bis 31. Juli 2199",
    ):  # fmt: skip
        assert expected in page


def test_a_past_offer_says_so_and_leads_to_current_ones(client):
    past = OfferFactory(ends_on=date(2026, 6, 30), registration_url="https://klangwerk.example/anmeldung")
    url = f'href="/angebote/?einrichtung={past.actor.slug}"'

    alone = client.get(past.get_absolute_url())
    OfferFactory(actor=past.actor)
    with_others = client.get(past.get_absolute_url())

    assert "Dieses Angebot ist vorbei Es endete am 30. Juni 2026." in text_of(alone)
    assert "Zur Anmeldung" not in text_of(alone)
    assert url not in alone.content.decode()
    assert url in with_others.content.decode()
    assert '<meta name="robots" content="noindex, follow">' in alone.content.decode()


# --- Topics and areas -----------------------------------------------------------------------------------------------------------


def test_a_topic_shows_what_lies_in_it_and_below(client):
    music = TopicFactory(slug="t-musik", name="Klangkunst")
    singing = TopicFactory(slug="t-singen", name="Obertonsingen", parent=music)
    TopicFactory(slug="t-leer", name="Nasenflöte", parent=music)
    offer = OfferFactory(name="Chor der Kulturen")
    offer.topics.set([singing])
    offer.save()
    draft = OfferFactory(name="Geheimchor", live=False)
    draft.topics.set([singing])
    draft.save()

    page, index = text_of(client.get("/themen/t-musik/")), text_of(client.get("/themen/"))

    assert "Obertonsingen 1" in page
    assert "Chor der Kulturen" in page
    assert "Geheimchor" not in page
    assert "Nasenflöte" not in page
    assert "Klangkunst 1 Obertonsingen" in index


def test_a_topic_wears_its_colour_and_one_without_wears_that_of_the_topic_above(client):
    music = TopicFactory(slug="t-musik", hue=10)
    singing = TopicFactory(slug="t-singen", parent=music)
    actor = ActorFactory()
    actor.topics.set([singing])
    actor.save()

    tile = '<span class="tile{} data-kind="thema-t-musik">'
    assert tile.format('"') in client.get("/themen/").content.decode()
    assert tile.format(' tile--l"') in client.get("/themen/t-singen/").content.decode()


def test_tags_alone_are_called_keywords(client):
    actor = ActorFactory()
    actor.tags.add("Situationsansatz")
    actor.save()

    page = text_of(client.get(actor.get_absolute_url()))

    assert "Stichworte Situationsansatz" in page


@pytest.mark.parametrize("count", [1, 3])
def test_topic_pages_take_the_same_queries_for_any_number(client, count, django_assert_num_queries):
    for number in range(count):
        root = TopicFactory(name=f"Wurzel {number}")
        for _child in range(count):
            offer = OfferFactory()
            offer.topics.set([TopicFactory(parent=root)])
            offer.save()
    client.get("/themen/")

    with django_assert_num_queries(5 + FRAME):
        client.get("/themen/")
    with django_assert_num_queries(10 + FRAME):
        client.get(root.get_absolute_url())


def test_an_area_shows_its_outline_parts_kinds_and_offers(client):
    land = AreaFactory(name="Landkreis Himmelblau", level="kreis", outline=SQUARE, population=120_000)
    town = AreaFactory(name="Großbeeren", parent=land, outline=SQUARE)
    AreaFactory(name="Kleinbeeren", parent=land)
    location = LocationFactory(area=town)
    offer = OfferFactory(name="Chor der Kulturen", actor=location.actor)
    offer.locations.set([location])
    offer.save()
    LocationFactory(area=town, actor__name="Geheim", actor__live=False)

    response = client.get(land.get_absolute_url())

    page = text_of(response)
    assert "Landkreis · 120.000 Einwohner" in page.replace("Landkreis 120", "Landkreis · 120")
    for expected in ("Einrichtungen 1", "Musikschulen 1", "Großbeeren 1", "Kleinbeeren 0", "Chor der Kulturen"):
        assert expected in page
    assert response.content.decode().count('<path class="map__area"') == 2
    assert "Landkreis Himmelblau 1 Großbeeren 1" in text_of(client.get("/gebiete/"))


def test_the_list_of_areas_begins_where_places_differ(client):
    land = AreaFactory(name="Uferland", level="land")
    district = AreaFactory(name="Landkreis Himmelblau", level="kreis", parent=land)
    LocationFactory(area=AreaFactory(name="Großbeeren", parent=district))
    LocationFactory(area=AreaFactory(name="Kleinbeeren", parent=district))
    AreaFactory(name="Leerdorf", parent=district)

    page = text_of(client.get("/gebiete/"))

    assert "Landkreis Himmelblau 2 Großbeeren 1 Kleinbeeren 1" in page
    assert "Uferland" not in page
    assert "Leerdorf" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_area_pages_take_the_same_queries_for_any_number(client, count, django_assert_num_queries):
    land = AreaFactory(outline=SQUARE)
    for _number in range(count + 1):
        location = LocationFactory(area=AreaFactory(parent=land, outline=SQUARE))
        offer = OfferFactory(actor=location.actor)
        offer.locations.set([location])
        offer.save()
    client.get("/gebiete/")

    with django_assert_num_queries(4 + FRAME):
        client.get("/gebiete/")
    with django_assert_num_queries(9 + FRAME):
        client.get(land.get_absolute_url())


@pytest.mark.parametrize(
    "outline", [None, {}, [], {"type": "Point", "coordinates": [1, 2]}, {"type": "Polygon", "coordinates": "x"}, {"type": "MultiPolygon"}]
)
def test_an_area_with_no_outline_or_a_broken_one_still_has_a_page(client, outline):
    area = AreaFactory(outline=outline)

    response = client.get(area.get_absolute_url())

    assert response.status_code == 200
    assert "map__area" not in response.content.decode()


def test_an_empty_topic_and_an_empty_area_lead_on(client):
    assert "Zu diesem Thema gibt es noch nichts" in text_of(client.get(Topic.objects.get(slug="musik").get_absolute_url()))
    assert "Hier gibt es noch keine Einrichtungen" in text_of(client.get(AreaFactory().get_absolute_url()))


# --- For machines ----------------------------------------------------------------------------------------------------------------


def test_pages_have_a_title_a_description_an_address_and_their_other_languages(client):
    actor = ActorFactory(name="Musikschule Klangwerk", summary="Unterricht für alle.")

    html = client.get(actor.get_absolute_url()).content.decode()

    url = actor.get_absolute_url()
    assert "<title>Musikschule Klangwerk – " in html
    assert '<meta name="description" content="Unterricht für alle.">' in html
    assert f'<link rel="canonical" href="http://testserver{url}">' in html
    assert f'<link rel="alternate" hreflang="en" href="http://testserver/en{url}">' in html


@pytest.mark.parametrize(
    ("path", "title", "begin"),
    [
        ("/einrichtungen/", "Einrichtungen", "Alle Einrichtungen"),
        ("/angebote/", "Angebote", "Alle aktuellen Angebote"),
        ("/themen/", "Themen", "Worum es"),
        ("/gebiete/", "Gebiete", "Einrichtungen und Angebote"),
    ],
)
def test_a_shared_list_says_what_it_is(client, path, title, begin):
    html = client.get(path).content.decode()

    assert f'<meta property="og:title" content="{title}">' in html
    assert f'<meta property="og:description" content="{begin}' in html


def test_structured_data_is_valid_json_whatever_a_name_contains(client):
    nasty = "</script><script>alert(1)</script><!-- ' \" & \u2028 \\"
    actor = ActorFactory(name=nasty, summary=nasty, description=f"<p>{nasty}</p>")
    offer = OfferFactory(name=nasty, actor=actor)

    for url in (actor.get_absolute_url(), offer.get_absolute_url()):
        html = client.get(url).content.decode()
        [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, flags=re.DOTALL)

        assert json.loads(block)["@graph"][0]["name"] == nasty
        assert "<" not in block
        assert "<script>alert" not in html
