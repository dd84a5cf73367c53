import pytest

from directory.models import ActorKind
from network.models import Transition
from network.vocabularies import write_base_transitions

pytestmark = pytest.mark.django_db


def test_base_transitions_have_kinds_on_both_sides():
    sides = [(transition.from_kinds.count() > 0, transition.to_kinds.count() > 0) for transition in Transition.objects.all()]

    assert len(sides) == 10
    assert set(sides) == {(True, True)}


def test_a_transition_names_the_kinds_it_connects():
    transition = Transition.objects.get(slug="kita-grundschule")

    assert (transition.name, transition.names["en"]) == ("Kita → Grundschule", "Nursery → primary school")
    assert [kind.slug for kind in transition.from_kinds.all()] == ["kita", "kindertagespflege"]
    assert [kind.slug for kind in transition.to_kinds.all()] == ["schule", "grundschule", "foerderschule"]


def test_what_an_office_took_away_stays_away():
    Transition.objects.exclude(slug="kita-grundschule").delete()

    write_base_transitions()

    assert [transition.slug for transition in Transition.objects.all()] == ["kita-grundschule"]


def test_a_kind_that_is_gone_is_left_out():
    Transition.objects.all().delete()
    ActorKind.objects.filter(slug="hochschule").delete()

    write_base_transitions()

    assert Transition.objects.get(slug="schule-hochschule").to_kinds.count() == 0
