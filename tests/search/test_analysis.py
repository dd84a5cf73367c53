import pytest

from search.analysis import fold, plain_text, query_words, stems, words


@pytest.mark.parametrize(("typed", "same"), [("München", "Muenchen"), ("Straße", "STRASSE"), ("Café", "cafe"), ("Größe", "Groesse")])
def test_spellings_fold_to_one(typed, same):
    assert fold(typed) == fold(same)
    assert stems(typed) == stems(same)


def test_little_words_are_dropped_unless_there_is_nothing_else():
    assert query_words("Kurse für Kinder in der Nähe") == ("Kurse", "Kinder", "Nähe")
    assert query_words("für alle die") == ("alle",)
    assert query_words("wo und wann") == ("wo", "und", "wann")
    assert query_words('"" ++ \x00') == ()


def test_running_text_keeps_blocks_apart():
    assert plain_text("<p>Erstens</p><p>zwei&amp;tens</p>") == "Erstens zwei&tens"


def test_letters_with_strokes_and_marks_apart_are_the_same():
    assert fold("Szkoła") == fold("szkola")
    assert fold("yaşlılar") == fold("yaslilar")
    assert words("Flo\u0308te") == ["Flöte"]
