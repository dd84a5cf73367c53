"""Who may do what with the network. In the admin groups have ordinary model permissions (`portal.roles`); cooperations, wishes and alliances are never deleted."""

from wagtail.permissions import register_permission_policy

from directory.permissions import EntryPolicy

from .models import Alliance, Cooperation, CooperationWish


def can_edit_partners(user):
    """Whether `user` adds partners and asks them."""
    return user.is_active and user.has_perm("network.change_cooperation")


def can_answer_for(user):
    """Whether `user` enters what a partner said by phone, chooses good practice, and says that a change is only a correction."""
    return user.is_active and user.has_perm("network.publish_cooperation")


def can_analyse(user):
    """Whether `user` sees the analysis of the network: everything in it is public, but it says who is missing."""
    return user.is_active and user.has_perm("portal.office")


def register_policies():
    """Before any screen of the admin is built, because a model that was looked at has a policy already."""
    for model in (Alliance, Cooperation, CooperationWish):
        register_permission_policy(model, EntryPolicy(model))
