"""Alliances in the admin."""

import django_filters
from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from directory.status import with_status
from directory.viewsets.choosers import EntryChooseMixin, search_form
from directory.viewsets.columns import SECONDARY, StatusColumn, changed_column
from directory.viewsets.entries import EntryViewSet
from directory.viewsets.filters import EntryFilterSet, IndentedFilter, areas_in_use, topics
from directory.viewsets.lists import EntryIndexView, ExportIndexView
from directory.viewsets.panels import row, side_by_side

from ..enums import AllianceKind
from ..forms.alliances import AllianceForm
from ..models import Alliance
from ..office.exports import ALLIANCE_COLUMNS, ALLIANCE_PREFETCH


class AllianceFilterSet(EntryFilterSet):
    freshness = None
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=AllianceKind.choices, widget=forms.CheckboxSelectMultiple)
    time = django_filters.ChoiceFilter(
        label=_("Time"),
        choices=[("now", _("Going on")), ("over", _("Over")), ("funding", _("Funding has ended"))],
        method="filter_by_time",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    area = IndentedFilter(label=_("Area"), queryset=areas_in_use, method="filter_by_area", empty_label=_("All"))
    topic = IndentedFilter(label=_("Field of work"), queryset=topics, method="filter_by_topic", empty_label=_("All"))

    field_order = ["status", "kind", "time", "area", "topic", "archive"]

    def filter_by_time(self, queryset, name, value):
        today = timezone.localdate()
        if value == "funding":
            return queryset.filter(funded_until__lt=today)
        return queryset.going_on(today) if value == "now" else queryset.filter(ends_on__lt=today)

    def filter_by_area(self, queryset, name, area):
        return queryset.filter(pk__in=Alliance.objects.filter(areas__path__startswith=area.path).values("pk"))

    def filter_by_topic(self, queryset, name, topic):
        return queryset.filter(pk__in=Alliance.objects.filter(topics__path__startswith=topic.path).values("pk"))

    class Meta(EntryFilterSet.Meta):
        model = Alliance


class AllianceChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("sort_name")
    ordering = "sort_name"

    def get_object_list(self):
        return super().get_object_list().filter(archived_at=None)


class AllianceChooseView(AllianceChooseMixin, ChooseView):
    pass


class AllianceChooseResultsView(AllianceChooseMixin, ChooseResultsView):
    pass


class AllianceChooserViewSet(SnippetChooserViewSet):
    choose_view_class = AllianceChooseView
    choose_results_view_class = AllianceChooseResultsView


class AllianceIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug")
    title_sort_key = "sort_name"
    export_columns = ALLIANCE_COLUMNS
    export_prefetch = ALLIANCE_PREFETCH

    def search_condition(self, query):
        return ExportIndexView.search_condition(self, query)  # alliances have no keys of other sources


def date_of(name):
    def read(alliance):
        value = getattr(alliance, name)
        return date_format(value, "SHORT_DATE_FORMAT") if value else "–"

    return read


class AllianceViewSet(EntryViewSet):
    model = Alliance
    icon = "group"
    base_url_path = "netzwerk/buendnisse"
    menu_label = _("Alliances")
    index_view_class = AllianceIndexView
    filterset_class = AllianceFilterSet
    chooser_viewset_class = AllianceChooserViewSet
    ordering = "sort_name"
    export_filename = "buendnisse"
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        NumberColumn("all_members", label=_("Members so far"), sort_key="all_members"),
        Column("starts_on", label=_("Since"), accessor=date_of("starts_on"), sort_key="starts_on", classname=SECONDARY),
        Column("funded_until", label=_("Funded until"), accessor=date_of("funded_until"), sort_key="funded_until", classname=SECONDARY),
        StatusColumn(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name", "kind", "summary", "purpose", "topics", "areas", "starts_on", "ends_on", "coordination_actor", "coordination_note", "legal_basis",
        "funding", "funded_until", "live", "has_unpublished_changes", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    FieldPanel("kind"),
                    FieldPanel("summary"),
                    FieldPanel("purpose"),
                    row(side_by_side("starts_on", "ends_on"), heading=_("Time")),
                    FieldPanel("topics"),
                    FieldPanel("areas"),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [
                    FieldPanel("goals_for"),
                    InlinePanel(
                        "goals",
                        [
                            FieldPanel("title"),
                            FieldPanel("text"),
                            side_by_side("state", "until"),
                            InlinePanel(
                                "measures", [FieldPanel("title"), side_by_side("state", "until")], heading=_("Measures"), label=_("measure")
                            ),
                        ],
                        heading=_("Strategic goals"),
                        label=_("goal"),
                    ),
                    FieldPanel("milestones_for"),
                    InlinePanel(
                        "milestones",
                        [FieldPanel("on"), FieldPanel("title"), FieldPanel("text")],
                        heading=_("Milestones"),
                        label=_("milestone"),
                    ),
                ],
                heading=_("Goals and milestones"),
            ),
            ObjectList(
                [
                    FieldPanel("members_for"),
                    InlinePanel(
                        "members",
                        [FieldPanel("actor"), FieldPanel("name"), side_by_side("role", "task"), side_by_side("joined_on", "left_on")],
                        heading=_("Members"),
                        label=_("member"),
                        help_text=_(
                            "Whoever leaves stays here with the last day, and the page lists it among the former members. People who work for a "
                            "member may read what is for members."
                        ),
                    ),
                    FieldPanel("groups_for"),
                    InlinePanel(
                        "groups",
                        [
                            FieldPanel("title"),
                            FieldPanel("text"),
                            side_by_side("rhythm", "ended_on"),
                            InlinePanel(
                                "members",
                                [FieldPanel("actor"), FieldPanel("name"), FieldPanel("leads")],
                                heading=_("Members of the group"),
                                label=_("member"),
                            ),
                        ],
                        heading=_("Working groups"),
                        label=_("working group"),
                    ),
                ],
                heading=_("Members and groups"),
            ),
            ObjectList(
                [
                    FieldPanel("coordination_for"),
                    row("coordination_actor", "coordination_note", heading=_("Coordination office")),
                    InlinePanel(
                        "people",
                        [FieldPanel("name"), FieldPanel("tasks"), side_by_side("email", "phone"), FieldPanel("contact_for")],
                        heading=_("People of the coordination office"),
                        label=_("person"),
                        help_text=_("Please ask them before their data stands on the site."),
                    ),
                    FieldPanel("framework_for"),
                    row("legal_basis", "funding", "funded_until", heading=_("Framework")),
                ],
                heading=_("Coordination and framework"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "documents",
                        [FieldPanel("title"), FieldPanel("document"), FieldPanel("url"), side_by_side("dated", "audience")],
                        heading=pgettext_lazy("alliance", "Documents"),
                        label=pgettext_lazy("alliance", "document"),
                    ),
                    InlinePanel(
                        "notes",
                        [side_by_side("on", "audience"), FieldPanel("title"), FieldPanel("text")],
                        heading=_("Evaluation notes"),
                        label=pgettext_lazy("alliance", "note"),
                    ),
                ],
                heading=_("Documents and evaluation"),
            ),
            ObjectList([PublishingPanel()], heading=_("Publication")),
        ],
        base_form_class=AllianceForm,
    )

    def get_queryset(self, request):
        return with_status(Alliance.objects.annotate(all_members=Count("members")))
