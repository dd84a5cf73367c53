import datetime as dt

import pytest

from network.graph import Wanted, build, read_facts
from network.graph.building import build_all, build_on
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    CooperationFactory,
    CooperationPartnerFactory,
    LocationFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def names(network):
    return [place.name for place in network.places]


def pairs(network):
    return [(network.places[edge.a].name, network.places[edge.b].name, len(edge.ties)) for edge in network.edges]


@pytest.fixture
def three():
    return [ActorFactory(name=name) for name in ("Musikschule", "Kita", "Grundschule")]


def test_who_confirmed_together_is_connected_and_more_cooperations_make_one_edge(three):
    CooperationFactory(partners=three[:2])
    CooperationFactory(partners=three)

    network = build(read_facts(), Wanted(), TODAY)

    assert names(network) == ["Musikschule", "Kita", "Grundschule"]
    assert pairs(network) == [("Musikschule", "Kita", 2), ("Musikschule", "Grundschule", 1), ("Kita", "Grundschule", 1)]
    assert network.degrees == [2, 2, 1]


def test_nobody_stands_in_it_who_has_not_confirmed_or_is_not_public(three):
    music, kita, school = three
    asked = CooperationFactory(partners=[music, kita])
    CooperationPartnerFactory(cooperation=asked, actor=school)
    CooperationFactory(partners=[music, ActorFactory(live=False)])
    CooperationFactory(partners=[kita, school], live=False)
    CooperationFactory(partners=[kita])

    network = build(read_facts(), Wanted(), TODAY)

    assert pairs(network) == [("Musikschule", "Kita", 1)]


def test_today_shows_what_runs_and_what_is_planned_and_a_year_what_ran_in_it(three):
    music, kita, school = three
    CooperationFactory(partners=[music, kita], starts_on=dt.date(2020, 8, 1), ends_on=dt.date(2022, 7, 31), status="beendet")
    CooperationFactory(partners=[music, school], starts_on=dt.date(2022, 9, 1))
    CooperationFactory(partners=[kita, school], starts_on=dt.date(2027, 1, 1), status="geplant")

    facts = read_facts()
    today, earlier, between = (build(facts, Wanted(year=year), TODAY) for year in (None, 2021, 2022))

    assert [(pair, today.is_open(edge)) for pair, edge in zip(pairs(today), today.edges, strict=True)] == [
        (("Musikschule", "Grundschule", 1), False),
        (("Kita", "Grundschule", 1), True),
    ]
    assert pairs(earlier) == [("Musikschule", "Kita", 1)]
    assert pairs(between) == [("Musikschule", "Kita", 1), ("Musikschule", "Grundschule", 1)]
    assert pairs(build_on(facts, dt.date(2022, 8, 15))) == []
    assert len(build_all(facts).edges) == 3


def test_what_ended_on_an_unknown_day_belongs_to_no_year(three):
    CooperationFactory(partners=three[:2], starts_on=dt.date(2020, 1, 1), status="beendet")

    assert build(read_facts(), Wanted(year=2021), TODAY).edges == []


def test_who_joined_later_is_not_there_before(three):
    CooperationFactory(partners=three, starts_on=dt.date(2020, 1, 1)).partners.filter(actor=three[2]).update(joined_on=dt.date(2023, 2, 1))

    facts = read_facts()

    assert names(build(facts, Wanted(year=2021), TODAY)) == ["Musikschule", "Kita"]
    assert names(build(facts, Wanted(year=2023), TODAY)) == ["Musikschule", "Kita", "Grundschule"]


def test_filters_keep_whole_cooperations(three):
    music, kita, school = three
    north, south = AreaFactory(name="Nord"), AreaFactory(name="Süd")
    LocationFactory(actor=music, area=north)
    LocationFactory(actor=kita, area=south)
    kita.kind = ActorKindFactory(slug="kita", name="Kita")
    kita.save()
    topic = TopicFactory()
    one = CooperationFactory(partners=[music, kita], form="projekt")
    other = CooperationFactory(partners=[music, school])
    other.topics.set([topic])
    other.areas.set([south])
    other.save()

    facts = read_facts()

    def kept(**wanted):
        return [tie.pk for tie in build(facts, Wanted(**wanted), TODAY).ties]

    assert kept(area=north.path) == [one.pk]  # the other one says that it is in the south
    assert kept(area=south.path) == [one.pk, other.pk]
    assert kept(kind=kita.kind_id) == [one.pk]
    assert kept(topic=topic.path) == [other.pk]
    assert kept(form="projekt") == [one.pk]


def test_many_partners_are_connected_with_the_lead_alone():
    actors = [ActorFactory() for _number in range(9)]
    CooperationFactory(partners=actors).partners.filter(actor=actors[4]).update(role="federfuehrung")

    network = build(read_facts(), Wanted(), TODAY)

    assert len(network.edges) == 8
    assert len(network.neighbours[4]) == 8


@pytest.mark.parametrize("number", [1, 3])
def test_facts_take_seven_queries_and_one_for_the_token(number, django_assert_num_queries):
    for _one in range(number):
        CooperationFactory(partners=[ActorFactory(), ActorFactory()])

    with django_assert_num_queries(8):
        facts = read_facts()

    assert len(facts.ties) == number
