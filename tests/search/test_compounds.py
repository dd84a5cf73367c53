import pytest

from search.language.compounds import is_known, parts


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Blockflötenunterricht", ("block", "flöte", "unterricht")),
        ("BLOCKFLOETENUNTERRICHT", ("block", "floete", "unterricht")),
        ("Schwimmkurs", ("schwimmen", "kurs")),
        ("Schwimmkurse", ("schwimmen", "kurs")),
        ("Ganztagsbetreuung", ("ganztag", "betreuung")),
        ("Kindertageseinrichtungen", ("kind", "tag", "einrichtung")),
        ("Jugendkunstschulen", ("jugend", "kunst", "schule")),
        ("Familienzentren", ("familie", "zentrum")),
        ("Marienkäfer", ()),
        ("Unterricht", ()),
        ("Kurs", ()),
        ("Eltern-Kind", ()),
        ("x" * 500, ()),
        ("", ()),
    ],
)
def test_parts_of_compounds(word, found):
    assert parts(word) == found


def test_known_words_are_no_typing_mistakes():
    known = ["Klavier", "Kitas", "Museen", "Gymnasien", "Häuser", "Blockflötenkurs", "schwimmen", "Tiere"]
    unknown = ["Klafier", "Musikshule", "Gimnasium", "Pankwo", "Bibliotek"]

    assert [word for word in known if not is_known(word)] == []
    assert [word for word in unknown if is_known(word)] == []
