import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.hyphens import SHY, soften


@pytest.mark.parametrize(
    "word",
    [
        "Block|flöten|anfänger|unterricht",
        "Bildungs|partner|schaft",
        "Kinder|tages|einrichtung",
        "Instrumental|pädagogik|fach|kräfte|austausch",
        "Nachbar|schafts|brücke",
        "Behinderten|park|platz",
        "Freiwilligen|dienst",
        "Aufgaben|übertragung",
        "selbst|bestimmter",
        "Meister|prüfungs|vorbereitung",
        "Eltern|initiativ|kinder|tages|stätte",
    ],
)
def test_a_compound_breaks_only_at_its_seams(word):
    allowed = {len("".join(word.split("|")[: index + 1])) for index in range(word.count("|"))}
    plain = word.replace("|", "")

    softened = soften(plain)

    points, seen = set(), 0
    for letter in softened:
        if letter == SHY:
            points.add(seen)
        else:
            seen += 1
    assert points
    assert points <= allowed


def test_short_words_and_words_that_have_soft_hyphens_stay_as_they_are():
    assert soften("Musikschule in Pankow") == "Musikschule in Pankow"
    assert soften(f"Bildungs{SHY}partnerschaften") == f"Bildungs{SHY}partnerschaften"


@given(st.text(max_size=80))
def test_only_soft_hyphens_are_added(text):
    assert soften(text).replace(SHY, "") == text.replace(SHY, "")


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüß", min_size=13, max_size=60))
def test_no_point_is_nearer_than_three_letters_to_an_end(word):
    pieces = soften(word).split(SHY)

    assert len(pieces[0]) >= 3
    assert len(pieces[-1]) >= 3
