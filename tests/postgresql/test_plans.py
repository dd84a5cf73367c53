"""Plans that PostgreSQL keeps of queries whose SQL is made once."""

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from directory.models import Actor
from directory.prepared import Asked, Prepared
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


def plans():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%directory_actor%'"
        )
        return cursor.fetchall()


def test_one_plan_serves_numbers_of_all_sizes(django_assert_num_queries):
    actors = [ActorFactory(name="Haus 100 %"), ActorFactory(pk=70_000), ActorFactory(pk=5_000_000_000)]
    names = Prepared(lambda keys: Actor.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name"), most=3)

    with django_assert_num_queries(3):
        found = [names.rows([actor.pk for actor in chosen]) for chosen in (actors, actors[:1], actors[1:])]

    rows = [(actor.pk, actor.name) for actor in actors]
    assert found == [rows, rows[:1], rows[1:]]
    assert [times for _statement, times in plans()] == [3]


def test_what_is_no_value_stands_in_the_sql_with_its_signs():
    ActorFactory(name="Haus", slug="haus")
    asked = Asked(
        lambda slug: Actor.objects.filter(slug=slug).annotate(told=Concat(F("name"), Value(" 100 % 'alt' %s"))).values_list("told"), str
    )

    assert [asked.rows("haus"), asked.rows("hof")] == [[("Haus 100 % 'alt' %s",)], []]
    ((statement, _times),) = plans()
    assert ("$1" in statement, "$2" in statement) == (True, False)


def test_a_pooler_that_cannot_keep_plans_gets_whole_queries(settings):
    settings.DATABASE_PLANS = False
    actor = ActorFactory()
    names = Prepared(lambda keys: Actor.objects.filter(pk__in=keys).values_list("name"), most=1)

    assert names.rows([actor.pk]) == [(actor.name,)]
    assert plans() == []
