import pytest

from directory.models import TargetGroup, Topic
from search.enums import Direction
from search.known import Known
from search.language.thesaurus import Alternative, Meaning, expand
from search.models import Synonym
from search.understanding import understand

pytestmark = pytest.mark.django_db


def others(*typed):
    """{unit: its other words}, of what has any."""
    return {
        " ".join(meaning.words): [" ".join(other.words) for other in meaning.alternatives]
        for meaning in expand(typed)
        if meaning.alternatives
    }


def test_words_stay_in_their_order_and_what_has_no_other_words_stands_alone():
    Synonym.objects.create(words="Xylo, Klangspiel")

    meanings = expand(("Dingsbums", "Xylo", "Zzz"))

    assert meanings == [
        Meaning(("Dingsbums",)),
        Meaning(("Xylo",), (Alternative(("Klangspiel",), "two-way"),)),
        Meaning(("Zzz",)),
    ]


def test_several_words_are_one_unit_with_and_without_little_words():
    Synonym.objects.create(words="Treff am Kiosk, TAK")

    assert others("treff", "kiosk") == {"treff kiosk": ["TAK"]}
    assert others("TAK") == {"TAK": ["Treff Kiosk"]}


def test_one_way_words_find_their_targets_and_not_the_other_way_round():
    Synonym.objects.create(words="Oud", targets="Laute", direction=Direction.ONE_WAY)

    assert expand(["Oud"]) == [Meaning(("Oud",), (Alternative(("Laute",), "one-way"),))]
    assert others("Laute") == {}


def test_changes_count_at_once():
    synonym = Synonym.objects.create(words="Xylo, Klangspiel")
    assert others("Xylo") == {"Xylo": ["Klangspiel"]}

    synonym.words = "Xylo, Stabspiel"
    synonym.save()
    assert others("Xylo") == {"Xylo": ["Stabspiel"]}

    synonym.is_active = False
    synonym.save()
    assert others("Xylo") == {}

    synonym.delete()
    assert others("Xylo") == {}


def test_synonyms_of_topics_and_target_groups_find_their_term():
    Topic.add_root(name="Klangkunst", slug="klangkunst", synonyms=["Geräuschlabor"])
    TargetGroup.add_root(name="Nachtmenschen", slug="nachtmenschen", synonyms=["Eulen"])

    assert expand(["Geräuschlabor", "Eulen"]) == [
        Meaning(("Geräuschlabor",), (Alternative(("Klangkunst",), "one-way"),)),
        Meaning(("Eulen",), (Alternative(("Nachtmenschen",), "one-way"),)),
    ]
    assert others("Klangkunst") == {}


def test_foreign_words_have_the_german_word_and_its_synonyms():
    Synonym.objects.create(words="tavşan", targets="Kita", direction=Direction.ONE_WAY, language="tr")

    assert others("tavsan")["tavsan"][:3] == ["Kita", "Kindergarten", "Kindertagesstätte"]


def test_every_spelling_and_plural_finds_the_line():
    Synonym.objects.create(words="Gärtnerkita, Draußengruppe")

    assert [list(others(word).values()) for word in ("GAERTNERKITA", "Gartnerkita", "Gärtnerkitas", "Draussengruppen")] == [
        [["Draußengruppe"]],
        [["Draußengruppe"]],
        [["Draußengruppe"]],
        [["Gärtnerkita"]],
    ]


def test_one_query_while_nothing_changes(django_assert_num_queries):
    Synonym.objects.create(words="Xylo, Klangspiel")
    expand(["Xylo"])

    with django_assert_num_queries(1):
        expand(["Xylo", "Kurs", "Kita"])


class NothingIndexed:
    """The vocabulary of an index without documents."""

    def expect(self, words):
        pass

    def frequency(self, word):
        return 0

    def documents(self):
        return 0

    def words(self):
        return {}

    def beginning_with(self, beginning, limit):
        return []

    def has_value(self, field, value):
        return 0


def test_little_words_of_a_query_hold_others_together():
    understood = understand("Wo gibt es Deutsch als Zweitsprache", known=Known(), vocabulary=NothingIndexed())

    assert [group.typed for group in understood.groups] == ["Deutsch", "Zweitsprache"]
    assert all(("DaZ",) in [way.words for way in group.ways] for group in understood.groups)
