"""Registers the office's screens of belonging; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .permissions import register_policies

register_policies()

from .viewsets import BelongingGroup  # noqa: E402  policies come first


@hooks.register("register_admin_viewset")
def register_viewset():
    return BelongingGroup()


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "confirmations.gone", _("Report that it doesn’t exist any more"), _("The institution says that it doesn’t exist any more")
    )
