"""Registers the screens of cooperations in the admin; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from wagtail import hooks

from . import history
from .permissions import register_policies

register_policies()

hooks.register("register_log_actions", history.register)
