import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.permissions import policy_registry

from directory.models import Actor, ImportRun, Location, Membership, Offer, Topic
from directory.permissions import actors_of, actors_seen_by, may_edit, may_own, may_see
from tests.factories import ActorFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_nobody_may_delete_entries_or_touch_import_runs():
    admin = UserFactory(is_superuser=True)

    for model in (Actor, Location, Offer):
        policy = policy_registry.get_by_type(model)
        assert (policy.user_has_permission(admin, "delete"), policy.user_has_permission(admin, "change")) == (False, True)
        assert policy.user_has_any_permission(admin, {"delete", "view"})
        assert list(policy.users_with_permission("delete")) == []
        assert list(policy.users_with_permission("publish")) == [admin]
        assert not policy.user_has_permission(AnonymousUser(), "view")
    runs = policy_registry.get_by_type(ImportRun)
    assert [runs.user_has_permission(admin, action) for action in ("view", "add", "change", "delete")] == [True, False, False, False]
    assert policy_registry.get_by_type(Topic).user_has_permission(admin, "delete")


class TestMembers:
    """Who may see, edit and own which institution outside of the admin."""

    @pytest.fixture
    def world(self):
        operator = ActorFactory(name="Träger")
        house = ActorFactory(name="Haus", operator=operator)
        ActorFactory(name="Haus des Hauses", operator=house)
        ActorFactory(name="Altes Haus", operator=operator, archived_at=timezone.now())
        ActorFactory(name="Fremde")
        return {"operator": operator, "house": house}

    @pytest.mark.parametrize(
        ("at", "role", "seen", "edited", "owned"),
        [
            ("operator", "owner", ["Haus", "Träger"], ["Haus", "Träger"], ["Haus", "Träger"]),
            ("operator", "editor", ["Haus", "Träger"], ["Haus", "Träger"], []),
            ("operator", "viewer", ["Träger"], [], []),
            ("house", "owner", ["Haus", "Haus des Hauses"], ["Haus", "Haus des Hauses"], ["Haus", "Haus des Hauses"]),
            ("house", "viewer", ["Haus"], [], []),
        ],
    )
    def test_a_role_holds_for_the_institution_and_for_its_houses(self, world, at, role, seen, edited, owned, django_assert_num_queries):
        user = UserFactory()
        Membership.objects.create(user=user, actor=world[at], role=role)

        assert [actor.name for actor in actors_seen_by(user)] == seen
        assert [actor.name for actor in actors_of(user)] == edited
        with django_assert_num_queries(3):
            may = [rule(user, world["house"]) for rule in (may_see, may_edit, may_own)]
        assert may == ["Haus" in names for names in (seen, edited, owned)]

    def test_archived_operators_inactive_people_and_strangers_have_nothing(self, world):
        user, stranger = UserFactory(), UserFactory()
        Membership.objects.create(user=user, actor=world["operator"], role="owner")
        sleeping = UserFactory(is_active=False)
        Membership.objects.create(user=sleeping, actor=world["house"], role="owner")

        Actor.objects.filter(pk=world["operator"].pk).update(archived_at=timezone.now())

        for who in (user, sleeping, stranger, AnonymousUser()):
            assert list(actors_seen_by(who)) == []
            assert [rule(who, world["house"]) for rule in (may_see, may_edit, may_own)] == [False] * 3
