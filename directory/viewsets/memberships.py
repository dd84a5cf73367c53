"""Who works for which institution. Members edit in their own area of the site, never here."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from ..enums import MemberRole
from ..models import Membership
from .choosers import WithoutChooser, person_chooser
from .columns import DayColumn
from .lists import WordSearchIndexView


class MembershipIndexView(WordSearchIndexView):
    search_columns = ("user__first_name", "user__last_name", "user__email", "actor__sort_name")
    title_label = _("Person")
    title_sort_key = "user__last_name"


class MembershipFilterSet(WagtailFilterSet):
    role = django_filters.MultipleChoiceFilter(label=_("Role"), choices=MemberRole.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Membership
        fields = []


class MembershipViewSet(WithoutChooser, SnippetViewSet):
    model = Membership
    icon = "user"
    base_url_path = "register/mitgliedschaften"
    menu_label = _("Memberships")
    menu_item_is_registered = True
    index_view_class = MembershipIndexView
    filterset_class = MembershipFilterSet
    copy_view_enabled = False
    ordering = "actor__sort_name"
    list_per_page = 50
    list_display = [
        "user",
        Column("actor", label=_("Institution"), sort_key="actor__sort_name"),
        Column("role", label=_("Role"), accessor="get_role_display", sort_key="role"),
        DayColumn("created_at", label=_("Since"), sort_key="created_at"),
    ]
    edit_handler = ObjectList([FieldPanel("user", widget=person_chooser.widget_class), FieldPanel("actor"), FieldPanel("role")])

    def get_queryset(self, request):
        return Membership.objects.select_related("user", "actor")
