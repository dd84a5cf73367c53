"""The shipped lists hold what they promise. Whether a line is true only people can say."""

import pytest

from search.analysis import fold, query_words, words
from search.language.compounds import place_names
from search.language.lists import lines
from search.language.nouns import is_noun
from search.language.thesaurus import LONGEST_UNIT, SHIPPED, read_line, shipped

MOST_OTHERS = 16
SAME_AS_GERMAN = set(
    """
    kindergarten nanny babysitter recorder flute drums orchestra dancing drama circus exhibition football soccer bike environment support tutor
    training course college flut spor pianino aide pianoforte relaxation nutrition discount patisserie dessin velo bilingu calcio formation
    """.split()  # noqa: SIM905
)
"""Foreign words that the list of German nouns has too, with a meaning that does no harm."""


def folded(unit):
    return tuple(fold(word) for word in unit)


def every_line():
    return [(name, section, line, *read_line(line)) for name in SHIPPED for section, line in lines(name)]


def test_there_are_enough_of_them():
    foreign = sum(len(units) for name, section, line, units, targets in every_line() if name == "foreign")

    assert len(lines("synonyms")) >= 400
    assert len(lines("abbreviations")) >= 150
    assert len(lines("plain")) >= 60
    assert foreign >= 400
    assert {section for section, line in lines("foreign")} >= {"en", "tr", "ru", "uk", "ar", "pl", "fa", "fr", "es", "ro", "bg", "vi", "ku"}


def test_a_line_has_two_sides_and_nothing_twice():
    wrong = [
        line
        for name, section, line, units, targets in every_line()
        if (len(units) < 2 if targets is None else not units or not targets)
        or len({folded(unit) for unit in [*units, *(targets or [])]}) != len([*units, *(targets or [])])
    ]

    assert wrong == []


def test_no_line_stands_twice():
    seen = [(name, section, line) for name, section, line, units, targets in every_line()]

    assert [line for line in seen if seen.count(line) > 1] == []


def test_no_unit_shrinks_to_something_else_without_little_words():
    """“Kind ist krank” is “Kind krank”; “wer hilft” would be “hilft”."""
    wrong = []
    for _name, _section, line, units, targets in every_line():
        parts = [part for side in line.replace(">>", ">").split(">") for part in side.split(",")]
        for part, unit in zip(parts, [*units, *(targets or [])], strict=True):
            if len(unit) == 1 < len(words(part)) and words(part)[0] != "am":
                wrong.append(part)
            if len(unit) > LONGEST_UNIT:
                wrong.append(part)

    assert wrong == []


def test_no_place_is_a_synonym():
    wrong = [
        line
        for name, section, line, units, targets in every_line()
        if any(len(unit) == 1 and fold(unit[0]) in place_names() for unit in [*units, *(targets or [])])
    ]

    assert wrong == []


def test_foreign_words_are_no_german_words_of_another_meaning():
    wrong = {
        fold(unit[0])
        for name, section, line, units, targets in every_line()
        for unit in units
        if name == "foreign" and len(unit) == 1 and is_noun(fold(unit[0])) and unit not in targets
    }

    assert wrong == SAME_AS_GERMAN


def test_nothing_means_everything():
    thesaurus = shipped()

    crowded = [unit for unit in thesaurus.units() if len(thesaurus.alternatives(unit)) > MOST_OTHERS]

    assert crowded == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nursery", "Kita"), ("kreş", "Kita"), ("KRES", "Kita"), ("детский садик", None), ("детский сад", "Kita"), ("дитячий садок", "Kita"), ("روضة", "Kita"),
        ("przedszkole", "Kita"), ("مهدکودک", "Kita"), ("مهدكودك", "Kita"), ("crèche", "Kita"), ("guarderia", "Kita"), ("gradinita", "Kita"), ("детска градина", "Kita"),
        ("nhà trẻ", "Kita"), ("music school", "Musikschule"), ("szkola muzyczna", "Musikschule"), ("OGS", "Hort"), ("VHS", "Volkshochschule"), ("BuT", "Bildungspaket"),
        ("Hilfe zur Erziehung", "HzE"), ("HzE", "Erziehungsberatung"), ("Büchereien", "Bibliothek"), ("Kitas", "Kindergarten"), ("Tagesmütter", "Kindertagespflege"),
        ("Bildung und Teilhabe", "Bildungspaket"), ("DaZ", "Deutschkurs"), ("Geige", "Violine"), ("Kind ist krank", "Kinderarzt"),
    ],
)  # fmt: skip
def test_what_people_type_leads_to_the_words_of_the_field(typed, meant):
    found = [" ".join(other.words) for other in shipped().alternatives(query_words(typed))]

    assert meant in found if meant else found == []
