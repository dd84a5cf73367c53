"""Reads whose SQL is made once."""

import datetime as dt

import pytest

from directory.models import Actor, Location, Offer
from directory.prepared import Asked, columns
from tests.factories import ActorFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def test_values_of_all_kinds_are_asked_for_with_the_same_sql(django_assert_num_queries):
    first, second = ActorFactory(name="Haus A"), ActorFactory(name="Haus B")
    Actor.objects.filter(pk=first.pk).update(archived_at=NOON)
    Actor.objects.filter(pk=second.pk).update(archived_at=NOON + dt.timedelta(hours=1))
    asked = Asked(
        lambda pk, name, at: (
            Actor.objects.filter(pk__gte=pk, name__gte=name, archived_at__lte=at).order_by("pk").values_list("name", "archived_at")
        ),
        int,
        str,
        dt.datetime,
    )

    with django_assert_num_queries(3):
        early, late, named = (
            asked.rows(first.pk, "Haus", NOON),
            asked.rows(first.pk, "Haus", NOON + dt.timedelta(days=1)),
            asked.rows(first.pk, "Haus B", NOON + dt.timedelta(days=1)),
        )

    both = [("Haus A", NOON), ("Haus B", NOON + dt.timedelta(hours=1))]
    assert ([tuple(row) for row in early], [tuple(row) for row in late], [tuple(row) for row in named]) == (both[:1], both, both[1:])


def test_columns_come_in_the_order_of_the_table_and_an_unknown_one_is_refused():
    assert columns(Actor, "name", "id") == ("id", "name")
    with pytest.raises(ValueError, match="Actor has no"):
        columns(Actor, "id", "colour")


def test_days_and_numbers_with_a_point_are_values_too():
    LocationFactory(lat=52.5, lon=13.4)
    OfferFactory(name="Bald vorbei", valid_until=dt.date(2026, 11, 30))
    near = Asked(lambda south, north: Location.objects.filter(lat__range=(south, north)).values_list("lat"), float, float)
    current = Asked(lambda day: Offer.objects.filter(last_day__gte=day).values_list("name", "last_day"), dt.date)

    assert [near.rows(52.0, 53.0), near.rows(52.6, 53.0)] == [[(52.5,)], []]
    assert [tuple(row) for row in current.rows(dt.date(2026, 11, 30))] == [("Bald vorbei", dt.date(2026, 11, 30))]
    assert current.rows(dt.date(2026, 12, 1)) == []
