"""Venues."""

from django.db.models import Count, ProtectedError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from directory.enums import ACCESSIBILITY_FACTS
from directory.forms.entries import PlaceForm
from directory.viewsets.lists import WordSearchIndexView
from directory.viewsets.panels import row, side_by_side

from ..models import Venue
from .choosers import VenueChooserViewSet


class VenueIndexView(WordSearchIndexView):
    search_columns = ("name", "room", "street", "municipality")


class VenueDeleteView(DeleteView):
    """Refused while meetings, past ones too, take place there."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, _("“%(venue)s” can’t be deleted: meetings take place there.") % {"venue": self.object})
            return redirect(reverse(self.index_url_name))


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "site"
    base_url_path = "termine/orte"
    menu_label = gettext_lazy("Venues")
    index_view_class = VenueIndexView
    delete_view_class = VenueDeleteView
    chooser_viewset_class = VenueChooserViewSet
    menu_item_is_registered = True
    copy_view_enabled = False
    list_per_page = 50
    ordering = "name"
    list_display = [
        "name",
        Column("room", label=gettext_lazy("Room"), sort_key="room"),
        Column("address", label=gettext_lazy("Address")),
        NumberColumn("meeting_count", label=gettext_lazy("Meetings"), sort_key="meeting_count"),
    ]
    edit_handler = ObjectList(
        [
            row("name", "room", heading=gettext_lazy("Name")),
            row(
                "street",
                side_by_side("postcode", "municipality"),
                "area",
                side_by_side("lat", "lon"),
                "transport",
                heading=gettext_lazy("Address"),
            ),
            row(*ACCESSIBILITY_FACTS, "accessibility_note", heading=gettext_lazy("Accessibility")),
        ],
        base_form_class=PlaceForm,
    )

    def get_queryset(self, request):
        return Venue.objects.annotate(meeting_count=Count("meetings"))
