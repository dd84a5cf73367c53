"""Who may do what with belonging. Rules for members stand in `directory.permissions` (`may_see`, `may_own`).

invitations, lists of them, claims   the office looks and decides by operations; nobody adds, changes or deletes a row by a form
access log                           read by the office and by those who work for the institution
mails                                no screen of their own
"""

from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from directory.models import Membership
from directory.permissions import ReadOnlyPolicy

from .models import AccessEntry, AccessMail, Claim, Invitation, InvitationBatch


def can_steer(user):
    """Whether `user` invites for any institution, decides claims, and changes who works where."""
    return user.is_active and user.has_perm("directory.change_membership")


def steerers():
    """Active accounts of the office, without administrators who aren't in it."""
    found = ModelPermissionPolicy(Membership).users_with_permission("change")
    return found.filter(is_active=True, groups__isnull=False).distinct().order_by("pk")


def register_policies():
    """Before any screen of the admin is built, because a model that was looked at has a policy already."""
    for model in (Invitation, InvitationBatch, Claim, AccessEntry, AccessMail):
        register_permission_policy(model, ReadOnlyPolicy(model))
