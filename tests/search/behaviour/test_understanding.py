"""Places, ages, prices, target groups and whole sentences: what is understood decides, is shown, and can be undone."""

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone

from search.query import read


def chips(page):
    """{text of a chip: address without it}"""
    found = re.findall(r'chip--remove" href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", text).split()): unescape(url) for url, text in found}


# --- Places --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Gymnasium Waldheim", "Heinrich-Heine-Gymnasium"),
        ("Gymnasium in Grünau", "Carl-Friedrich-Gauß-Gymnasium"),
        ("gymnasium gruenau", "Carl-Friedrich-Gauß-Gymnasium"),
        ("Kita Waldheim", "Kita Sonnenschein"),
        ("Kita 01222", "Kita Sonnenschein"),
        ("Musikschule 01333", "Musikschule Grünau"),
        ("Kita in 01111 Lindenau", "Kita Marienkäfer"),
        ("Gitarre Altlindenau", "Gitarre für Anfänger"),
        ("Gitarre Grünau", "Gitarre einfach ausprobieren"),
        ("Waldheim Fußball", "Fußballtraining"),
    ],
)
def test_a_thing_at_a_place(ask, typed, first):
    assert ask(typed)[0] == first


def test_a_wider_area_holds_what_lies_in_its_parts(ask):
    assert ask("Kita Lindenau")[:2] in (
        ["Kita Marienkäfer", "Kinderladen Wirbelwind"],
        ["Kinderladen Wirbelwind", "Kita Marienkäfer"],
    )


def test_a_place_that_is_part_of_a_name_stays_findable_by_the_name(ask):
    assert ask("Musikschule Grünau")[0] == "Musikschule Grünau"
    assert ask("Blau-Weiß Waldheim")[0] == "Sportverein Blau-Weiß Waldheim"


def test_a_place_alone_shows_what_is_there(ask):
    titles = ask("Waldheim")

    assert titles[0] == "Sportverein Blau-Weiß Waldheim"
    assert {"Kita Sonnenschein", "Heinrich-Heine-Gymnasium", "Waldmuseum"} <= set(titles)
    assert not {"Kita Marienkäfer", "Musikschule Grünau"} & set(titles)


def test_a_quarter_that_is_also_a_word_stays_a_word(ask):
    assert "Kinderladen Wirbelwind" in ask("Kita in Buch")[:1]
    assert ask("Finanzbuchhaltung Buch")[0] == "Finanzbuchhaltung Grundlagen"


def test_a_place_where_nothing_is_does_not_find_everything_elsewhere(ask):
    assert ask("Kita Fernstadt") == []


def test_the_place_of_a_postcode_is_a_chip_that_can_become_a_filter(page):
    shown = page("Kita 01222")

    assert "in 01222 Waldheim" in " ".join(chips(shown))
    assert "gebiet=waldheim" in shown


# --- Ages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Gitarre für 7-Jährige", "Gitarre einfach ausprobieren"),
        ("Gitarre 7 Jahre", "Gitarre einfach ausprobieren"),
        ("Gitarre für Siebenjährige", "Gitarre einfach ausprobieren"),
        ("Musik für Kinder ab 1 Jahr", "Musikgarten"),
        ("Musik für Babys", "Musikgarten"),
        ("Sport für Senioren", "Aquafitness 60 plus"),
        ("Sport 60+", "Aquafitness 60 plus"),
        ("Englisch für ältere Menschen", "Englisch für Seniorinnen und Senioren"),
        ("Hilfe bei Hausaufgaben 7. Klasse", "Hausaufgabenhilfe"),
    ],
)
def test_ages_and_words_for_people_decide_between_things(ask, typed, first):
    assert ask(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "chip"),
    [
        ("Gitarre für 7-Jährige", "7 Jahre"),
        ("Gitarre ab 6", "ab 6 Jahren"),
        ("Gitarre von 6 bis 10 Jahren", "6 bis 10 Jahre"),
        ("Gitarre unter 3", "bis 2 Jahre"),
        ("Gitarre 5. Klasse", "10 bis 11 Jahre"),
        ("Gitarre Ü60", "ab 60 Jahren"),
    ],
)
def test_an_age_is_a_chip(page, typed, chip):
    assert chip in " ".join(chips(page(typed))).replace("\u2013", "bis")


# --- Prices ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["Gitarre kostenlos", "Gitarre gratis", "kostenlose Gitarre", "Gitarre umsonst", "free guitar", "ücretsiz gitar"]
)
def test_what_costs_nothing_comes_first(ask, typed):
    assert ask(typed)[0] == "Gitarre einfach ausprobieren"


def test_the_bildungspaket_is_understood(ask):
    assert ask("Ferien Bildungspaket")[0] == "Feriencamp im Wald"
    assert ask("Ferien BuT")[0] == "Feriencamp im Wald"


# --- Sentences ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Wo kann mein Kind Gitarre lernen?", {"Gitarre für Anfänger", "Gitarre einfach ausprobieren"}),
        ("Ich suche eine Kita in Waldheim", {"Kita Sonnenschein"}),
        ("Wer hilft bei den Hausaufgaben?", {"Hausaufgabenhilfe"}),
        ("Wo lernt man häkeln?", {"Häkeln und Stricken"}),
        ("Gibt es einen kostenlosen Deutschkurs für Geflüchtete?", {"Deutschkurs A1"}),
        ("Was können Kinder in den Ferien machen?", {"Feriencamp im Wald"}),
        ("where can my child learn swimming", {"Schwimmen für Kinder"}),
    ],
)
def test_a_question_is_answered_by_its_words_that_count(ask, typed, first):
    assert ask(typed)[0] in first


def test_words_area_price_and_age_in_one_query(ask, page):
    assert ask("Gitarre Grünau kostenlos 7 Jahre")[0] == "Gitarre einfach ausprobieren"
    assert len(chips(page("Gitarre Grünau kostenlos 7 Jahre"))) == 3


# --- What was understood can be undone ------------------------------------------------------------------------------------------


def test_each_chip_leads_to_the_search_without_it(page):
    shown = chips(page("Gitarre in Grünau kostenlos für 7-Jährige", typ="angebote"))

    assert sorted(shown.values()) == sorted(
        [
            "?q=Gitarre+kostenlos+f%C3%BCr+7-J%C3%A4hrige&typ=angebote",
            "?q=Gitarre+in+Gr%C3%BCnau+f%C3%BCr+7-J%C3%A4hrige&typ=angebote",
            "?q=Gitarre+in+Gr%C3%BCnau+kostenlos&typ=angebote",
        ]
    )


def test_literally_nothing_is_understood(page, ask):
    assert "q=Kita+Waldheim&amp;woertlich=1" in page("Kita Waldheim")
    assert chips(page("Kita Waldheim", woertlich="1")) == {}
    assert ask("Kindergarten", woertlich="1") == [] or "Kita Sonnenschein" not in ask("Schwimmkurs", woertlich="1")


def test_literally_stays_while_paging_and_filtering(page):
    shown = page("Musik", woertlich="1")

    assert 'name="woertlich" value="1"' in shown
    assert "woertlich=1" in " ".join(re.findall(r'href="(\?[^"]*typ=angebote[^"]*)"', shown))


def test_nothing_to_understand_shows_no_way_to_undo_it(page):
    assert "woertlich=1" not in page("Gauß")


@pytest.mark.usefixtures("ask")
def test_a_word_that_is_typed_twice_is_asked_for_once():
    at = timezone.now()
    once, twice = (
        read(QueryDict(f"q={typed}"), language="de", today=at.date(), at=at).query.groups for typed in ("Gitarre", "Gitarre Gitarre")
    )
    assert twice == once
