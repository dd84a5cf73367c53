"""Registers the office's screens of belonging; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from wagtail import hooks

from .permissions import register_policies

register_policies()

from .viewsets import BelongingGroup  # noqa: E402  policies come first


@hooks.register("register_admin_viewset")
def register_viewset():
    return BelongingGroup()
