"""Who may do what with the register in the admin. Groups get ordinary model permissions (`portal.roles`); these policies take some things away from everybody.

entries      add, change, publish, lock, unlock, rename (another address), view; never deleted, also not by administrators: archiving needs `publish`
import runs  view only
"""

from django.utils.functional import cached_property
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from .models import Actor, ImportRun, Location, Offer


class LimitedPolicy(ModelPermissionPolicy):
    """Model permissions without some actions, which nobody has."""

    refused = frozenset()

    def user_has_permission(self, user, action):
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions):
        allowed = [action for action in actions if action not in self.refused]
        return super().users_with_any_permission(allowed) if allowed else self._nobody

    @cached_property
    def _nobody(self):
        return super().users_with_any_permission(["view"]).none()


class EntryPolicy(LimitedPolicy):
    refused = frozenset({"delete"})


class ReadOnlyPolicy(LimitedPolicy):
    refused = frozenset({"add", "change", "delete"})


def register_policies():
    """Before any screen of the admin is built, because a model that was looked at has a policy already."""
    for model in (Actor, Location, Offer):
        register_permission_policy(model, EntryPolicy(model))
    register_permission_policy(ImportRun, ReadOnlyPolicy(ImportRun))
