"""Where in a name people may begin to type, and what of it is marked."""

import pytest

from search.starts import inner_starts, marked_parts, spelled_tokens, start_tokens


@pytest.mark.parametrize(
    ("word", "later"),
    [
        ("Blockflötenunterricht", ["flötenunterricht", "unterricht"]),
        ("Blockfloetenunterricht", ["floetenunterricht", "unterricht"]),
        ("GROSSELTERNTREFF", ["TREFF"]),
        ("Fußballverein", ["verein"]),
        ("Schwimmkurs", ["kurs"]),
        ("Jugendverkehrsschule", ["verkehrsschule", "schule"]),
        ("Marienkäfer", []),
        ("Neuerscheinung", []),  # “neuer” folds over the border
        ("Haus", []),
        ("", []),
    ],
)
def test_a_compound_begins_again_at_its_later_parts(word, later):
    assert [word[start:] for start in inner_starts(word)] == later


def test_beginnings_are_folded_and_the_first_word_has_a_mark():
    assert start_tokens(["Die Schwimmkurse", "Große Möwe"]) == ["die", "=die", "schwimmkurse", "kurse", "grosse", "=grosse", "mowe"]


def test_spelled_words_keep_their_letters_and_leave_joining_words_and_numbers_out():
    assert spelled_tokens("de", "Der Schwimmkurs für 8 Bären B2") == [
        "de|schwimmkurs|Schwimmkurs",
        "de|kurs|Kurs",
        "de|baren|Bären",
    ]


@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("Blockflötenunterricht", ["floete"], ["Block", "flöte", "nunterricht"]),
        ("Straße am Fluß", ["strass", "fluss"], ["", "Straß", "e am ", "Fluß", ""]),
        ("Kita Sonnenschein", ["so", "KI"], ["", "Ki", "ta ", "So", "nnenschein"]),
        ("<b>Tanz</b>", ["tanz"], ["<b>", "Tanz", "</b>"]),
        ("Möhre", ["ren"], ["Möhre"]),
        ("", ["x"], [""]),
    ],
)
def test_what_was_typed_is_marked_in_the_middle_of_compounds_too(text, typed, parts):
    assert marked_parts(text, typed) == parts
    assert "".join(parts) == text
