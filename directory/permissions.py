"""Who may do what with the register.

In the admin groups get ordinary model permissions (`portal.roles`); the policies here take some things away from everybody:

entries      add, change, publish, lock, unlock, rename (another address), view; never deleted, also not by administrators: archiving needs `publish`
import runs, merges, possible duplicates  view only (merging: `may_merge`)

Outside of the admin a `Membership` says what somebody may do for an institution: a viewer sees, an editor edits, an owner also decides who else does.
Editors and owners of an operator (Träger) edit its houses too, owners own them; the houses of its houses are not theirs. What is archived belongs to nobody.
"""

from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from .enums import MemberRole
from .models import Actor, DuplicatePair, ImportRun, Location, Membership, MergeRun, Offer

OWNING = (MemberRole.OWNER,)
EDITING = (MemberRole.OWNER, MemberRole.EDITOR)


def actors_of(user, roles=EDITING):
    """Queryset of the institutions for which `user` has one of `roles`, by a membership or through their operator. Nothing for who isn't signed in."""
    if not user.is_active:
        return Actor.objects.none()
    own = Membership.objects.filter(user_id=user.pk, role__in=roles, actor__archived_at=None).values("actor_id")
    return Actor.objects.filter(Q(pk__in=own) | Q(operator_id__in=own), archived_at=None)


def actors_seen_by(user):
    """As `actors_of`, with those of which `user` may see drafts, numbers and history without editing. (A viewer of an operator sees the operator only.)"""
    if not user.is_active:
        return Actor.objects.none()
    own = Membership.objects.filter(user_id=user.pk, actor__archived_at=None).values("actor_id")
    return Actor.objects.filter(Q(pk__in=own) | Q(pk__in=actors_of(user).values("pk")), archived_at=None)


def may_see(user, actor):
    return actors_seen_by(user).filter(pk=actor.pk).exists()


def may_edit(user, actor):
    """Whether `user` may edit `actor` with its locations and offers. One query."""
    return actors_of(user).filter(pk=actor.pk).exists()


def may_own(user, actor):
    """Whether `user` may also invite people for `actor` and end their work for it. One query."""
    return actors_of(user, OWNING).filter(pk=actor.pk).exists()


def may_merge(user):
    """Merge institutions, undo that, decide about pairs: whoever moderates the register."""
    return user.is_active and user.has_perm("directory.moderate")


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
    for model in (ImportRun, MergeRun, DuplicatePair):
        register_permission_policy(model, ReadOnlyPolicy(model))


def can_review(user):
    """Whether `user` decides on proposed changes."""
    return user.is_active and user.has_perm("directory.moderate")
