import datetime as dt

import pytest

from directory.models import Actor, Location
from directory.signals import content_changed
from network.graph import Wanted, current, state
from network.graph.facts import read_all
from network.listing import board
from network.models import Cooperation, CooperationPartner
from network.warming import warm_beside
from tests.factories import ActorFactory, AreaFactory, CooperationFactory, LocationFactory, TopicFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def three():
    """(music school, Kita, library): the school works with both."""
    actors = [ActorFactory(name=name) for name in ("Klangwerk", "Kita Sonne", "Leseinsel")]
    CooperationFactory(name="Chor", partners=actors[:2])
    CooperationFactory(name="Lesenacht", partners=[actors[0], actors[2]])
    return actors


def test_changes_read_one_by_one_make_what_reading_all_anew_makes(three):
    north, south = AreaFactory(name="Nord"), AreaFactory(name="Süd")
    place = LocationFactory(actor=three[1], area=north)
    choir = Cooperation.objects.get(name="Chor")
    current()

    def right():
        return current().facts == read_all()

    three[0].name = "Klangwerk Nord"
    three[0].save()
    assert right()
    choir.topics.add(TopicFactory())
    choir.areas.add(south)
    choir.status = "beendet"
    choir.save()
    assert right()
    place.actor = three[2]
    place.save()
    assert right()
    Location.objects.filter(pk=place.pk).update(actor=three[0])
    content_changed.send(sender=Location, ids=[place.pk])
    assert right()
    assert current().facts.places[three[2].pk].areas == ()
    three[2].live = False
    three[2].save()
    assert right()
    assert set(current().facts.places) == {three[0].pk, three[1].pk}
    CooperationPartner.objects.get(cooperation=choir, actor=three[1]).delete()
    assert right()
    CooperationFactory(partners=[ActorFactory(), three[1]])
    Actor.objects.filter(pk=three[2].pk).update(live=True)
    content_changed.send(sender=Actor, ids=[three[2].pk])
    assert right()
    assert len(current().facts.ties) == 2  # nobody is left beside the school in the choir


def test_what_was_computed_stays_while_nothing_of_the_network_is_another(three):
    drawn = current().network(Wanted(), TODAY)

    three[0].email = "neu@klangwerk.example"
    three[0].save()
    ActorFactory()
    AreaFactory()

    assert current().network(Wanted(), TODAY) is drawn


def test_what_is_hidden_is_gone_from_all_that_was_computed(client, three):
    assert "Leseinsel" in client.get("/netzwerk/daten.json").content.decode()

    three[2].live = False
    three[2].save()

    assert "Leseinsel" not in client.get("/netzwerk/daten.json").content.decode()
    assert "Leseinsel" not in client.get("/netzwerk/?sortierung=name").content.decode()


def test_only_the_last_asked_for_are_kept(three):
    now = current()
    first = now.network(Wanted(), TODAY)

    for year in range(state.MOST_KEPT):
        now.kept(("year", year), dict)

    assert now.network(Wanted(), TODAY) is not first


@pytest.mark.django_db(transaction=True)
def test_a_process_that_starts_has_read_all_before_somebody_asks(three, django_assert_num_queries):
    warm_beside().join(60)

    with django_assert_num_queries(2):
        assert board.current().size == 2
        assert len(current().facts.ties) == 2
