"""The screens of the network in the admin; `wagtail_hooks` registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .alliances import AllianceViewSet
from .analysis import AnalysisViewSet
from .cooperations import CooperationViewSet
from .wishes import TransitionViewSet, WishViewSet


class NetworkGroup(SnippetViewSetGroup):
    menu_label = _("Network")
    menu_name = "network"
    menu_icon = "group"
    menu_order = 155
    items = (CooperationViewSet, WishViewSet, AllianceViewSet, TransitionViewSet, AnalysisViewSet)
