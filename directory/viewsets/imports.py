"""Where entries came from: sources, which the office names, and runs, which nobody changes."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from ..models import ImportRun, ImportSource
from .choosers import WithoutChooser
from .columns import DayColumn
from .lists import WordSearchIndexView

PROBLEMS_SHOWN = 200
FATES = {"created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "skipped": _("skipped")}


class SourceIndexView(WordSearchIndexView):
    search_columns = ("name", "key", "owner")
    title_sort_key = "name"


class ImportSourceViewSet(WithoutChooser, SnippetViewSet):
    model = ImportSource
    icon = "link"
    base_url_path = "register/quellen"
    menu_label = _("Import sources")
    menu_item_is_registered = True
    index_view_class = SourceIndexView
    copy_view_enabled = False
    ordering = "name"
    list_display = [
        "name",
        Column("key", label=_("Short name"), sort_key="key"),
        Column("owner", label=_("Owner")),
        Column("licence", label=_("Licence")),
    ]
    edit_handler = ObjectList([FieldPanel(name) for name in ("name", "key", "owner", "licence", "url")])


class RunIndexView(WordSearchIndexView):
    search_columns = ("source__name", "file_name", "mapping")
    title_label = _("File")
    title_sort_key = "file_name"


class RunInspectView(InspectView):
    """Counts in words, problems as a table."""

    def get_counts_display_value(self):
        return counts_in_words(self.object)

    def get_problems_display_value(self):
        problems = self.object.problems
        context = {"problems": problems[:PROBLEMS_SHOWN], "more": max(len(problems) - PROBLEMS_SHOWN, 0)}
        return mark_safe(render_to_string("directory/admin/import_problems.html", context))


class ImportRunViewSet(WithoutChooser, SnippetViewSet):
    model = ImportRun
    icon = "history"
    base_url_path = "register/importe"
    menu_label = _("Import runs")
    menu_item_is_registered = True
    index_view_class = RunIndexView
    inspect_view_class = RunInspectView
    copy_view_enabled = False
    inspect_view_enabled = True
    ordering = "-started_at"
    list_display = [
        "file_name",
        Column("source", label=_("Source"), sort_key="source__name"),
        Column("counts", label=_("Rows"), accessor=lambda run: counts_in_words(run)),
        BooleanColumn("published", label=_("Published at once")),
        DayColumn("started_at", label=_("Started"), sort_key="started_at"),
        DayColumn("finished_at", label=_("Finished"), sort_key="finished_at"),
    ]
    inspect_view_fields = ["source", "file_name", "mapping", "started_at", "finished_at", "started_by", "published", "counts", "problems"]

    def get_queryset(self, request):
        return ImportRun.objects.select_related("source").defer("problems")


def counts_in_words(run):
    """“925 angelegt, 3 übersprungen”."""
    return ", ".join(f"{run.counts[fate]} {label}" for fate, label in FATES.items() if run.counts.get(fate)) or "–"
