import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.permissions import policy_registry

from directory.models import Actor, ImportRun, Location, Offer, Topic
from tests.factories import UserFactory

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
