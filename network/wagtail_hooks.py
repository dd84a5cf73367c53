"""Registers the screens of the network in the admin; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.viewsets.bulk_actions import EntryBulkAction

from . import history
from .files import check_agreement_audience, check_alliance_audience
from .models import Alliance, Cooperation, CooperationWish
from .permissions import register_policies

register_policies()

from .viewsets import NetworkGroup  # noqa: E402  policies come first: a screen asks for one when it is built

register_snippet(NetworkGroup)
EntryBulkAction.models += [Alliance, Cooperation, CooperationWish]

hooks.register("before_serve_document", check_alliance_audience, order=90)
hooks.register("before_serve_document", check_agreement_audience, order=90)
hooks.register("register_log_actions", history.register)
