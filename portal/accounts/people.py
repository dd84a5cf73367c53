"""Accounts in the admin: Wagtail's screens, but nobody makes an administrator who isn't one."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    user_viewset = "portal.accounts.viewsets.PeopleViewSet"
