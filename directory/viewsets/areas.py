"""Areas and postcodes."""

import django_filters
from django import forms
from django.db.models import BooleanField, Case, Count, When
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from ..enums import AreaLevel
from ..exports import yes_no
from ..forms.terms import AreaForm
from ..models import Area, Postcode
from .choosers import AreaChooserViewSet
from .lists import WordSearchIndexView
from .panels import row
from .vocabularies import TermViewSet, TreeIndexView


class AreaIndexView(TreeIndexView):
    search_columns = ("name", "ags", "ars")


class AreaFilterSet(WagtailFilterSet):
    level = django_filters.MultipleChoiceFilter(label=_("Level"), choices=AreaLevel.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Area
        fields = []


class AreaViewSet(TermViewSet):
    model = Area
    icon = "globe"
    base_url_path = "register/gebiete"
    menu_label = _("Areas")
    index_view_class = AreaIndexView
    chooser_viewset_class = AreaChooserViewSet
    filterset_class = AreaFilterSet
    ordering = "path"
    list_per_page = 100
    list_display = [
        "name",
        Column("level", label=_("Level"), accessor="get_level_display", sort_key="level"),
        Column("ags", label=_("AGS"), sort_key="ags"),
        NumberColumn("location_count", label=_("Locations"), sort_key="location_count"),
        Column("has_outline", label=_("Outline"), accessor=lambda area: yes_no(area.has_outline)),
    ]
    edit_handler = ObjectList(
        [
            row("name", "slug", "level", FieldPanel("parent", widget=AdminSnippetChooser(Area)), heading=_("Name and place")),
            row("ags", "ars", "population", heading=_("Keys")),
            row("lat", "lon", heading=_("Centre")),
        ],
        base_form_class=AreaForm,
    )

    def get_queryset(self, request):
        return Area.objects.defer("outline").annotate(
            location_count=Count("locations"),
            has_outline=Case(When(outline__isnull=False, then=True), default=False, output_field=BooleanField()),
        )


class PostcodeIndexView(WordSearchIndexView):
    search_columns = ("code", "place", "area__name")
    title_label = _("Postcode")
    title_sort_key = "code"


class PostcodeViewSet(SnippetViewSet):
    model = Postcode
    icon = "mail"
    base_url_path = "register/postleitzahlen"
    menu_label = _("Postcodes")
    menu_item_is_registered = True
    index_view_class = PostcodeIndexView
    copy_view_enabled = False
    ordering = "code"
    list_per_page = 100
    list_display = [
        "code",
        Column("place", label=_("Place"), sort_key="place"),
        Column("area", label=_("Area"), accessor="area.name", sort_key="area__name"),
    ]
    edit_handler = ObjectList([row("code", "place", "area", heading=_("Postcode")), row("lat", "lon", heading=_("Centre"))])

    def get_queryset(self, request):
        return Postcode.objects.select_related("area").defer("area__outline")
