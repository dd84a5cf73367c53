"""Vocabularies: kinds of institution, topics, target groups."""

from django.contrib.admin.utils import quote
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from .. import operations
from ..errors import OperationRefused
from ..forms.terms import KindForm, TargetGroupForm, TopicForm
from ..models import ActorKind, TargetGroup, Topic
from .lists import WordSearchIndexView
from .panels import row


class TermIndexView(WordSearchIndexView):
    search_columns = ("name", "slug")


class TreeIndexView(TermIndexView):
    """In the order of the tree, indented; while somebody searches, the matches alone."""

    title_accessor = staticmethod(lambda term: "— " * (term.depth - 1) + term.name)
    title_sort_key = "path"


class TermDeleteView(DeleteView):
    def form_valid(self, form):
        try:
            operations.delete_term(self.object)
        except OperationRefused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(reverse(self.edit_url_name, args=[quote(self.object.pk)]))
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class TermViewSet(SnippetViewSet):
    delete_view_class = TermDeleteView
    copy_view_enabled = False
    list_per_page = 200
    menu_item_is_registered = True


class ActorKindViewSet(TermViewSet):
    model = ActorKind
    icon = "tag"
    base_url_path = "register/arten"
    menu_label = _("Kinds of institution")
    index_view_class = TermIndexView
    ordering = "sort_order"
    list_display = [
        "name",
        Column("name_plural", label=_("Plural"), sort_key="name_plural"),
        NumberColumn("actor_count", label=_("Institutions"), sort_key="actor_count"),
        Column("confirm_months", label=_("Months between checks"), sort_key="confirm_months"),
        Column("sort_order", label=_("Order"), sort_key="sort_order"),
    ]
    edit_handler = ObjectList(
        [
            row("name", "name_plural", "slug", heading=_("Name")),
            FieldPanel("names"),
            FieldPanel("names_plural"),
            FieldPanel("synonyms"),
            row("icon", "hue", "chroma", "sort_order", heading=_("Look")),
            row("confirm_months", "schema_type", heading=_("Rules")),
        ],
        base_form_class=KindForm,
    )

    def get_queryset(self, request):
        return ActorKind.objects.annotate(actor_count=Count("actors"))


def _tree_panels(*more):
    return [row("name", "slug", "parent", "sort_order", heading=_("Name and place")), *more, FieldPanel("names"), FieldPanel("synonyms")]


class TopicViewSet(TermViewSet):
    model = Topic
    icon = "list-ul"
    base_url_path = "register/themen"
    menu_label = _("Topics")
    index_view_class = TreeIndexView
    ordering = "path"
    list_display = [
        "name",
        NumberColumn("actor_count", label=_("Institutions"), sort_key="actor_count"),
        NumberColumn("offer_count", label=_("Offers"), sort_key="offer_count"),
        Column("synonyms", label=_("Synonyms"), accessor=lambda term: ", ".join(term.synonyms)),
    ]
    edit_handler = ObjectList(_tree_panels(FieldPanel("intro"), row("icon", "hue", heading=_("Look"))), base_form_class=TopicForm)

    def get_queryset(self, request):
        return Topic.objects.annotate(actor_count=Count("actors", distinct=True), offer_count=Count("offers", distinct=True))


class TargetGroupViewSet(TermViewSet):
    model = TargetGroup
    icon = "group"
    base_url_path = "register/zielgruppen"
    menu_label = _("Target groups")
    index_view_class = TreeIndexView
    ordering = "path"
    list_display = [
        "name",
        Column("age_from", label=_("Age from"), sort_key="age_from"),
        Column("age_to", label=_("Age to"), sort_key="age_to"),
        NumberColumn("actor_count", label=_("Institutions"), sort_key="actor_count"),
        NumberColumn("offer_count", label=_("Offers"), sort_key="offer_count"),
    ]
    edit_handler = ObjectList(_tree_panels(row("age_from", "age_to", heading=_("Age"))), base_form_class=TargetGroupForm)

    def get_queryset(self, request):
        return TargetGroup.objects.annotate(actor_count=Count("actors", distinct=True), offer_count=Count("offers", distinct=True))
