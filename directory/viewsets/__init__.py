"""The register's screens in the admin: one module per kind of thing; `wagtail_hooks` registers them."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .actors import ActorViewSet
from .areas import AreaViewSet, PostcodeViewSet
from .imports import ImportRunViewSet, ImportSourceViewSet
from .locations import LocationViewSet
from .memberships import MembershipViewSet
from .merging import DuplicatePairViewSet, MergeRunViewSet
from .offers import OfferViewSet
from .proposals import ProposalViewSet, ReviewRuleViewSet
from .vocabularies import ActorKindViewSet, TargetGroupViewSet, TopicViewSet


class RegisterGroup(SnippetViewSetGroup):
    menu_label = _("Register")
    menu_name = "register"
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (
        ActorViewSet,
        LocationViewSet,
        OfferViewSet,
        ProposalViewSet,
        MembershipViewSet,
        ReviewRuleViewSet,
        ActorKindViewSet,
        TopicViewSet,
        TargetGroupViewSet,
        AreaViewSet,
        PostcodeViewSet,
        DuplicatePairViewSet,
        MergeRunViewSet,
        ImportSourceViewSet,
        ImportRunViewSet,
    )
