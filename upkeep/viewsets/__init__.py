"""The office's screens of belonging; `wagtail_hooks` registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from .claims import ClaimsViewSet
from .freshness import FreshnessViewSet
from .invitations import InvitationsViewSet
from .people import PeopleViewSet


class BelongingGroup(ViewSetGroup):
    menu_label = _("Belonging")
    menu_name = "belonging"
    menu_icon = "group"
    menu_order = 152
    items = (ClaimsViewSet, InvitationsViewSet, PeopleViewSet, FreshnessViewSet)
