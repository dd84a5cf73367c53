"""Choosers of series and venues: search by the database; archived series can't be chosen."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from directory.viewsets.choosers import EntryChooseMixin, search_form


class SeriesChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("sort_name")
    ordering = "sort_name"

    def get_object_list(self):
        return super().get_object_list().filter(archived_at=None)


class SeriesChooseView(SeriesChooseMixin, ChooseView):
    pass


class SeriesChooseResultsView(SeriesChooseMixin, ChooseResultsView):
    pass


class SeriesChooserViewSet(SnippetChooserViewSet):
    choose_view_class = SeriesChooseView
    choose_results_view_class = SeriesChooseResultsView


class VenueChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("name", "room", "street", "municipality")
    ordering = ("name", "room")
    extra_columns = (Column("address", label=_("Address")),)


class VenueChooseView(VenueChooseMixin, ChooseView):
    pass


class VenueChooseResultsView(VenueChooseMixin, ChooseResultsView):
    pass


class VenueChooserViewSet(SnippetChooserViewSet):
    choose_view_class = VenueChooseView
    choose_results_view_class = VenueChooseResultsView
