"""Words however they are spelled, bent, joined, mistyped or named otherwise."""

import pytest

FLUTES = {"Blockflötenunterricht"}
GYMNASIUMS = {"Heinrich-Heine-Gymnasium", "Carl-Friedrich-Gauß-Gymnasium"}


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Musikschule Klangwerk", "Musikschule Klangwerk"),
        ("Kita Marienkäfer", "Kita Marienkäfer"),
        ("Marienkäfer", "Kita Marienkäfer"),
        ("Heinrich Heine Gymnasium", "Heinrich-Heine-Gymnasium"),
        ("Gauß-Gymnasium", "Carl-Friedrich-Gauß-Gymnasium"),
        ("die brücke", "Jugendzentrum Die Brücke"),
        ("JFE Brücke", "Jugendzentrum Die Brücke"),
        ("Jugendclub Grünauer Straße", "Jugendclub Grünauer Straße"),
        ("Volkshochschule Seenland", "Volkshochschule Seenland"),
        ("Lebenshilfe Seenland", "Lebenshilfe Seenland"),
        ("Blau-Weiß", "Sportverein Blau-Weiß Waldheim"),
    ],
)
def test_a_name_comes_first(ask, typed, first):
    assert ask(typed)[0] == first


def test_what_an_operator_runs_comes_after_the_operator_itself(ask):
    assert ask("Lebenshilfe")[:2] == ["Lebenshilfe Seenland", "Kinderladen Wirbelwind"]


# --- Compounds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Flöte", "Blockflötenunterricht"),
        ("Schwimmkurs", "Schwimmen für Kinder"),
        ("Chor", "Kinderchor"),
        ("Gitarrenunterricht", "Gitarre für Anfänger"),
        ("Buchhaltung", "Finanzbuchhaltung Grundlagen"),
        ("Hausaufgaben", "Hausaufgabenhilfe"),
        ("Museum", "Waldmuseum"),
        ("Töpferkurs", "Töpfern für alle"),
    ],
)
def test_parts_of_compounds_find_the_whole_and_the_other_way_round(ask, typed, found):
    assert found in ask(typed)[:3]


def test_a_part_in_a_name_comes_before_the_word_in_running_text(ask):
    titles = ask("Flöte")

    assert titles.index("Blockflötenunterricht") < titles.index("Zeichnen nach der Natur")


def test_marienkaefer_are_no_course_on_beetles(ask):
    assert ask("Marienkäfer")[0] == "Kita Marienkäfer"
    assert ask("Käfer")[0] == "Käfer bestimmen"


# --- Inflection and umlauts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Gymnasium", "Gymnasien", "gymnasium", "Gymnasiums"])
def test_every_form_of_gymnasium_finds_both(ask, typed):
    assert set(ask(typed)[:2]) == GYMNASIUMS


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kitas", "Kita Sonnenschein"),
        ("Museen", "Waldmuseum"),
        ("Gitarren", "Gitarre für Anfänger"),
        ("Chöre", "Kinderchor"),
        ("Bibliotheken", "Stadtbibliothek Lindenau"),
        ("Jugendzentren", "Jugendzentrum Die Brücke"),
        ("Grundschulen", "Grundschule am Lindenpark"),
    ],
)
def test_plurals_find_the_singular(ask, typed, found):
    assert found in ask(typed)[:3]


@pytest.mark.parametrize("typed", ["Töpfern", "Toepfern", "toepfern", "TÖPFERN", "Topfern"])
def test_umlauts_in_every_spelling(ask, typed):
    assert ask(typed)[0] == "Töpfern für alle"


@pytest.mark.parametrize("typed", ["Gauß Gymnasium", "Gauss Gymnasium", "GAUSS-GYMNASIUM", "gauss gymnasium"])
def test_sharp_s_in_every_spelling(ask, typed):
    assert ask(typed)[0] == "Carl-Friedrich-Gauß-Gymnasium"


# --- Typing mistakes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Gittare", {"Gitarre für Anfänger", "Gitarre einfach ausprobieren"}),
        ("Gymnasuim", GYMNASIUMS),
        ("Marienkefer", {"Kita Marienkäfer"}),
        ("Robottik", {"Robotik-Werkstatt"}),
        ("Blockflötenunterich", FLUTES),
        ("Haekeln und Striken", {"Häkeln und Stricken"}),
        ("Stadtbiblothek", {"Stadtbibliothek Lindenau"}),
    ],
)
def test_typing_mistakes_find_what_was_meant(ask, typed, first):
    assert ask(typed)[0] in first


def test_a_correction_is_said_and_can_be_undone(page):
    shown = page("Robottik")

    assert "Robotik" in shown
    assert "q=Robottik&amp;woertlich=1" in shown
    assert "Nichts gefunden" in page("Robottik", woertlich="1")


def test_a_word_that_exists_is_no_typing_mistake(ask):
    assert "Kinderchor" not in ask("Moor")


# --- Synonyms, abbreviations, words of the field, other languages ------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kindergarten", "Kita Marienkäfer"),
        ("Bücherei", "Stadtbibliothek Lindenau"),
        ("VHS", "Volkshochschule Seenland"),
        ("OGS", "Offener Ganztag am Lindenpark"),
        ("Jugendtreff", "Jugendzentrum Die Brücke"),
        ("HzE", "Erziehungsberatung Seenland"),
        ("Soccer", "Fußballtraining"),
        ("DaZ", "Deutschkurs A1"),
        ("Keramik", "Töpfern für alle"),
        ("Nachhilfe", "Hausaufgabenhilfe"),
        ("Handarbeit", "Häkeln und Stricken"),
        ("Vorlesen", "Vorlesestunde"),
    ],
)
def test_other_words_for_the_same(ask, typed, found):
    assert found in ask(typed)[:5]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kindergarten", "Kita Sonnenschein"),
        ("library", "Stadtbibliothek Lindenau"),
        ("crochet", "Häkeln und Stricken"),
        ("kreş", "Kita Marienkäfer"),
        ("kütüphane", "Stadtbibliothek Lindenau"),
        ("дитячий садок", "Kita Marienkäfer"),
        ("روضة", "Kita Marienkäfer"),
        ("guitar lessons", "Gitarre für Anfänger"),
        ("swimming", "Schwimmen für Kinder"),
    ],
)
def test_words_of_other_languages(ask, typed, found):
    assert found in ask(typed)[:5]


# --- Unfinished words, phrases, minus words, nothing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Marienk", "Kita Marienkäfer"),
        ("Robot", "Robotik-Werkstatt"),
        ("Kita Sonnens", "Kita Sonnenschein"),
        ("Finanzbuch", "Finanzbuchhaltung Grundlagen"),
        ("volkshochsch", "Volkshochschule Seenland"),
    ],
)
def test_an_unfinished_last_word_is_completed(ask, typed, found):
    assert ask(typed)[0] == found


def test_a_phrase_stands_together_in_this_order(ask):
    assert ask('"Erste Hilfe"') == ["Erste Hilfe am Kind"]
    assert ask('"Hilfe Erste"') == []
    assert ask("„Häkeln und Stricken“") == ["Häkeln und Stricken"]


def test_a_phrase_and_further_words_must_both_hold(ask):
    assert ask('"Die Brücke" Waldheim')[0] == "Jugendzentrum Die Brücke"


def test_a_word_with_minus_is_left_out(ask):
    assert "Gitarre für Anfänger" in ask("Gitarre")
    assert ask("Gitarre -Anfänger")[0] == "Gitarre einfach ausprobieren"
    assert "Gitarre für Anfänger" not in ask("Gitarre -Anfänger")
    assert "Kita Marienkäfer" not in ask("Kita -Marienkäfer")


def test_a_hyphen_inside_of_a_word_is_no_minus(ask):
    assert ask("Robotik-Werkstatt") == ["Robotik-Werkstatt"]


def test_only_minus_words_show_all_the_rest(ask):
    titles = ask("-Kita -Musikschule")

    assert titles
    assert not {"Kita Sonnenschein", "Musikschule Grünau"} & set(titles)


@pytest.mark.parametrize("typed", ["Dudelsack", "Quantenphysik", "xyzzy", "Tauchschein"])
def test_what_there_is_not_is_not_found(ask, typed):
    assert ask(typed) == []


@pytest.mark.parametrize("typed", ["0355 1234567", "0355/123 45 67", "+49 355 1234567", "0049 355 12 34 567", "1234567"])
def test_a_phone_number_finds_whose_it_is(ask, typed):
    assert ask(typed) == ["Musikschule Klangwerk"]


@pytest.mark.parametrize(
    "typed",
    [
        "'; DROP TABLE x --",
        "<script>alert(1)</script>",
        "a" * 300,
        "((((",
        'unclosed "phrase',
        "- -- -",
        '""',
        "\u202eetik",
        "🎺",
        "ab 999 Jahre",
        "0-0",
    ],
)
def test_whatever_is_typed_gets_a_page(page, typed):
    assert "<main" in page(typed)
