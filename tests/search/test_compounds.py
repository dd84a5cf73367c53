from pathlib import Path

import pytest

from search.analysis import stems
from search.language.compounds import is_known, parts, parts_in


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


def read_words():
    """[(word, its parts)] of compounds.txt"""
    found = []
    for line in (Path(__file__).parent / "compounds.txt").read_text(encoding="utf-8").splitlines():
        word, equals, expected = line.partition("#")[0].partition("=")
        if equals:
            found.append((word.strip(), expected.split()))
    return found


def test_accuracy_over_many_words(capsys):
    """Precision: of the parts that are found, how many are right; recall: of those that there are, how many are found."""
    words = read_words()
    found = wanted = right = 0
    wrong = []
    for word, expected in words:
        stems_found, stems_wanted = [sorted(stems(part) for part in parts) for parts in (parts(word), expected)]
        found += len(stems_found)
        wanted += len(stems_wanted)
        right += sum(stem in stems_wanted for stem in stems_found)
        if stems_found != stems_wanted:
            wrong.append(f"{word}: {' '.join(parts(word)) or '–'}")

    with capsys.disabled():
        print(f"\n{len(words)} words: precision {right / found:.3f}, recall {right / wanted:.3f}; wrong: {'; '.join(wrong)}")

    assert len(words) >= 400
    assert right / found >= 0.985
    assert right / wanted >= 0.98


def test_places_and_their_people_are_never_split():
    assert [parts(word) for word in ("Tiergarten", "Charlottenburger", "Mariendorfer", "Lichtenberg", "Friedrichshagener")] == [()] * 5


def test_parts_in_texts_leave_names_of_places_whole():
    assert parts_in("Kinderchor am Sonnenhügel", "Jugendchor", places=["Am Sonnenhügel"]) == ("kinder", "chor", "jugend")
