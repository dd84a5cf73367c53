"""Wishes for cooperations and transitions in the admin."""

import django_filters
from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.status import with_status
from directory.viewsets.choosers import WithoutChooser
from directory.viewsets.columns import SECONDARY, StatusColumn, changed_column
from directory.viewsets.entries import EntryViewSet
from directory.viewsets.filters import EntryFilterSet
from directory.viewsets.lists import EntryIndexView, ExportIndexView
from directory.viewsets.panels import row
from directory.viewsets.vocabularies import TermIndexView

from ..enums import WishDirection
from ..forms.cooperations import TransitionForm, WishForm
from ..models import CooperationWish, Transition
from ..office.exports import WISH_COLUMNS, WISH_PREFETCH


class WishFilterSet(EntryFilterSet):
    freshness = None
    direction = django_filters.ChoiceFilter(
        label=_("Seeks or offers"), choices=WishDirection.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    time = django_filters.ChoiceFilter(
        label=_("Time"), choices=[("over", _("Time is over"))], method="filter_by_time", widget=forms.RadioSelect, empty_label=_("All")
    )

    field_order = ["status", "direction", "time", "archive"]

    def filter_by_time(self, queryset, name, value):
        return queryset.filter(until__lt=timezone.localdate())

    class Meta(EntryFilterSet.Meta):
        model = CooperationWish


class WishIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug", "actor__sort_name")
    title_sort_key = "sort_name"
    export_columns = WISH_COLUMNS
    export_prefetch = WISH_PREFETCH

    def search_condition(self, query):
        return ExportIndexView.search_condition(self, query)


class WishViewSet(WithoutChooser, EntryViewSet):
    model = CooperationWish
    icon = "help"
    base_url_path = "netzwerk/gesuche"
    menu_label = _("Wishes")
    index_view_class = WishIndexView
    filterset_class = WishFilterSet
    ordering = "sort_name"
    export_filename = "gesuche"
    list_display = [
        "name",
        Column("direction", label=_("Seeks or offers"), accessor="get_direction_display", sort_key="direction"),
        Column("actor", label=_("Institution"), accessor=lambda wish: wish.actor or "–", sort_key="actor__sort_name"),
        Column(
            "until",
            label=_("Shown until"),
            accessor=lambda wish: date_format(wish.until, "SHORT_DATE_FORMAT") if wish.until else "–",
            sort_key="until",
            classname=SECONDARY,
        ),
        StatusColumn(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name", "actor", "direction", "form", "text", "kinds", "topics", "areas", "transitions", "until", "live", "has_unpublished_changes",
        "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    row("actor", "direction", heading=_("Who seeks or offers")),
                    FieldPanel("text"),
                    row("form", "until", heading=_("Form and time")),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [FieldPanel("kinds"), FieldPanel("topics"), FieldPanel("transitions"), FieldPanel("areas")],
                heading=_("Whom and what for"),
            ),
            ObjectList([PublishingPanel()], heading=_("Publication")),
        ],
        base_form_class=WishForm,
    )

    def get_queryset(self, request):
        return with_status(CooperationWish.objects.select_related("actor"))


class TransitionViewSet(WithoutChooser, SnippetViewSet):
    model = Transition
    icon = "arrow-right"
    base_url_path = "netzwerk/uebergaenge"
    menu_label = _("Transitions")
    menu_item_is_registered = True
    index_view_class = TermIndexView
    copy_view_enabled = False
    ordering = "sort_order"
    list_per_page = 200
    list_display = [
        "name",
        NumberColumn("cooperation_count", label=_("Cooperations"), sort_key="cooperation_count"),
        Column("sort_order", label=_("Order"), sort_key="sort_order"),
    ]
    edit_handler = ObjectList(
        [
            row("name", "slug", "sort_order", heading=_("Name and place")),
            FieldPanel("names"),
            FieldPanel("from_kinds"),
            FieldPanel("to_kinds"),
        ],
        base_form_class=TransitionForm,
    )

    def get_queryset(self, request):
        return Transition.objects.annotate(cooperation_count=Count("cooperations"))
