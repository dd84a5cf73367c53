"""Meetings."""

from django.contrib.admin.utils import quote
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from directory.status import with_status
from directory.viewsets.choosers import WithoutChooser
from directory.viewsets.columns import SECONDARY, StatusColumn, changed_column
from directory.viewsets.entries import EntryEditView, EntryViewSet
from directory.viewsets.lists import EntryIndexView, ExportIndexView
from directory.viewsets.panels import row, side_by_side

from .. import wording
from ..admission import places
from ..enums import RegistrationWay
from ..forms.entries import MeetingForm
from ..models import Meeting
from ..office.exports import MEETING_COLUMNS, MEETING_PREFETCH
from ..permissions import can_manage
from . import registrations
from .filters import MeetingFilterSet
from .meeting_panels import registration_tab
from .operations import CancelView, LayOutView, ReinstateView, RepeatView


def state_of(meeting):
    """What a list says of it beside its publication."""
    if meeting.is_cancelled:
        return _("cancelled")
    if meeting.is_over(timezone.now()):
        return _("over")
    return _("fully booked") if meeting.is_full else _("new date") if meeting.is_moved else "–"


def begins(meeting):
    return date_format(wording.local(meeting.starts_at), "SHORT_DATETIME_FORMAT") if meeting.starts_at else "–"


class OccupancyColumn(Column):
    """Leads those who manage the meeting to its registrations."""

    cell_template_name = "events/admin/occupancy_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        context["text"] = places.told(instance)
        context["url"] = registrations.base.screen("registrations", instance) if can_manage(user, instance) else ""
        return context

    def get_value(self, instance):
        return places.told(instance)


class MeetingIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug", "series__sort_name", "organiser__sort_name", "venue__name")
    title_sort_key = "sort_name"
    export_columns = MEETING_COLUMNS
    export_prefetch = MEETING_PREFETCH
    repeat_url_name = None

    def search_condition(self, query):
        return ExportIndexView.search_condition(self, query)  # meetings have no keys of other sources

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("add"):
            url = reverse(self.repeat_url_name, args=[quote(instance.pk)])
            buttons.append(MenuItem(_("Repeat the theme"), url=url, icon_name="copy", priority=15))
        return buttons


class MeetingEditView(EntryEditView):
    repeat_url_name = lay_out_url_name = cancel_url_name = reinstate_url_name = registrations_url_name = None

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        meeting, pk = self.live_object, quote(self.object.pk)
        if self.user_has_permission("add"):
            buttons.append(Button(_("Repeat the theme"), url=reverse(self.repeat_url_name, args=[pk]), icon_name="copy", priority=10))
        if can_manage(self.request.user, meeting):
            if meeting.registration == RegistrationWay.HERE:
                buttons.append(
                    Button(_("Registrations"), url=reverse(self.registrations_url_name, args=[pk]), icon_name="group", priority=5)
                )
            buttons.append(
                Button(_("Lay out more dates"), url=reverse(self.lay_out_url_name, args=[pk]), icon_name="calendar-alt", priority=12)
            )
            if meeting.is_cancelled:
                url = reverse(self.reinstate_url_name, args=[pk])
                buttons.append(Button(_("Take the cancellation back"), url=url, icon_name="undo", priority=14))
            elif meeting.is_public and not meeting.is_over(timezone.now()):
                buttons.append(
                    Button(_("Cancel the meeting"), url=reverse(self.cancel_url_name, args=[pk]), icon_name="cross", priority=14)
                )
        return buttons


class MeetingViewSet(WithoutChooser, EntryViewSet):
    model = Meeting
    icon = "calendar-alt"
    base_url_path = "termine/termine"
    menu_label = gettext_lazy("Meetings")
    index_view_class = MeetingIndexView
    edit_view_class = MeetingEditView
    filterset_class = MeetingFilterSet
    ordering = "-starts_at"
    export_filename = "termine"
    list_display = [
        "name",
        Column("starts_at", label=gettext_lazy("Begins"), accessor=begins, sort_key="starts_at"),
        Column("series", label=gettext_lazy("Series"), accessor=lambda meeting: meeting.series or "–", sort_key="series__sort_name"),
        Column("format", label=gettext_lazy("Format"), accessor="get_format_display", sort_key="format", classname=SECONDARY),
        Column("organiser", label=gettext_lazy("Organiser"), accessor=lambda meeting: meeting.organiser or "–", classname=SECONDARY),
        Column("state", label=gettext_lazy("Takes place"), accessor=state_of),
        OccupancyColumn("occupancy", label=gettext_lazy("Registrations")),
        StatusColumn(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name", "series", "alliance", "kind", "summary", "description", "starts_at", "ends_at", "time_note", "format", "venue", "organiser", "topics",
        "target_groups", "audience", "is_free", "price", "price_note", "precondition", "registration", "opens_at", "closes_at",
        "capacity_onsite", "capacity_online", "is_full", "contact_name", "contact_email", "contact_phone", "cancelled_at", "cancel_reason",
        "moved_from", "live", "has_unpublished_changes", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    row("series", "alliance", "kind", "organiser", heading=gettext_lazy("Series and organiser")),
                    row(side_by_side("starts_at", "ends_at"), "time_note", heading=gettext_lazy("When")),
                    row("format", "venue", "online_url", heading=gettext_lazy("Where")),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                ],
                heading=gettext_lazy("Basics"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "agenda",
                        [side_by_side("starts", "title"), FieldPanel("text"), FieldPanel("speakers")],
                        heading=gettext_lazy("Programme"),
                        label=gettext_lazy("point"),
                    ),
                    InlinePanel(
                        "materials",
                        [FieldPanel("title"), FieldPanel("document"), FieldPanel("url"), FieldPanel("audience")],
                        heading=gettext_lazy("Materials"),
                        label=gettext_lazy("material"),
                        help_text=gettext_lazy(
                            "Files and links: slides, model agreements, a recording. Those who took part see theirs on their own page, by the "
                            "link of their mail."
                        ),
                    ),
                    FieldPanel("follow_up"),
                ],
                heading=gettext_lazy("Programme and materials"),
            ),
            ObjectList(
                [
                    FieldPanel("audience"),
                    FieldPanel("target_groups"),
                    FieldPanel("topics"),
                    row("precondition", "precondition_url", heading=gettext_lazy("Precondition")),
                ],
                heading=gettext_lazy("Topics and people"),
            ),
            registration_tab(),
            ObjectList(
                [
                    row("is_free", "price", "price_note", heading=gettext_lazy("Price")),
                    row("contact_name", "contact_email", "contact_phone", heading=gettext_lazy("Contact")),
                ],
                heading=gettext_lazy("Price and contact"),
            ),
            ObjectList([PublishingPanel()], heading=gettext_lazy("Publication")),
        ],
        base_form_class=MeetingForm,
    )

    def get_common_view_kwargs(self, **kwargs):
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("repeat", "lay_out", "cancel", "reinstate", "registrations")}
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_queryset(self, request):
        return with_status(Meeting.objects.select_related("series", "organiser", "venue", "occupancy"))

    def get_urlpatterns(self):
        views = {"repeat": RepeatView, "lay_out": LayOutView, "cancel": CancelView, "reinstate": ReinstateView}
        return [
            *super().get_urlpatterns(),
            *(path(f"{name.replace('_', '-')}/<int:pk>/", self.construct_view(view), name=name) for name, view in views.items()),
            *registrations.urlpatterns(self),
        ]
