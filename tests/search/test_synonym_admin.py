"""The office's word list in the admin."""

import pytest
from django.urls import reverse

from search.enums import Direction
from search.language.thesaurus import expand
from search.models import Synonym
from tests.factories import AreaFactory, UserFactory

pytestmark = pytest.mark.django_db


def url(view, *args):
    return reverse(Synonym.snippet_viewset.get_url_name(view), args=args)


def line(**fields):
    return {"words": "Xylo, Klangspiel", "direction": "two_way", "targets": "", "language": "de", "is_active": "on", "note": "", **fields}


@pytest.fixture
def screen(as_user, editor):
    return as_user(editor)


def test_an_editor_adds_a_line_and_it_counts_at_once(screen):
    response = screen.post(url("add"), line(words=" Xylo ,  Klangspiel,, "))

    assert response.status_code == 302
    assert Synonym.objects.get().words == "Xylo, Klangspiel"
    assert [other.words for other in expand(["xylo"])[0].alternatives] == [("Klangspiel",)]


def test_words_of_another_language_lead_to_german_ones(screen):
    screen.post(url("add"), line(words="tavşan", direction="one_way", targets="Kita", language="tr"))

    assert [other.words for other in expand(["tavsan"])[0].alternatives][:2] == [("Kita",), ("Kindergarten",)]


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"words": ""}, "words", "Dieses Feld muss ausgefüllt werden."),
        ({"words": "Xylo"}, "words", "Bitte schreiben Sie mindestens zwei Einträge, getrennt durch ein Komma."),
        ({"words": "Xylo, xylo"}, "words", "„xylo“ steht zweimal da."),
        ({"words": "und, Xylo"}, "words", "„und“ enthält kein Wort, nach dem gesucht werden kann."),
        ({"words": "Xylo > Klangspiel, Oud"}, "words", "Bitte verwenden Sie statt des Pfeils die Richtung: „Xylo > Klangspiel“."),
        ({"words": "a b c d e f g h, Xylo"}, "words", "„a b c d e f g h“ ist zu lang: Höchstens 6 Wörter gehören zusammen."),
        ({"words": "Notenstadt, Xylo"}, "words", "„Notenstadt“ ist ein Ort. Ein Synonym würde Menschen, die dort suchen, woandershin führen."),
        ({"words": "Potsdam, Xylo"}, "words", "„Potsdam“ ist ein Ort. Ein Synonym würde Menschen, die dort suchen, woandershin führen."),
        ({"words": ", ".join(f"Wort{number}" for number in range(21))}, "words", "Eine Zeile hat höchstens 20 Einträge. Bitte machen Sie zwei daraus."),
        ({"words": "Bekannt, Vorhanden"}, "words", "Diese Zeile steht schon in der Liste."),
        ({"targets": "Oud"}, "targets", "In beide Richtungen: Bitte schreiben Sie alle Wörter in das erste Feld."),
        ({"direction": "one_way"}, "targets", "Bitte geben Sie an, was außerdem gefunden werden soll."),
        ({"direction": "one_way", "targets": "XYLO"}, "targets", "„xylo“ steht auf beiden Seiten."),
        ({"language": "tr"}, "direction", "Wörter einer anderen Sprache führen nur in eine Richtung, zu deutschen."),
        ({"language": "xx"}, "language", "Bitte eine gültige Auswahl treffen. xx ist keine gültige Auswahl."),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_the_reason(screen, fields, field, reason):
    AreaFactory(name="Notenstadt", slug="notenstadt")
    Synonym.objects.create(words="vorhanden, bekannt")

    response = screen.post(url("add"), line(**fields))

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [reason]
    assert Synonym.objects.count() == 1


def test_the_list_searches_filters_and_takes_along(screen):
    Synonym.objects.create(words="Oud", targets="Laute", direction=Direction.ONE_WAY, note="=HYPERLINK()")
    Synonym.objects.create(words="Xylo, Klangspiel", is_active=False)

    assert [str(synonym) for synonym in screen.get(url("list")).context["object_list"]] == ["Oud → Laute", "Xylo ↔ Klangspiel"]
    assert [str(synonym) for synonym in screen.get(url("list"), {"q": "laut"}).context["object_list"]] == ["Oud → Laute"]
    assert [str(synonym) for synonym in screen.get(url("list"), {"is_active": "false"}).context["object_list"]] == ["Xylo ↔ Klangspiel"]
    assert [str(synonym) for synonym in screen.get(url("list"), {"direction": "one_way"}).context["object_list"]] == ["Oud → Laute"]
    table = b"".join(screen.get(url("list"), {"export": "csv"}).streaming_content).decode()
    assert table.splitlines()[1].startswith("Oud;in eine Richtung")
    assert "'=HYPERLINK()" in table


def test_the_list_asks_as_often_for_one_line_as_for_three(screen, django_assert_num_queries):
    for word in ("eins", "zwei", "drei"):
        Synonym.objects.create(words=f"{word}, Xylo{word}")
        if word == "eins":
            screen.get(url("list"))
            with django_assert_num_queries(LIST_QUERIES):
                screen.get(url("list"))

    with django_assert_num_queries(LIST_QUERIES):
        screen.get(url("list"))


LIST_QUERIES = 14


def test_who_may_delete_and_who_sees_nothing(as_user, editor, moderator):
    synonym = Synonym.objects.create(words="Xylo, Klangspiel")

    as_user(editor).post(url("delete", synonym.pk))
    assert Synonym.objects.exists()
    assert as_user(UserFactory()).get(url("list")).status_code == 302
    assert as_user(UserFactory()).post(url("add"), line()).status_code == 302
    assert Synonym.objects.count() == 1

    as_user(moderator).post(url("delete", synonym.pk))
    assert not Synonym.objects.exists()
    assert expand(["Xylo"])[0].alternatives == ()
