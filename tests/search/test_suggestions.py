"""What the search field proposes: who may be proposed, for what people type, in which order. Through the database and whichever engine there is."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from directory.models import ActorText, Postcode
from directory.operations import archive
from search.suggestions import suggestions
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    LocationFactory,
    OfferFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SCHOOL = {"kind__slug": "schule", "kind__name": "Schule", "kind__name_plural": "Schulen"}


def proposed(text, at=None):
    """{group: texts}."""
    return {group.name: [item.text for item in group.items] for group in suggestions(text, at or timezone.now())}


def first(text, group):
    return next(found.items[0] for found in suggestions(text, timezone.now()) if found.name == group)


# --- Words of names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Öl", "öl", "Oel", "oel", "ol", "ÖLM", "Ölmühle", "oelmuehle", "  Ölmü ", "Ölmü!"])
def test_a_name_is_proposed_by_its_beginning_in_every_spelling(index, typed):
    ActorFactory(name="Ölmühle am See")
    ActorFactory(name="Sägewerk")
    index()

    assert proposed(typed)["einrichtungen"] == ["Ölmühle am See"]


def test_a_name_is_proposed_by_any_of_its_words_and_what_begins_so_comes_first(index):
    ActorFactory(name="Haus am Kiesel")
    ActorFactory(name="Kieselsteine Haus und Hof")
    index()

    assert proposed("kies")["einrichtungen"] == ["Kieselsteine Haus und Hof", "Haus am Kiesel"]


def test_short_names_come_before_long_ones(index):
    for name in ("Turmhof der vielen Möglichkeiten", "Turmhof", "Turmhof Nord"):
        ActorFactory(name=name)
    index()

    assert proposed("turm")["einrichtungen"] == ["Turmhof", "Turmhof Nord", "Turmhof der vielen Möglichkeiten"]


def test_all_words_must_begin_in_the_name_in_any_order(index):
    ActorFactory(name="Kita Sonnenschein")
    ActorFactory(name="Kita Regenbogen")
    index()

    assert proposed("kita so")["einrichtungen"] == proposed("sonn kit")["einrichtungen"] == ["Kita Sonnenschein"]


def test_a_word_may_say_what_or_where_it_is_when_another_one_begins_the_name(index):
    LocationFactory(actor=ActorFactory(name="Béla Bartók"), area=AreaFactory(name="Pankow", slug="pankow"))
    ActorFactory(name="Bartholomäus", **SCHOOL)
    index()

    assert proposed("musikschule bart")["einrichtungen"] == proposed("bart pankow")["einrichtungen"] == ["Béla Bartók"]


def test_other_names_propose_a_thing_too(index):
    ActorFactory(name="Amt für Weiterbildung", other_names="Quasselbude, Lernzeche")
    index()

    assert proposed("lernz")["einrichtungen"] == ["Amt für Weiterbildung"]


def test_the_name_leads_to_its_page_and_says_what_and_where_it_is(index):
    actor = ActorFactory(name="Klangwerk", slug="klangwerk")
    LocationFactory(actor=actor, area=AreaFactory(name="Karow", slug="karow"))
    index()

    found = first("klang", "einrichtungen")

    assert (found.url, found.note, found.parts, found.kind) == (
        "/einrichtungen/klangwerk/",
        "Musikschule · Karow",
        ["", "Klang", "werk"],
        "musikschule",
    )


def test_an_offer_says_whose_it_is(index):
    OfferFactory(name="Glasblasen", slug="glasblasen", actor=ActorFactory(name="Hütte"))
    index()

    found = first("glas", "angebote")

    assert (found.url, found.note) == ("/angebote/glasblasen/", "Hütte")


def test_offers_of_one_name_are_one_suggestion(index):
    for _number in range(12):
        OfferFactory(name="Sprachtest")
    OfferFactory(name="Sprachtest Deutsch")
    index()

    found = next(group for group in suggestions("sprach", timezone.now()) if group.name == "angebote")

    assert [(item.text, item.url, item.note) for item in found.items[:1]] == [
        ("Sprachtest", "/suche/?q=Sprachtest&typ=angebote", "mehrere Angebote")
    ]
    assert [item.text for item in found.items] == ["Sprachtest", "Sprachtest Deutsch"]


def test_what_is_past_is_not_proposed(index):
    OfferFactory(name="Ferienkurs", ends_on=dt.date(2027, 8, 31))
    index()
    last_day = dt.datetime(2027, 8, 31, 12, tzinfo=dt.UTC)

    assert "angebote" in proposed("ferien", last_day)
    assert proposed("ferien", last_day + dt.timedelta(days=1)) == {}


# --- Words to search for ----------------------------------------------------------------------------------------------------------


def test_whole_words_are_proposed_the_most_frequent_first(index):
    for name in ("Laterne", "Laternenfest", "Laternenfest Nord", "Bau einer Laterne", "Laterne Süd"):
        OfferFactory(name=name)
    index()

    assert proposed("later")["words"] == ["Laterne", "Laternenfest"]


def test_who_types_an_umlaut_means_it(index):
    for name in ("Floß", "Floß Nord", "Flöte"):
        OfferFactory(name=name)
    index()

    assert (proposed("flö")["words"], proposed("flo")["words"]) == (["Flöte", "Floß"], ["Floß", "Flöte"])
    assert proposed("flö")["angebote"] == ["Flöte", "Floß", "Floß Nord"]


def test_the_word_that_stands_there_already_is_not_proposed(index):
    OfferFactory(name="Laterne")
    OfferFactory(name="Laternenfest")
    index()

    assert proposed("laterne")["words"] == ["Laternenfest"]


def test_the_last_word_is_completed_among_names_with_the_words_before(index):
    OfferFactory(name="Malen für Kinder")
    OfferFactory(name="Kochen mit Kichererbsen")
    index()

    assert proposed("malen ki")["words"] == ["malen Kinder"]


@pytest.mark.parametrize("typed", ["flöte", "Floeten", "unterr"])
def test_a_name_is_proposed_from_the_middle_of_a_compound(index, typed):
    OfferFactory(name="Blockflötenunterricht")
    index()

    assert proposed(typed)["angebote"] == ["Blockflötenunterricht"]


def test_parts_of_compounds_are_words_to_search_for(index):
    OfferFactory(name="Blockflötenunterricht")
    index()

    assert proposed("unterr")["words"] == ["Unterricht"]


def test_mistakes_are_forgiven_in_the_middle_of_compounds(index):
    OfferFactory(name="Blockflötenunterricht")
    index()

    assert proposed("untericht")["angebote"] == ["Blockflötenunterricht"]


def test_words_that_join_are_not_proposed(index):
    OfferFactory(name="Über und unter Wasser")
    index()

    assert "words" not in proposed("un") or "und" not in proposed("un")["words"]


# --- Topics, kinds, areas ---------------------------------------------------------------------------------------------------------


def test_a_topic_is_proposed_by_its_name_and_by_other_words_for_it(index):
    topic = TopicFactory(name="Zauberei", slug="zauberei", synonyms=["Taschenspiel"])
    actor = ActorFactory(name="Verein")
    actor.topics.add(topic)
    actor.save()
    index()

    by_name, by_synonym = first("zaub", "terms"), first("tasch", "terms")

    assert (by_name.text, by_name.url, by_name.note) == ("Zauberei", "/suche/?thema=zauberei", "Thema")
    assert (by_synonym.text, by_synonym.note) == ("Zauberei", "Thema · Taschenspiel")


def test_topics_and_areas_without_anything_are_not_proposed(index):
    TopicFactory(name="Zauberei", slug="zauberei")
    AreaFactory(name="Zauberberg", slug="zauberberg")
    ActorFactory(name="Zauberhof")
    index()

    assert set(proposed("zaub")) == {"words", "einrichtungen"}


def test_a_kind_of_institution_is_proposed_in_the_plural(index):
    ActorFactory(kind=ActorKindFactory(slug="planetarium", name="Planetarium", name_plural="Planetarien"), name="Sternwarte")
    index()

    assert first("planet", "terms").text == "Planetarien"


def test_an_area_is_proposed_and_leads_to_its_results(index):
    berlin = AreaFactory(name="Berlin", slug="berlin")
    LocationFactory(area=AreaFactory(name="Prenzlauer Berg", slug="prenzlauer-berg", parent=berlin))
    index()

    found = first("prenzlauer b", "areas")

    assert (found.text, found.url, found.note) == ("Prenzlauer Berg", "/suche/?gebiet=prenzlauer-berg", "Berlin")


@pytest.mark.parametrize("typed", ["töpfern pank", "töpfern in pank"])
def test_words_before_an_area_are_looked_for_there(index, typed):
    offer = OfferFactory(name="Töpfern")
    offer.locations.add(LocationFactory(area=AreaFactory(name="Pankow", slug="pankow")))
    offer.save()
    LocationFactory(area=AreaFactory(name="Pankratiushof", slug="pankratiushof"))
    index()

    found = next(group for group in suggestions(typed, timezone.now()) if group.name == "areas").items

    assert [(item.text, item.url) for item in found] == [("töpfern in Pankow", "/suche/?q=t%C3%B6pfern&gebiet=pankow")]


def test_a_postcode_proposes_its_area(index):
    area = AreaFactory(name="Karow", slug="karow")
    Postcode.objects.create(code="13125", place="Berlin", lat=52.6, lon=13.4, area=area)
    LocationFactory(area=area)
    index()

    found = first("1312", "areas")

    assert (found.text, found.note, found.url) == ("13125 Berlin", "Karow", "/suche/?gebiet=karow")


# --- Mistakes ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Kieslesteine", "kieselsteime", "kisel", "Kieselstiene"])
def test_mistakes_in_typing_are_forgiven_when_little_is_found(index, typed):
    ActorFactory(name="Kieselsteine")
    index()

    assert proposed(typed)["einrichtungen"] == ["Kieselsteine"]


@pytest.mark.parametrize("typed", ["wieselsteine", "kisl"])
def test_the_first_letter_must_be_right_and_short_words_too(index, typed):
    ActorFactory(name="Kieselsteine")
    index()

    assert proposed(typed) == {}


# --- Who may be proposed ---------------------------------------------------------------------------------------------------------


def test_drafts_and_archived_things_are_never_proposed_even_before_the_index_knows(index):
    ActorFactory(name="Zeltplatz Entwurf", live=False)
    shown = ActorFactory(name="Zeltplatz")
    OfferFactory(name="Zeltkurs", actor=shown)
    index()
    assert (proposed("zelt")["einrichtungen"], proposed("zelt")["angebote"]) == (["Zeltplatz"], ["Zeltkurs"])

    archive(shown, by=UserFactory())

    assert {"einrichtungen", "angebote"}.isdisjoint(proposed("zelt"))
    index()
    assert proposed("zelt") == {}


def test_what_was_published_is_proposed_once_it_is_indexed(index):
    assert proposed("neul") == {}
    ActorFactory(name="Neuland")

    index()

    assert proposed("neul")["einrichtungen"] == ["Neuland"]


# --- Languages --------------------------------------------------------------------------------------------------------------------


def test_names_stand_in_the_readers_language_and_others_say_theirs(index):
    ActorText.objects.create(actor=ActorFactory(name="Musikhaus Nord", slug="nord"), language="en", name="Musical house north")
    ActorFactory(name="Musikhaus Süd", slug="sued")
    index()

    with translation.override("en"):
        found = next(group for group in suggestions("mus", timezone.now()) if group.name == "einrichtungen").items

    assert sorted((item.text, item.lang, item.url) for item in found) == [
        ("Musical house north", "", "/en/einrichtungen/nord/"),
        ("Musikhaus Süd", "de", "/en/einrichtungen/sued/"),
    ]


def test_names_in_other_scripts_are_proposed_by_their_beginning(index):
    actor = ActorFactory(name="Sprachtreff")
    ActorText.objects.create(actor=actor, language="uk", name="Дитячий садок")
    index()

    assert proposed("дитя")["einrichtungen"] == ["Sprachtreff"]


# --- How many ---------------------------------------------------------------------------------------------------------------------


def test_at_most_nine_stand_there_and_every_group_keeps_some(index):
    topic, area = TopicFactory(name="Birkenkunde", slug="birkenkunde"), AreaFactory(name="Birkenau", slug="birkenau")
    for number in range(5):
        actor = ActorFactory(name=f"Birkenhof {number}")
        actor.topics.add(topic)
        actor.save()
        LocationFactory(actor=actor, area=area)
        OfferFactory(name=f"Birkenwasser {number}", actor=actor)
    index()

    assert {name: len(texts) for name, texts in proposed("birken").items()} == {
        "words": 2,
        "terms": 1,
        "areas": 1,
        "angebote": 3,
        "einrichtungen": 2,
    }


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "\x00",
        "👍",
        "'; DROP TABLE directory_actor; --",
        "(*",
        "a" * 10_000,
        "ä " * 5000,
        "\u202eelöf",
        "\ud83d",
        "%",
        "=",
        "de|",
        "٣٤",
    ],
)
def test_whatever_is_typed_is_answered(index, typed):
    ActorFactory(name="Kieselsteine")
    index()

    assert proposed(typed) == {}
