"""The reviewer's queue: proposed changes that wait, one beside the other with the entry as it is now, and the table of rules. For `can_review`."""

import hashlib
import json

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Min
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from .. import diff, field_values
from ..enums import ProposalKind, ReviewNeed
from ..errors import OperationRefused
from ..models import ChangeProposal, ReviewRule
from ..models.entries import folded
from ..models.proposals import ENTRY_MODELS
from ..namesakes import namesakes
from ..operations import proposals
from ..permissions import can_review
from .choosers import WithoutChooser
from .lists import WordSearchIndexView
from .overviews import OverviewView, OverviewViewSet

PAGE_SIZE = 50
TARGET_DAYS = 7
"""So old may the oldest become."""
LARGEST_KEY = 18
STATES = [("", gettext_lazy("waits for the office")), ("institution", gettext_lazy("the institution may answer first")),
          ("decided", gettext_lazy("decided"))]  # fmt: skip


def waiting(at):
    """{"count", "days": age of the oldest in days, None without one, "late": older than the target}. One query."""
    found = ChangeProposal.objects.for_office(at).order_by().aggregate(count=models.Count("pk"), oldest=Min("office_from"))
    days = (at - found["oldest"]).days if found["oldest"] else None
    return {"count": found["count"], "days": days, "late": days is not None and days > TARGET_DAYS}


def field_label(model, name):
    return diff.label_of(ENTRY_MODELS["location" if name in proposals.PLACE and model == "actor" else model], name)


class FilterForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Entry or institution"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[("", gettext_lazy("All")), *ProposalKind.choices])
    author = forms.CharField(label=gettext_lazy("Proposed by"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)

    def queryset(self, at):
        given = self.cleaned_data if self.is_valid() else {}
        everything = ChangeProposal.objects.select_related("actor", "author")
        if given.get("state") == "decided":
            found = everything.exclude(state="open").order_by("-decided_at", "-pk")
        elif given.get("state") == "institution":
            found = everything.open().filter(office_from__gt=at).order_by("office_from", "pk")
        else:
            found = everything.for_office(at)
        if given.get("kind"):
            found = found.filter(kind=given["kind"])
        for word in (given.get("q") or "").split():
            found = found.filter(models.Q(title__icontains=word) | models.Q(actor__sort_name__contains=folded(word)))
        for word in (given.get("author") or "").split():
            names = ("author__first_name", "author__last_name", "author__email", "author_name", "author_email")
            condition = models.Q()
            for name in names:
                condition |= models.Q(**{f"{name}__icontains": word})
            found = found.filter(condition)
        return found


class QueueView(OverviewView):
    """The list, the oldest first; several at once can be taken over as they are."""

    may = staticmethod(can_review)
    page_title = gettext_lazy("Proposed changes")
    header_icon = "clipboard-list"
    template_name = "directory/admin/proposals.html"

    def get_context_data(self, **kwargs):
        at = timezone.now()
        form = FilterForm(self.request.GET)
        page = Paginator(form.queryset(at), PAGE_SIZE).get_page(self.request.GET.get("p"))
        query = self.request.GET.copy()
        query.pop("p", None)
        rows = [
            {
                "proposal": proposal,
                "fields": ", ".join(field_label(proposal.model, name) for name in proposal.changes) or _("remark"),
                "days": (at - proposal.created_at).days,
                "late": proposal.is_open and (at - proposal.office_from).days > TARGET_DAYS,
                "url": reverse("directory_proposals:proposal", args=[proposal.pk]),
            }
            for proposal in page.object_list
        ]
        return super().get_context_data(
            form=form, page=page, rows=rows, query=query.urlencode(), waiting=waiting(at), target=TARGET_DAYS, can_bulk=not form["state"].value(), **kwargs
        )  # fmt: skip

    def post(self, request):
        keys = [int(key) for key in request.POST.getlist("proposal")[:PAGE_SIZE] if key.isdecimal() and len(key) <= LARGEST_KEY]
        done, at = 0, timezone.now()
        for proposal in ChangeProposal.objects.for_office(at).filter(pk__in=keys):
            try:
                if not proposal.changes:
                    raise OperationRefused(_("“%(title)s” is a remark: please read it and answer.") % {"title": proposal.title})
                proposals.approve(proposal, by=request.user, at=at)
                done += 1
            except OperationRefused as refusal:
                messages.warning(request, f"{proposal.title}: {refusal}")
        if done:
            words = ngettext("%(count)d proposal is taken over.", "%(count)d proposals are taken over.", done)
            messages.success(request, words % {"count": done})
        elif not keys:
            messages.warning(request, _("Nothing was chosen."))
        return redirect(request.get_full_path())


class ProposalView(OverviewView):
    """One proposal beside the entry: take over what is ticked, correct, send back; then the next one."""

    may = staticmethod(can_review)
    header_icon = "clipboard-list"
    template_name = "directory/admin/proposal.html"

    def dispatch(self, request, *args, **kwargs):
        self.proposal = None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        self.proposal = self._find(pk)
        return self.render_to_response(self.get_context_data())

    def post(self, request, pk):
        self.proposal = self._find(pk)
        try:
            self._carry_out(request.POST.get("action"))
        except OperationRefused as refusal:
            messages.error(request, str(refusal))
            fresh = self._find(pk)
            if not fresh.is_open:
                return redirect(request.path)
            self.proposal = fresh
            return self.render_to_response(self.get_context_data(given=request.POST), status=422)
        following = ChangeProposal.objects.for_office(timezone.now()).exclude(pk=pk).first()
        return redirect(reverse("directory_proposals:proposal", args=[following.pk]) if following else reverse("directory_proposals:index"))

    def _find(self, pk):
        return get_object_or_404(ChangeProposal.objects.select_related("actor", "author", "decided_by"), pk=pk)

    def _carry_out(self, action):
        given, at, by = self.request.POST, timezone.now(), self.request.user
        comment = given.get("comment", "")[: proposals.LONGEST_REMARK]
        if action == "return":
            proposals.send_back(self.proposal, comment=comment, by=by, at=at)
            messages.success(self.request, _("“%(title)s” is sent back.") % {"title": self.proposal.title})
        elif action in ("approve", "publish"):
            fields = proposals.compare(self.proposal)
            corrected = {
                field.name: given[f"value-{field.name}"]
                for field in fields
                if f"take-{field.name}" in given and given.get(f"value-{field.name}", _shown(field.value)).replace("\r\n", "\n") != _shown(field.value)
            }  # fmt: skip
            taken = [field.name for field in fields if f"take-{field.name}" in given]
            done = proposals.approve(
                self.proposal, by=by, at=at, fields=taken, corrected=corrected, seen=self._seen(given), publish=action == "publish", comment=comment
            )  # fmt: skip
            messages.success(self.request, _("“%(title)s” is taken over.") % {"title": done.title})
            if done.comment and done.comment != comment:
                messages.warning(self.request, done.comment)
        else:
            raise OperationRefused(_("Please choose one of the buttons."))

    def _seen(self, given):
        """The values that the reviewer had before them, by the marks in the form: what has another mark now was not seen."""
        entry = self.proposal.entry
        if self.proposal.is_new or entry is None:
            return None
        present = proposals.content_of(entry)
        values = {name: field_values.value_of(present, name) for name in self.proposal.changes}
        return {name: value for name, value in values.items() if given.get(f"seen-{name}") == _mark(value)}

    def get_page_title(self):
        return _("Proposed change") if not self.proposal.is_new else _("New institution")

    def get_page_subtitle(self):
        return self.proposal.title

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("directory_proposals:index"), "label": _("Proposed changes")},
                {"url": "", "label": self.proposal.title}]  # fmt: skip

    def get_context_data(self, given=None, **kwargs):
        proposal, at = self.proposal, timezone.now()
        entry = proposal.entry
        fields = [self._row(field, given) for field in proposals.compare(proposal)] if proposal.is_open else self._decided()
        queue = ChangeProposal.objects.for_office(at).exclude(pk=proposal.pk)
        names = {name: change["new"] for name, change in proposal.changes.items()} if proposal.is_new and proposal.is_open else {}
        return super().get_context_data(
            proposal=proposal,
            entry=entry,
            edit_url=reverse(f"wagtailsnippets_directory_{proposal.model}:edit", args=[entry.pk]) if entry else "",
            public_url=entry.get_absolute_url() if entry is not None and entry.is_public else "",
            has_draft=entry is not None and entry.live and entry.has_unpublished_changes,
            fields=fields,
            days=(at - proposal.created_at).days,
            next_url=reverse("directory_proposals:proposal", args=[queue[0].pk]) if queue[:1] else "",
            left=queue.count(),
            comment=(given or {}).get("comment", ""),
            alike=[
                {"actor": actor, "url": reverse("wagtailsnippets_directory_actor:edit", args=[actor.pk])}
                for actor in (namesakes(names["name"], website=names.get("website", "")) if names else [])
            ],
            **kwargs,
        )

    def _row(self, field, given):
        is_new = self.proposal.is_new
        change = diff.Change(field.name, field.label, field.now, field.after, is_prose=field.name in diff.PROSE)
        editable = _is_plain(self.proposal.model, field.name)
        return {
            "field": field,
            "html": change.html,
            "saw": "; ".join(field.before) or _("nothing"),
            "checked": f"take-{field.name}" in given if given else not field.is_conflict,
            "mark": "" if is_new else _mark(field_values.value_of(proposals.content_of(self.proposal.entry), field.name)),
            "editable": editable,
            "long": field.name in diff.PROSE,
            "value": given.get(f"value-{field.name}", "") if given else _shown(field.value),
        }

    def _decided(self):
        """What was taken over, and what not."""
        proposal, rows = self.proposal, []
        for name, change in proposal.changes.items():
            taken = proposal.applied.get(name)
            model = ENTRY_MODELS["location" if proposal.is_new and name in proposals.PLACE else proposal.model]
            blank = model()
            old, new = change.get("old"), (taken or change)["new"]
            before = proposals.words_of(blank, name, old) if old is not None else []
            after = proposals.words_of(blank, name, new)
            rows.append({
                "field": {"name": name, "label": diff.label_of(blank, name)},
                "html": diff.Change(name, "", before, after, is_prose=name in diff.PROSE).html,
                "taken": taken is not None,
                "corrected": taken is not None and taken["new"] != change["new"],
            })  # fmt: skip
        return rows


def _shown(value):
    return "" if value is None else str(value)


def _mark(value):
    """Short and the same for the same value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _is_plain(model, name):
    """Whether a field is one line or text that a reviewer may correct here; lists and choices are taken or left, or corrected in the editor."""
    column = ENTRY_MODELS["location" if name in proposals.PLACE and model == "actor" else model]._meta.get_field(name)
    return column.concrete and not column.is_relation and not column.choices and name != "description" and (
        isinstance(column, (models.CharField, models.TextField, models.IntegerField, models.DecimalField, models.DateField))
    )  # fmt: skip


class ProposalViewSet(OverviewViewSet):
    name = "directory_proposals"
    url_prefix = "register/vorschlaege"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Proposed changes")
    view_class = QueueView

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/", ProposalView.as_view(), name="proposal")]


# --- The table of rules ------------------------------------------------------------------------------------------------------


def rule_choices():
    """[(“Einrichtungen”, [(“actor.name”, “Name”), …]), …]"""
    groups = []
    for key, model in ENTRY_MODELS.items():
        fields = [(f"{key}.{name}", diff.label_of(model, name)) for name in field_values.FIELDS[model]]
        everything = (f"{key}.*", _("all other fields"))
        groups.append((capfirst(model._meta.verbose_name_plural), [everything, *fields]))
    return groups


def rule_label(rule):
    """“Einrichtung: Name”"""
    key, _dot, name = rule.field.partition(".")
    model = ENTRY_MODELS.get(key)
    if model is None:
        return rule.field
    known = name in field_values.FIELDS[model]
    label = _("all other fields") if name == "*" else diff.label_of(model, name) if known else name
    return f"{capfirst(model._meta.verbose_name)}: {label}"


class RuleFilterSet(WagtailFilterSet):
    need = django_filters.ChoiceFilter(
        label=gettext_lazy("Changes are"), choices=ReviewNeed.choices, widget=forms.RadioSelect, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = ReviewRule
        fields = []


class RuleIndexView(WordSearchIndexView):
    search_columns = ("field",)
    title_accessor = staticmethod(rule_label)
    title_label = gettext_lazy("Field")
    title_sort_key = "field"


class FieldSelect(forms.Select):
    """The fields of the register, by kind of entry. Made when it is shown, because it is translated."""

    @property
    def choices(self):
        return rule_choices()

    @choices.setter
    def choices(self, value):
        pass


class ReviewRuleViewSet(WithoutChooser, SnippetViewSet):
    model = ReviewRule
    icon = "tasks"
    base_url_path = "register/pruefregeln"
    menu_label = gettext_lazy("Rules for reviews")
    menu_item_is_registered = True
    index_view_class = RuleIndexView
    filterset_class = RuleFilterSet
    copy_view_enabled = False
    list_per_page = 200
    list_display = ["field", Column("need", label=gettext_lazy("Changes are"), accessor="get_need_display", sort_key="need")]
    edit_handler = ObjectList([FieldPanel("field", widget=FieldSelect), FieldPanel("need")])
