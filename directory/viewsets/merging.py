"""Screens for institutions that are one: choose the other, compare side by side, decide; merges with their undo, pairs with what was decided.

For those who may moderate the register (`permissions.may_merge`) and nobody else.
"""

from collections import Counter

import django_filters
from django import forms
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from .. import operations
from ..diff import label_of
from ..duplicates.wording import described
from ..enums import Choice, PairState
from ..errors import OperationRefused
from ..merging import belongings, fields
from ..models import Actor, DuplicatePair, MergeRun
from ..operations.merging import same_place
from ..permissions import may_merge
from ..status import status_of, with_status
from .bulk_actions import EntryBulkAction
from .choosers import WithoutChooser
from .columns import DayColumn
from .entry_operations import OperationView
from .lists import WordSearchIndexView

MERGE, DIFFERENT, PART = "merge", "different", "part"


class ModeratorsOnly:
    def dispatch(self, request, *args, **kwargs):
        if not may_merge(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MergeView(ModeratorsOnly, OperationView):
    """`/merge/3/` chooses the other one; `?other=5` shows both: 3 stays, 5 becomes part of it. `next=pairs` goes on with the next open pair."""

    page_title = _("Merge")
    header_icon = "resubmit"

    def get_template_names(self):
        return ["directory/admin/merge.html" if self.other else "directory/admin/merge_choose.html"]

    @cached_property
    def other(self):
        """The one that goes: None while it isn't chosen."""
        given = self.request.POST.get("other") or self.request.GET.get("other") or ""
        if not given:
            return None
        if not given.isdecimal() or len(given) > 18:
            raise Http404
        return get_object_or_404(Actor, pk=given)

    def get(self, request, *args, **kwargs):
        if self.other and self.other == self.object:
            messages.error(request, gettext("An institution can't be merged with itself. Please choose another one."))
            return redirect(self.own_url)
        run = MergeRun.objects.active().filter(gone__in=[actor for actor in (self.object, self.other) if actor]).first()
        if run:
            messages.info(request, gettext("“%(gone)s” is part of “%(kept)s” already.") % {"gone": run.gone, "kept": run.kept})
            return redirect(run_url(run))
        return super().get(request, *args, **kwargs)

    @property
    def own_url(self):
        return merge_url(self.object)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.other is None:
            return context | {"form": OtherForm(), "pairs": self.open_pairs(), "edit_url": self.edit_url}
        kept, gone = self.object, self.other
        pair = DuplicatePair.objects.of(kept, gone).first()
        chosen = {name: value for name, value in self.request.POST.items() if name.startswith("field-")}
        differences = fields.differences(fields.shown_version(kept), fields.shown_version(gone))
        return context | {
            "kept": side(kept),
            "gone": side(gone),
            "rows": [ComparedRow(found, chosen.get(f"field-{found.name}", found.default)) for found in differences if not found.is_same],
            "alike": [found for found in differences if found.is_same],
            "counts": moving(kept, gone),
            "places": places(kept, gone),
            "notes": belongings.notes(kept, gone),
            "seen": seen(kept, gone),
            "swap_url": merge_url(gone, kept, goes_on=self.goes_on),
            "next": "pairs" if self.goes_on else "",
            "pair": pair,
            "reasons": described(pair.reasons) if pair else [],
            "back_url": pairs_url() if self.goes_on else self.own_url,
        }

    def open_pairs(self):
        pairs = DuplicatePair.objects.open().select_related("first", "second")
        others = [
            pair.second if pair.first_id == self.object.pk else pair.first
            for pair in pairs.filter(first=self.object) | pairs.filter(second=self.object)
        ]
        return [(other, merge_url(self.object, other)) for other in others]

    @property
    def goes_on(self):
        return (self.request.POST.get("next") or self.request.GET.get("next")) == "pairs"

    def post(self, request, *args, **kwargs):
        if self.other is None:
            messages.error(request, gettext("Please choose the other institution."))
            return redirect(self.own_url)
        decision = request.POST.get("decision")
        try:
            if decision == DIFFERENT:
                operations.mark_different(self.object, self.other, by=request.user)
                messages.success(request, gettext("It is remembered that these two are not the same."))
                return redirect(self.next_url())
            if request.POST.get("seen") != seen(self.object, self.other):
                messages.warning(request, gettext("One of the two was changed meanwhile. Nothing is merged yet; please look again."))
            elif decision in (MERGE, PART):
                run = self.merge(decision)
                messages.success(request, gettext("“%(gone)s” is part of “%(kept)s” now.") % {"gone": run.gone, "kept": run.kept})
                return redirect(run_url(run))
        except OperationRefused as refusal:
            messages.error(request, str(refusal))
        return self.render_to_response(self.get_context_data())

    def merge(self, decision):
        if decision == PART:
            return operations.make_location(self.other, self.object, by=self.request.user)
        given = {name: self.request.POST.get(f"field-{name}") for name in fields.ACTOR_FIELDS}
        choices = {name: choice for name, choice in given.items() if choice in Choice.values}
        return operations.merge(self.object, self.other, choices=choices, by=self.request.user)

    def next_url(self):
        following = DuplicatePair.objects.open().select_related("first", "second").first() if self.goes_on else None
        return pair_url(following) if following else pairs_url()


class OtherForm(forms.Form):
    other = forms.ModelChoiceField(Actor.objects.filter(archived_at=None), label=_("The other institution"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].widget = Actor.snippet_viewset.chooser_viewset.widget_class()


class ComparedRow:
    """A difference with the radio buttons of its choice."""

    def __init__(self, found, chosen):
        self.found = found
        self.chosen = chosen if chosen in found.options else found.default
        self.kept, self.gone = (Choice.KEPT, found.kept), (Choice.GONE, found.gone)
        self.has_both = Choice.BOTH in found.options


def side(actor):
    actor = with_status(Actor.objects.filter(pk=actor.pk).select_related("kind", "operator")).get()
    locations = actor.locations.filter(archived_at=None)
    return {
        "actor": actor,
        "status": status_of(actor),
        "addresses": [location.address for location in locations if location.address][:3],
        "edit_url": reverse(Actor.snippet_viewset.get_url_name("edit"), args=[actor.pk]),
        "history_url": reverse(Actor.snippet_viewset.get_url_name("history"), args=[actor.pk]),
        "has_draft": actor.live and actor.has_unpublished_changes,
        "identifiers": [str(identifier) for identifier in actor.identifiers.all()[:5]],
    }


def moving(kept, gone):
    """[(what, of the one that stays, what comes along)] of which there is any."""
    rows = [
        (capfirst(label), mine, theirs)
        for (label, mine), (_label, theirs) in zip(belongings.counts(kept), belongings.counts(gone), strict=True)
    ]
    return [row for row in rows if row[1] or row[2]]


def places(kept, gone):
    """[(location of the one that goes, the one at the same address or None)]"""
    own = {same_place(location): location for location in kept.locations.filter(archived_at=None) if same_place(location)}
    return [(location, own.get(same_place(location))) for location in gone.locations.filter(archived_at=None)[:50]]


def seen(kept, gone):
    """What stands in the form for the versions that its reader saw."""
    return f"{kept.pk}:{kept.updated_at.isoformat()}|{gone.pk}:{gone.updated_at.isoformat()}"


def merge_url(actor, other=None, *, goes_on=False):
    url = reverse(Actor.snippet_viewset.get_url_name("merge"), args=[actor.pk])
    query = {"other": other.pk} if other else {}
    query |= {"next": "pairs"} if goes_on else {}
    return f"{url}?{urlencode(query)}" if query else url


def run_url(run):
    return reverse(MergeRun.snippet_viewset.get_url_name("inspect"), args=[run.pk])


def pairs_url():
    return reverse(DuplicatePair.snippet_viewset.get_url_name("list"))


def pair_url(pair):
    """The published one stays, then the one that was checked, then the older one."""
    kept, gone = sorted((pair.first, pair.second), key=lambda actor: (not actor.live, actor.confirmed_at is None, actor.pk))
    return merge_url(kept, gone, goes_on=True)


class MergeEntries(EntryBulkAction):
    """Two ticked in the list: on to the screen that compares them."""

    models = [Actor]
    display_name = _("Merge")
    action_type = "merge"
    aria_label = _("Merge the two selected institutions")
    action_priority = 60

    def check_perm(self, entry):
        return may_merge(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        chosen, _context = self.get_actionable_objects()
        if not may_merge(request.user):
            raise PermissionDenied
        if len(chosen) != 2:
            messages.error(request, gettext("Please tick exactly two institutions to merge them."))
            return redirect(self.next_url)
        kept, gone = sorted((item for item in chosen), key=lambda actor: (not actor.live, actor.confirmed_at is None, actor.pk))
        return redirect(merge_url(kept, gone))


# --- Merges -----------------------------------------------------------------------------------------------------------------


class MergeRunIndexView(WordSearchIndexView):
    search_columns = ("kept__sort_name", "gone__sort_name")
    title_label = _("Merged institution")
    title_accessor = "gone"
    title_sort_key = "gone__sort_name"


class MergeRunInspectView(InspectView):
    template_name = "directory/admin/merge_run.html"
    page_title = _("Merge")
    undo_url_name = None

    def get_context_data(self, **kwargs):
        run = self.object
        return super().get_context_data(**kwargs) | {
            "run": run,
            "kept": side(run.kept),
            "gone": side(run.gone),
            "moved": moved(run),
            "changed": changed(run),
            "undo_url": reverse(self.undo_url_name, args=[run.pk]) if not run.undone_at and may_merge(self.request.user) else "",
        }

    def get_edit_url(self):
        return None


def moved(run):
    """[(what, how many)] of rows that were moved or changed."""
    found = Counter()
    named = {(belonging.model._meta.label): belonging.label for belonging in belongings.BELONGINGS}
    named[Actor._meta.label] = _("institutions that it runs")
    for step in run.steps:
        if step["model"] in named and "archived_at" not in step.get("after", {}) and "is_main" not in step.get("after", {}):
            found[step["model"]] += len(step.get("ids", step.get("rows", ())))
    return [(capfirst(str(named[label])), count) for label, count in found.items()]


def changed(run):
    """[(thing, labels of the fields)] of contents that were changed."""
    things = []
    for content in run.contents:
        model = apps.get_model("directory", content["model"])
        thing = model.objects.filter(pk=content["id"]).first()
        if thing:
            things.append((thing, ", ".join(label_of(thing, name) for name in content["after"])))
    return things


class UndoMergeView(ModeratorsOnly, MergeRunInspectView):
    """POST only: the button stands on the merge's own screen."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            run = operations.undo_merge(self.object, by=request.user)
        except OperationRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("The merge is undone. “%(gone)s” is an entry of its own again.") % {"gone": run.gone})
            if run.left:
                count = len(run.left)
                text = ngettext("%(count)d thing stays as it is, because it was edited since.", "%(count)d things stay as they are, because they were edited since.", count)  # fmt: skip
                messages.warning(request, text % {"count": count})
        return redirect(run_url(self.object))


class MergeRunViewSet(WithoutChooser, SnippetViewSet):
    model = MergeRun
    icon = "resubmit"
    base_url_path = "register/zusammenfuehrungen"
    menu_label = _("Merges")
    menu_item_is_registered = True
    index_view_class = MergeRunIndexView
    inspect_view_class = MergeRunInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    ordering = "-at"
    list_display = [
        "gone",
        Column("kept", label=_("Became part of"), sort_key="kept__sort_name"),
        DayColumn("at", label=_("Merged on"), sort_key="at"),
        Column("by", label=_("By"), accessor=lambda run: run.by or "–"),
        DayColumn("undone_at", label=_("Undone on"), sort_key="undone_at"),
    ]

    def get_queryset(self, request):
        return MergeRun.objects.select_related("kept", "gone", "by").defer("steps", "contents")

    def get_urlpatterns(self):
        undo = self.construct_view(UndoMergeView, undo_url_name=self.get_url_name("undo"))
        return [*super().get_urlpatterns(), path("undo/<int:pk>/", undo, name="undo")]

    def get_inspect_view_kwargs(self, **kwargs):
        return super().get_inspect_view_kwargs(**{"undo_url_name": self.get_url_name("undo"), **kwargs})


# --- Pairs ------------------------------------------------------------------------------------------------------------------


class PairIndexView(WordSearchIndexView):
    search_columns = ("first__sort_name", "second__sort_name")
    title_label = _("Institution")
    title_accessor = "first"
    title_sort_key = "first__sort_name"

    def get_edit_url(self, instance):
        return pair_url(instance)


class PairFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label=_("Decision"), choices=PairState.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = DuplicatePair
        fields = []


class DuplicatePairViewSet(WithoutChooser, SnippetViewSet):
    model = DuplicatePair
    icon = "copy"
    base_url_path = "register/doppelte"
    menu_label = _("Possible duplicates")
    menu_item_is_registered = True
    index_view_class = PairIndexView
    filterset_class = PairFilterSet
    copy_view_enabled = False
    ordering = "-state"
    list_display = [
        "first",
        Column("second", label=_("Other institution"), sort_key="second__sort_name"),
        Column("state", label=_("Decision"), accessor="get_state_display", sort_key="state"),
        Column("reasons", label=_("Why"), accessor=lambda pair: ", ".join(str(text) for text, _value in described(pair.reasons)) or "–"),
        Column("found_by", label=_("Found by"), accessor="get_found_by_display"),
        DayColumn("decided_at", label=_("Decided on"), sort_key="decided_at"),
        Column("decided_by", label=_("By"), accessor=lambda pair: pair.decided_by or "–"),
    ]

    def get_queryset(self, request):
        return DuplicatePair.objects.select_related("first", "second", "decided_by")
