"""The screens of the analysis: an overview, a page for each table, and what changed between two days. For `can_analyse` alone."""

import datetime as dt
from urllib.parse import quote

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from directory import tables as downloads
from directory.models import Actor
from directory.models.entries import folded
from directory.viewsets.overviews import OverviewView, OverviewViewSet

from .. import figures
from ..analysis import is_running, newest, rows_of
from ..analysis.changes import changes
from ..analysis.tables import TABLES
from ..graph import read_facts
from ..permissions import can_analyse
from ..tasks import ask_for_analysis

PAGE_SIZE = 50


class AnalysisView(OverviewView):
    """What the worker has computed, and the button that asks for it anew."""

    may = staticmethod(can_analyse)
    page_title = gettext_lazy("Analysis of the network")
    header_icon = "view"
    template_name = "network/admin/analysis.html"

    def get_context_data(self, **kwargs):
        analysis = newest()
        found = {
            "analysis": analysis,
            "running": is_running(),
            "figures": list(figures.latest().values()),
            "tables": [(table, analysis.tables["counts"].get(table.key, 0)) for table in TABLES.values()] if analysis else [],
            "graphs": [("GraphML", reverse("network:network_table", kwargs={"name": "netzwerk", "kind": "graphml"})),
                       ("GEXF", reverse("network:network_table", kwargs={"name": "netzwerk", "kind": "gexf"})),
                       ("CSV", reverse("network:network_table", kwargs={"name": "verbindungen", "kind": "csv"}))],
        }  # fmt: skip
        if analysis:
            found |= {name: analysis.tables[name] for name in ("areas", "missing", "whole")}
        return super().get_context_data(**found, **kwargs)

    def post(self, request):
        if ask_for_analysis():
            messages.success(request, _("The analysis is being computed. Look again in a minute."))
        else:
            messages.warning(request, _("The analysis is being computed already. Look again in a minute."))
        return redirect("network_analysis:index")


class TableView(OverviewView):
    """One table: narrowed by words, page by page, with what to do about each row; as CSV and XLSX."""

    may = staticmethod(can_analyse)
    header_icon = "table"
    template_name = "network/admin/analysis_table.html"
    http_method_names = ["get"]

    def get(self, request, key):
        if key not in TABLES:
            raise Http404
        table, analysis = TABLES[key], newest()
        if analysis is None:
            messages.warning(request, _("Nothing has been computed yet. Please ask for it first."))
            return redirect("network_analysis:index")
        query, kind = request.GET.get("q", "").strip()[:100], request.GET.get("export")
        rows = _Rows(analysis, key) if not (query or kind) else rows_of(analysis, key)
        for word in folded(query).split():
            rows = [row for row in rows if any(word in folded(str(cell)) for cell in row["cells"])]
        if kind:
            lines = [[str(column) for column in table.columns], *(row["cells"] for row in rows)]
            return downloads.download(lines, name=f"netzwerk-{key}-{analysis.day}", kind=kind)
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
        self.page_title = table.title
        return self.render_to_response(
            self.get_context_data(table=table, analysis=analysis, page=page, rows=_with_actions(page.object_list), query=query)
        )

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("network_analysis:index"), "label": _("Analysis of the network")},
                {"url": "", "label": self.get_page_title()}]  # fmt: skip


class _Rows:
    """The rows of a table for a paginator, which reads only those of its page."""

    def __init__(self, analysis, key):
        self.analysis, self.key = analysis, key

    def __len__(self):
        return self.analysis.tables["counts"].get(self.key, 0)

    def __getitem__(self, wanted):
        return rows_of(self.analysis, self.key, wanted.start, wanted.stop)


def _with_actions(rows):
    """[(cells, [(words, address)])]: the entry, a mail, a proposal. One query."""
    actors = Actor.objects.only("name", "email", "slug").in_bulk({key for row in rows for key in row["actors"]})
    add = _address_of_adding()
    told = []
    for row in rows:
        actions = [(_("See"), row["link"])] if row["link"] else []
        for key in row["actors"]:
            if key not in actors:
                continue
            actor = actors[key]
            name = f": {actor.name}" if len(row["actors"]) > 1 else ""
            actions.append((_("Entry") + name, reverse("wagtailsnippets_directory_actor:edit", args=[key])))
            if actor.email:
                actions.append((_("Write") + name, f"mailto:{actor.email}?subject={quote(_('Cooperations in our education landscape'))}"))
            if add:
                actions.append((_("Propose a partner") + name, f"{add}?actor={key}"))
        told.append((row["cells"], actions))
    return told


def _address_of_adding():
    try:
        return reverse("wagtailsnippets_network_cooperation:add")
    except NoReverseMatch:
        return ""


class TwoDaysForm(forms.Form):
    first = forms.DateField(label=gettext_lazy("Then"), widget=AdminDateInput(format="%d.%m.%Y"))
    last = forms.DateField(label=gettext_lazy("Now"), widget=AdminDateInput(format="%d.%m.%Y"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] <= cleaned["first"]:
            self.add_error("last", _("The second day must lie after the first."))
        return cleaned


WHAT = {
    "cooperations": gettext_lazy("Running cooperations"),
    "institutions": gettext_lazy("Institutions with a cooperation"),
    "connections": gettext_lazy("Connections"),
    "parts": gettext_lazy("Parts without a connection"),
}


class ChangesView(OverviewView):
    """The network of two days beside each other; a year ago and today where nothing is said."""

    may = staticmethod(can_analyse)
    page_title = gettext_lazy("Change between two days")
    header_icon = "history"
    template_name = "network/admin/analysis_changes.html"
    http_method_names = ["get"]

    def get(self, request):
        today = timezone.localdate()
        sent = {"first": (today - dt.timedelta(days=365)).isoformat(), "last": today.isoformat(), **request.GET.dict()}
        form, found = TwoDaysForm(sent), None
        if form.is_valid():
            found = changes(read_facts(), form.cleaned_data["first"], form.cleaned_data["last"])
            if kind := request.GET.get("export"):
                return downloads.download(_change_rows(found), name="netzwerk-veraenderung", kind=kind)
        query = request.GET.copy()
        query.pop("export", None)
        numbers = [(WHAT[name], then, now, now - then) for name, then, now in found.numbers] if found else []
        return self.render_to_response(self.get_context_data(form=form, found=found, numbers=numbers, query=query.urlencode()))

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("network_analysis:index"), "label": _("Analysis of the network")},
                {"url": "", "label": self.get_page_title()}]  # fmt: skip


def _change_rows(found):
    yield [_("What"), _("Name"), _("Partners")]
    for label, rows in ((_("Begun"), found.begun), (_("Ended"), found.ended)):
        yield from ([label, name, partners] for name, _key, partners in rows)
    for label, rows in ((_("Came in"), found.came), (_("Fell out"), found.left)):
        yield from ([label, name, ""] for name, _key in rows)


class AnalysisViewSet(OverviewViewSet):
    name = "network_analysis"
    url_prefix = "netzwerk/analyse"
    icon = "view"
    menu_label = gettext_lazy("Analysis")
    view_class = AnalysisView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("veraenderung/", ChangesView.as_view(), name="changes"),
            path("<slug:key>/", TableView.as_view(), name="table"),
        ]
