"""Institutions."""

from django import forms
from django.db.models import Prefetch
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from ..exports import ACTOR_COLUMNS, PREFETCH
from ..forms.entries import ActorForm
from ..models import Actor, Location, MergeRun
from ..permissions import may_merge
from ..status import with_status
from .choosers import ActorChooserViewSet
from .columns import SECONDARY, AreasColumn, StatusColumn, changed_column, checked_column
from .entries import EntryEditView, EntryViewSet
from .filters import ActorFilterSet
from .lists import EntryIndexView
from .merging import MergeView, merge_url, run_url
from .panels import RelatedEntriesPanel, publishing_tab_panels, row, texts_panel
from .wordsearch import has_place


class ActorIndexView(EntryIndexView):
    search_columns = ("sort_name", "other_names", "slug", "operator__sort_name", "kind__name")
    title_sort_key = "sort_name"
    export_columns = ACTOR_COLUMNS
    export_prefetch = PREFETCH["actor"]
    search_elsewhere = staticmethod(has_place)

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if may_merge(self.request.user) and not instance.is_archived:
            buttons.append(MenuItem(_("Merge…"), url=merge_url(instance), icon_name="resubmit", priority=40))
        return buttons


class ActorEditView(EntryEditView):
    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if may_merge(self.request.user) and not self.live_object.is_archived:
            buttons.append(Button(_("Merge…"), url=merge_url(self.object), icon_name="resubmit", priority=30))
        elif may_merge(self.request.user):
            run = MergeRun.objects.active().filter(gone=self.object).first()
            buttons += [Button(_("See the merge"), url=run_url(run), icon_name="resubmit", priority=30)] if run else []
        return buttons


class ActorViewSet(EntryViewSet):
    model = Actor
    icon = "home"
    base_url_path = "register/einrichtungen"
    menu_label = _("Institutions")
    index_view_class = ActorIndexView
    edit_view_class = ActorEditView
    chooser_viewset_class = ActorChooserViewSet
    filterset_class = ActorFilterSet
    ordering = "sort_name"
    export_filename = "einrichtungen"
    list_display = [
        "name",
        Column("kind", label=_("Kind"), sort_key="kind__name", classname=SECONDARY),
        AreasColumn("areas", label=_("Area"), classname=SECONDARY),
        Column(
            "operator",
            label=_("Operator"),
            accessor=lambda actor: actor.operator or "–",
            sort_key="operator__sort_name",
            classname=SECONDARY,
        ),
        StatusColumn(),
        checked_column(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name", "other_names", "kind", "further_kinds", "operator", "summary", "description", "email", "phone", "website", "contact_person",
        "contact_note", "topics", "target_groups", "languages", "tags", "live", "has_unpublished_changes", "confirmed_at", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    FieldPanel("other_names"),
                    row(FieldPanel("kind", widget=forms.Select), "further_kinds", heading=_("Kind of institution")),
                    FieldPanel("operator"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("logo"),
                    RelatedEntriesPanel(heading=_("Locations and offers")),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [FieldPanel("topics"), FieldPanel("target_groups"), FieldPanel("tags"), FieldPanel("languages")],
                heading=_("Topics and languages"),
            ),
            ObjectList(
                [
                    row("email", "phone", "website", "contact_person", "contact_note", heading=_("Contact")),
                    InlinePanel("links", [FieldPanel("title"), FieldPanel("url")], heading=_("Further links"), label=_("link")),
                ],
                heading=_("Contact"),
            ),
            ObjectList([texts_panel()], heading=_("Other languages")),
            ObjectList(publishing_tab_panels(), heading=_("Publication")),
        ],
        base_form_class=ActorForm,
    )

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", self.construct_view(MergeView), name="merge")]

    def get_queryset(self, request):
        locations = Location.objects.filter(archived_at=None).select_related("area").defer("area__outline")
        return with_status(Actor.objects.select_related("kind", "operator").prefetch_related(Prefetch("locations", locations)))
