"""Screens of the admin about the search."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.exports import ExportColumn, day, yes_no
from directory.languages import language_name
from directory.viewsets.columns import SECONDARY, DayColumn
from directory.viewsets.lists import ExportIndexView, WordSearchIndexView
from directory.viewsets.panels import row

from .enums import Direction
from .forms import SynonymForm
from .models import Recommendation, Synonym


def language_of(synonym):
    return language_name(synonym.language, "de")


class SynonymIndexView(ExportIndexView):
    search_columns = ("words", "targets", "note")
    title_sort_key = "words"
    export_columns = (
        ExportColumn("words", _("Words"), lambda synonym: synonym.words),
        ExportColumn("direction", _("Direction"), lambda synonym: synonym.get_direction_display()),
        ExportColumn("targets", _("Finds too"), lambda synonym: synonym.targets),
        ExportColumn("language", _("Language of the words"), language_of),
        ExportColumn("note", _("Note"), lambda synonym: synonym.note),
        ExportColumn("is_active", _("In use"), lambda synonym: yes_no(synonym.is_active)),
        ExportColumn("changed_at", _("Changed on"), lambda synonym: day(synonym.changed_at)),
    )


class SynonymFilterSet(WagtailFilterSet):
    direction = django_filters.MultipleChoiceFilter(label=_("Direction"), choices=Direction.choices, widget=forms.CheckboxSelectMultiple)
    language = django_filters.ChoiceFilter(
        label=_("Language of the words"),
        empty_label=_("All"),
        choices=lambda: [
            (code, language_name(code, "de")) for code in Synonym.objects.order_by("language").values_list("language", flat=True).distinct()
        ],
    )
    is_active = django_filters.BooleanFilter(label=_("In use"))

    class Meta:
        model = Synonym
        fields = []


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "list-ul"
    base_url_path = "suche/synonyme"
    menu_label = _("Synonyms")
    menu_item_is_registered = True
    index_view_class = SynonymIndexView
    filterset_class = SynonymFilterSet
    export_filename = "synonyme"
    copy_view_enabled = False
    list_per_page = 50
    ordering = "words"
    list_display = [
        "words",
        Column("targets", label=_("Finds too"), sort_key="targets"),
        Column("direction", label=_("Direction"), accessor=lambda synonym: "→" if synonym.targets else "↔", sort_key="direction"),
        Column("language", label=_("Language"), accessor=language_of, sort_key="language", classname=SECONDARY),
        Column("note", label=_("Note"), classname=SECONDARY),
        BooleanColumn("is_active", label=_("In use"), sort_key="is_active"),
        DayColumn("changed_at", label=_("Changed on"), sort_key="changed_at", classname=SECONDARY),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "The search knows many words of education already: abbreviations, plain words, words of other languages, and the synonyms "
                    "of topics and target groups. Here you add what people search for in your region. It counts at once."
                )
            ),
            FieldPanel("words"),
            FieldPanel("direction"),
            FieldPanel("targets"),
            row("language", "is_active", heading=_("Use")),
            FieldPanel("note", help_text=_("Why, for your colleagues. Not shown in public.")),
        ],
        base_form_class=SynonymForm,
    )


class RecommendationIndexView(WordSearchIndexView):
    search_columns = ("words", "note", "actor__name", "offer__name", "page__title")
    title_accessor = staticmethod(lambda recommendation: ", ".join(recommendation.words.splitlines()))
    title_sort_key = "words"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("actor", "offer", "page")


class RecommendationViewSet(SnippetViewSet):
    model = Recommendation
    icon = "pick"
    base_url_path = "suche/empfehlungen"
    menu_label = _("Recommended results")
    menu_item_is_registered = True
    index_view_class = RecommendationIndexView
    copy_view_enabled = False
    list_per_page = 50
    ordering = "words"
    list_display = [
        "words",
        Column("thing", label=_("Recommended")),
        Column("starts_on", label=_("From"), sort_key="starts_on", classname=SECONDARY),
        Column("ends_on", label=_("Until"), sort_key="ends_on", classname=SECONDARY),
        Column("sort_order", label=_("Order"), sort_key="sort_order", classname=SECONDARY),
        Column("note", label=_("Note"), classname=SECONDARY),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "Whoever searches for these words sees this first, marked as recommended by the office. "
                    "It is shown only while it is public itself, and filters apply to it as to everything else."
                )
            ),
            FieldPanel("words", heading=_("For which searches")),
            row("actor", "offer", "page", heading=_("What is recommended")),
            row("starts_on", "ends_on", heading=_("Period")),
            FieldPanel("sort_order"),
            FieldPanel("note"),
        ],
    )


class SearchGroup(SnippetViewSetGroup):
    menu_label = _("Search")
    menu_name = "suche"
    menu_icon = "search"
    menu_order = 160
    items = (SynonymViewSet, RecommendationViewSet)
