"""Who may do what with meetings. In the admin groups have ordinary model permissions (`portal.roles`); meetings and series are never deleted."""

from wagtail.permissions import register_permission_policy

from directory.permissions import EntryPolicy, ReadOnlyPolicy

from .models import Mail, Meeting, Series


def can_manage(user, meeting):
    """Whether `user` runs `meeting`: cancels it, takes that back, repeats it, lays out further dates. The one place that decides this."""
    return user.is_active and user.has_perm("events.publish_meeting")


def can_report(user):
    """Whether `user` sees figures over all meetings: they name no person."""
    return user.is_active and user.has_perm("events.publish_meeting")


def can_protect_data(user):
    """Whether `user` answers to people who ask what is stored about them, and erases it."""
    return user.is_active and user.has_perm("events.protect_data")


def register_policies():
    """Before any screen of the admin is built, because a model that was looked at has a policy already."""
    for model in (Meeting, Series):
        register_permission_policy(model, EntryPolicy(model))
    register_permission_policy(Mail, ReadOnlyPolicy(Mail))
