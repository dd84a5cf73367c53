"""Offers."""

from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .. import wording
from ..exports import OFFER_COLUMNS, PREFETCH
from ..forms.entries import OfferForm
from ..models import Offer
from ..status import with_status
from .columns import SECONDARY, StatusColumn, changed_column, checked_column
from .entries import EntryViewSet
from .filters import OfferFilterSet
from .lists import EntryIndexView
from .panels import publishing_tab_panels, row, side_by_side, texts_panel


class OfferIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug", "actor__sort_name")
    title_sort_key = "sort_name"
    export_columns = OFFER_COLUMNS
    export_prefetch = PREFETCH["offer"]


class LocationChoicesView(PermissionCheckedMixin, View):
    """The checkboxes for the locations of the institution in `?actor=`, for the form that is open."""

    model = Offer
    any_permission_required = ("add", "change")

    def get(self, request):
        form_class = OfferViewSet.form_class()
        form = form_class(initial={"actor": request.GET.get("actor", "")}, for_user=request.user)
        return render(request, "directory/admin/location_choices.html", {"field": form["locations"]})


class OfferViewSet(EntryViewSet):
    model = Offer
    icon = "calendar-alt"
    base_url_path = "register/angebote"
    menu_label = _("Offers")
    index_view_class = OfferIndexView
    filterset_class = OfferFilterSet
    ordering = "sort_name"
    export_filename = "angebote"
    list_display = [
        "name",
        Column("actor", label=_("Institution"), sort_key="actor__sort_name"),
        Column("form", label=_("Form"), accessor="get_form_display", sort_key="form", classname=SECONDARY),
        Column("price", label=_("Price"), accessor=lambda offer: wording.price(offer) or "–", classname=SECONDARY),
        Column(
            "last_day",
            label=_("Last day"),
            accessor=lambda offer: wording.day(offer.last_day) if offer.last_day else "–",
            sort_key="last_day",
        ),
        StatusColumn(),
        checked_column(),
        changed_column(),
    ]
    inspect_view_fields = [
        "actor", "name", "form", "summary", "description", "locations", "topics", "target_groups", "tags", "age_from", "age_to", "languages",
        "inclusive", "starts_on", "ends_on", "schedule_note", "valid_until", "is_free", "price_from", "price_to", "price_unit", "price_reduced",
        "price_note", "registration_url", "registration_email", "registration_phone", "places_free", "live", "has_unpublished_changes",
        "confirmed_at", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("actor", required_on_save=True),
                    FieldPanel("name", required_on_save=True, classname="title"),
                    FieldPanel("form"),
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("image"),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [
                    FieldPanel("locations", classname="register-locations"),
                    InlinePanel(
                        "sessions",
                        [side_by_side("weekday", "starts", "ends"), FieldPanel("note")],
                        heading=_("Weekly times"),
                        label=_("time"),
                    ),
                    row(side_by_side("starts_on", "ends_on"), "session_count", "schedule_note", "valid_until", heading=_("Period")),
                ],
                heading=_("Places and times"),
            ),
            ObjectList(
                [
                    FieldPanel("topics"),
                    FieldPanel("target_groups"),
                    row(side_by_side("age_from", "age_to"), "inclusive", heading=_("For whom")),
                    FieldPanel("tags"),
                    FieldPanel("languages"),
                ],
                heading=_("Topics and people"),
            ),
            ObjectList(
                [
                    row(
                        "is_free",
                        side_by_side("price_from", "price_to", "price_unit"),
                        "price_reduced",
                        "price_note",
                        "accepts_education_package",
                        heading=_("Price"),
                    ),
                    row("registration_url", "registration_email", "registration_phone", "registration_note", heading=_("Registration")),
                    row(side_by_side("places_min", "places_max"), "places_free", heading=_("Places")),
                ],
                heading=_("Price and registration"),
            ),
            ObjectList([texts_panel()], heading=_("Other languages")),
            ObjectList(publishing_tab_panels(), heading=_("Publication")),
        ],
        base_form_class=OfferForm,
    )

    @classmethod
    def form_class(cls):
        return cls.edit_handler.bind_to_model(Offer).get_form_class()

    def get_queryset(self, request):
        queryset = with_status(Offer.objects.select_related("actor"))
        return queryset

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("locations/", self.construct_view(LocationChoicesView), name="locations")]
