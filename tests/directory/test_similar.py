from datetime import date

import pytest

from directory.models import Offer
from directory.similar import similar_offers
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory, TargetGroupFactory, TopicFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def offer(name, topics=(), groups=(), at=None, **fields):
    actor = fields.pop("actor", None) or ActorFactory()
    made = OfferFactory(name=name, slug=name, actor=actor, topics=topics, target_groups=groups, **fields)
    made.topics.set(topics)
    made.target_groups.set(groups)
    if at:
        made.locations.set([LocationFactory(actor=actor, lat=at[0], lon=at[1])])
    made.save()
    return made


@pytest.fixture
def terms():
    music = TopicFactory(slug="t-musik", name="Musik")
    return {
        "recorder": TopicFactory(slug="t-floete", parent=music),
        "drum": TopicFactory(slug="t-trommel", parent=music),
        "dance": TopicFactory(slug="t-tanz"),
        "children": TargetGroupFactory(slug="g-kinder"),
    }


def names(found):
    return [similar.name for similar, _km in found]


def loaded(made):
    return Offer.objects.prefetch_related("topics", "target_groups", "locations").get(pk=made.pk)


def test_similar_offers_rank_topic_before_group_before_family_and_then_age_and_distance(terms):
    here, far = (52.57, 13.40), (52.70, 13.40)
    base = offer("base", [terms["recorder"]], [terms["children"]], here, age_from=6, age_to=9)
    offer("d-familie", [terms["drum"]])
    offer("c-gruppe", [], [terms["children"]])
    offer("b-thema", [terms["recorder"]])
    offer("a4-thema-gruppe", [terms["recorder"]], [terms["children"]])
    offer("a3-thema-gruppe-weit", [terms["recorder"]], [terms["children"]], far)
    offer("a2-thema-gruppe-nah", [terms["recorder"]], [terms["children"]], here)
    offer("a1-thema-gruppe-nah-alter", [terms["recorder"]], [terms["children"]], here, age_from=6, age_to=9)
    offer("nichts", [terms["dance"]])

    found = similar_offers(loaded(base), TODAY, limit=9)

    assert names(found) == [
        "a1-thema-gruppe-nah-alter",
        "a2-thema-gruppe-nah",
        "a3-thema-gruppe-weit",
        "a4-thema-gruppe",
        "b-thema",
        "c-gruppe",
        "d-familie",
    ]
    assert [km and round(km) for _offer, km in found] == [0, 0, 14, None, None, None, None]


def test_more_of_the_same_age_is_more_alike(terms):
    base = offer("base", [terms["recorder"]], age_from=6, age_to=9)
    for low, high in ((0, 99), (10, 14), (6, 9), (5, 12)):
        offer(f"von {low}", [terms["recorder"]], age_from=low, age_to=high)

    assert names(similar_offers(loaded(base), TODAY, limit=9)) == ["von 6", "von 5", "von 0", "von 10"]


def test_similar_offers_are_public_current_and_of_one_name_each(terms):
    base = offer("base", [terms["recorder"]])
    offer("draft", [terms["recorder"]], live=False)
    offer("of a draft", [terms["recorder"]], actor=ActorFactory(live=False))
    offer("past", [terms["recorder"]], ends_on=date(2026, 11, 22))
    first = offer("kurs", [terms["recorder"]])
    OfferFactory(name="Kurs", slug="kurs-2", actor=first.actor).topics.set([terms["recorder"]])
    offer("heute", [terms["recorder"]], ends_on=TODAY)

    assert [name.casefold() for name in names(similar_offers(loaded(base), TODAY, limit=9))] == ["heute", "kurs"]


@pytest.mark.parametrize("count", [1, 3])
def test_similar_offers_take_the_same_queries_for_any_number(terms, count, django_assert_num_queries):
    base = loaded(offer("base", [terms["recorder"]], [terms["children"]], (52.57, 13.40)))
    for number in range(count):
        offer(f"kurs {number}", [terms["recorder"]], [terms["children"]], (52.57, 13.40))

    with django_assert_num_queries(11):
        found = similar_offers(base, TODAY)

    assert len(found) == count


def test_an_offer_without_topic_and_group_is_like_nothing(django_assert_num_queries):
    base = loaded(OfferFactory())
    OfferFactory()

    with django_assert_num_queries(0):
        assert similar_offers(base, TODAY) == []


def test_where_enough_offers_with_a_topic_of_it_stand_in_its_own_areas_none_from_elsewhere_is_looked_for(
    terms, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("directory.similar.ENOUGH_HERE", 2)
    area, elsewhere = AreaFactory(), AreaFactory()
    base, *_ = [offer(name, [terms["recorder"]]) for name in ("base", "b-hier", "c-weit")]
    at(base, area), at(Offer.objects.get(slug="b-hier"), area), at(Offer.objects.get(slug="c-weit"), elsewhere)
    assert names(similar_offers(loaded(base), TODAY)) == ["b-hier", "c-weit"], "one isn't enough"

    at(offer("d-hier", [terms["recorder"]]), area)

    assert names(similar_offers(loaded(base), TODAY)) == ["b-hier", "d-hier"]


def at(made, area):
    made.locations.set([LocationFactory(actor=made.actor, area=area, lat=None, lon=None)])
    made.save()
