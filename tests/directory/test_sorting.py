import pytest

from directory.models import Actor
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


def test_names_sort_as_german_readers_expect():
    for name in ("Zauberhaus", "Ökohaus", "„Arche“ Kita", "kleine Strolche", "Ärztehaus", "Musikschule"):
        ActorFactory(name=name)

    names = list(Actor.objects.order_by("sort_name").values_list("name", flat=True))

    assert names == ["„Arche“ Kita", "Ärztehaus", "kleine Strolche", "Musikschule", "Ökohaus", "Zauberhaus"]


def test_a_published_revision_keeps_the_sorting_name_in_step():
    actor = ActorFactory(name="Zauberhaus")
    actor.name = "Ärmelkanal"

    actor.save_revision().publish()

    assert Actor.objects.values_list("name", "sort_name").get() == ("Ärmelkanal", "armelkanal")
