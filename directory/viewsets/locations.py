"""Locations with their opening hours."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column

from ..enums import ACCESSIBILITY_FACTS
from ..exports import LOCATION_COLUMNS, PREFETCH
from ..forms.entries import PlaceForm
from ..models import Location
from ..status import with_status
from .choosers import LocationChooserViewSet
from .columns import SECONDARY, StatusColumn, changed_column, checked_column
from .entries import EntryCreateView, EntryViewSet
from .filters import LocationFilterSet
from .lists import EntryIndexView
from .panels import publishing_tab_panels, row, side_by_side


def batched(facts, size):
    facts = list(facts)
    return [facts[start : start + size] for start in range(0, len(facts), size)]


class LocationIndexView(EntryIndexView):
    search_columns = ("actor__sort_name", "name", "street", "postcode", "municipality", "area__name")
    title_accessor = staticmethod(lambda location: location.name or location.street or str(location))
    title_sort_key = "street"
    title_label = _("Location")
    export_columns = LOCATION_COLUMNS
    export_prefetch = PREFETCH["location"]


class LocationCreateView(EntryCreateView):
    def get_initial(self):
        initial = super().get_initial()
        if "actor" in initial:
            initial["is_main"] = not Location.objects.filter(actor=initial["actor"], archived_at=None).exists()
        return initial


class LocationViewSet(EntryViewSet):
    model = Location
    icon = "crosshairs"
    base_url_path = "register/standorte"
    menu_label = _("Locations")
    index_view_class = LocationIndexView
    add_view_class = LocationCreateView
    chooser_viewset_class = LocationChooserViewSet
    filterset_class = LocationFilterSet
    ordering = "actor__sort_name"
    export_filename = "standorte"
    list_display = [
        "name",
        Column("actor", label=_("Institution"), sort_key="actor__sort_name"),
        Column(
            "place",
            label=_("Place"),
            accessor=lambda location: f"{location.postcode} {location.municipality}".strip() or "–",
            sort_key="postcode",
        ),
        Column(
            "area",
            label=_("Area"),
            accessor=lambda location: location.area.name if location.area else "–",
            sort_key="area__name",
            classname=SECONDARY,
        ),
        StatusColumn(),
        checked_column(),
        changed_column(),
    ]
    inspect_view_fields = [
        "actor", "name", "is_main", "street", "postcode", "municipality", "area", "lat", "lon", "transport", "by_appointment", "hours_note",
        *ACCESSIBILITY_FACTS, "accessibility_note", "live", "has_unpublished_changes", "confirmed_at", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("actor", required_on_save=True),
                    row("name", "is_main", heading=_("Location")),
                    row("street", side_by_side("postcode", "municipality"), "transport", heading=_("Address")),
                    row(
                        side_by_side("lat", "lon"),
                        FieldPanel(
                            "area", help_text=_("Found by itself from coordinates, postcode and town. Choose it only where that fails.")
                        ),
                        heading=_("On the map"),
                    ),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "opening_spans",
                        [side_by_side("weekday", "opens", "closes")],
                        heading=_("Opening hours"),
                        label=_("span"),
                        help_text=_("Several spans a day are fine, for example before and after the lunch break. Midnight is 0:00."),
                    ),
                    row("by_appointment", "hours_note", heading=_("More on the hours")),
                    InlinePanel(
                        "opening_exceptions",
                        [side_by_side("starts", "ends", "opens", "closes"), FieldPanel("note")],
                        heading=_("Exceptions, for example holidays"),
                        label=_("exception"),
                        help_text=_("Leave both times empty when it is closed."),
                    ),
                ],
                heading=_("Opening hours"),
            ),
            ObjectList(
                [
                    row(*(side_by_side(*facts) for facts in batched(ACCESSIBILITY_FACTS, 3)), heading=_("What is known")),
                    FieldPanel("accessibility_note"),
                ],
                heading=_("Accessibility"),
            ),
            ObjectList(publishing_tab_panels(), heading=_("Publication")),
        ],
        base_form_class=PlaceForm,
    )

    def get_queryset(self, request):
        return with_status(Location.objects.select_related("actor", "area").defer("area__outline"))
