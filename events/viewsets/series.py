"""Series of meetings."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.admin.ui.tables import Column, NumberColumn

from directory.status import with_status
from directory.viewsets.columns import StatusColumn, changed_column
from directory.viewsets.entries import EntryViewSet
from directory.viewsets.lists import EntryIndexView, ExportIndexView

from ..forms.entries import SeriesForm
from ..models import Series
from .choosers import SeriesChooserViewSet
from .filters import SeriesFilterSet


class SeriesIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug")
    title_sort_key = "sort_name"

    def search_condition(self, query):
        return ExportIndexView.search_condition(self, query)  # series have no keys of other sources


class SeriesViewSet(EntryViewSet):
    model = Series
    icon = "list-ul"
    base_url_path = "termine/reihen"
    menu_label = _("Series")
    index_view_class = SeriesIndexView
    filterset_class = SeriesFilterSet
    chooser_viewset_class = SeriesChooserViewSet
    ordering = "sort_name"
    list_display = [
        "name",
        Column("organiser", label=_("Organiser"), accessor=lambda series: series.organiser or "–"),
        NumberColumn("meeting_count", label=_("Meetings"), sort_key="meeting_count"),
        StatusColumn(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name",
        "summary",
        "description",
        "organiser",
        "hue",
        "live",
        "has_unpublished_changes",
        "archived_at",
        "updated_at",
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    FieldPanel("organiser"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("hue"),
                ],
                heading=_("Basics"),
            ),
            ObjectList([PublishingPanel()], heading=_("Publication")),
        ],
        base_form_class=SeriesForm,
    )

    def get_queryset(self, request):
        return with_status(Series.objects.select_related("organiser").annotate(meeting_count=Count("meetings")))
