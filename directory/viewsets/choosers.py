"""Choosers that search by the database and show enough to tell two of a name apart."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from ..models import Area, Location, Membership
from .wordsearch import containing_words


def search_form(*columns):
    """A filter form whose `q` must stand, word by word, in `columns`."""

    class SearchForm(BaseFilterForm):
        q = forms.CharField(label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")}))

        def filter(self, objects):
            objects = super().filter(objects)
            query = self.cleaned_data.get("q")
            if query:
                objects = objects.filter(containing_words(query, columns))
                self.is_searching, self.search_query = True, query
            return objects

    return SearchForm


class EntryChooseMixin:
    """Archived things can't be chosen. Wagtail's status column costs queries for each row, so it isn't there."""

    extra_columns = ()

    @property
    def columns(self):
        return [self.title_column, *self.extra_columns]


class ActorChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("sort_name", "other_names")
    ordering = "sort_name"
    extra_columns = (
        Column("kind", label=_("Kind")),
        Column("place", label=_("Place"), accessor=lambda actor: next((location.address for location in actor.locations.all()), "")),
    )

    def get_object_list(self):
        locations = Prefetch("locations", Location.objects.filter(archived_at=None))
        return super().get_object_list().filter(archived_at=None).select_related("kind").prefetch_related(locations)


class ActorChooseView(ActorChooseMixin, ChooseView):
    pass


class ActorChooseResultsView(ActorChooseMixin, ChooseResultsView):
    pass


class ActorChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ActorChooseView
    choose_results_view_class = ActorChooseResultsView


class LocationChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("actor__sort_name", "name", "street", "postcode", "municipality")
    ordering = ("actor__sort_name", "pk")
    extra_columns = (Column("actor", label=_("Institution")),)

    def get_object_list(self):
        return super().get_object_list().filter(archived_at=None).select_related("actor")


class LocationChooseView(LocationChooseMixin, ChooseView):
    pass


class LocationChooseResultsView(LocationChooseMixin, ChooseResultsView):
    pass


class LocationChooserViewSet(SnippetChooserViewSet):
    choose_view_class = LocationChooseView
    choose_results_view_class = LocationChooseResultsView


class AreaChooseMixin(EntryChooseMixin):
    filter_form_class = search_form("name", "ags")
    ordering = "path"
    extra_columns = (Column("level", label=_("Level"), accessor="get_level_display"), Column("above", label=_("Part of"), accessor="above"))

    def get_object_list(self):
        return super().get_object_list().defer("outline")

    def get_results_page(self, request):
        page = super().get_results_page(request)
        paths = {area.path[: -Area.steplen] for area in page}
        names = dict(Area.objects.filter(path__in=paths).values_list("path", "name"))
        for area in page:
            area.above = names.get(area.path[: -Area.steplen], "")
        return page


class AreaChooseView(AreaChooseMixin, ChooseView):
    pass


class AreaChooseResultsView(AreaChooseMixin, ChooseResultsView):
    pass


class AreaChooserViewSet(SnippetChooserViewSet):
    choose_view_class = AreaChooseView
    choose_results_view_class = AreaChooseResultsView


class WithoutChooser:
    """A viewset of things that no form chooses. Wagtail's choosers list everything to everybody of the admin."""

    def register_chooser_viewset(self):
        pass


class PeopleOnly:
    """Names and addresses of people are for those who may edit memberships."""

    filter_form_class = search_form("first_name", "last_name", "email")
    ordering = ("last_name", "first_name", "email")

    def dispatch(self, request, *args, **kwargs):
        if not policy_registry.get_by_type(Membership).user_has_any_permission(request.user, {"add", "change"}):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self):
        return [self.title_column, Column("email", label=_("E-mail"))]


class PersonChooseView(PeopleOnly, chooser_views.ChooseView):
    pass


class PersonChooseResultsView(PeopleOnly, chooser_views.ChooseResultsView):
    pass


class PersonChosenView(PeopleOnly, chooser_views.ChosenView):
    pass


class PersonChosenMultipleView(PeopleOnly, chooser_views.ChosenMultipleView):
    pass


class PersonChooserViewSet(ChooserViewSet):
    model = settings.AUTH_USER_MODEL
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    register_widget = False
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


person_chooser = PersonChooserViewSet("person_chooser", url_prefix="register/person-waehlen")
