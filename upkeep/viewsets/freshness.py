"""How current the entries are: about which nobody answers, which are said not to exist any more, who was asked, and whom no mail reaches."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Min
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from directory.freshness import BERLIN, add_months
from directory.models import Actor
from directory.viewsets.overviews import OverviewViewSet

from ..confirmations import operations
from ..confirmations.due import due_without_mail, long_unchecked
from ..confirmations.models import ConfirmationLine, QuietTime
from ..confirmations.planning import left_to_office
from ..operations import OperationRefused
from .screens import PAGE_SIZE, ListView, OfficeView, key_of

LINES, ACTORS = "line", "actor"


def _today():
    return timezone.now().astimezone(BERLIN).date()


def _once(lines):
    """Of lines about one entry (several people were asked) the first."""
    return ConfirmationLine.objects.filter(pk__in=lines.order_by().values("actor", "offer").annotate(first=Min("pk")).values("first"))


class FreshnessView(ListView):
    """GET: the list. POST: `action` “keep” or “archive” for the rows that are ticked."""

    http_method_names = ["get", "post"]
    page_title = gettext_lazy("Freshness of entries")
    header_icon = "date"
    template_name = "upkeep/admin/freshness.html"
    choices = {
        "offen": (gettext_lazy("No answer: please decide"), lambda lines: _once(left_to_office(_today()))),
        "gibt-es-nicht": (gettext_lazy("Is said not to exist any more"), lambda lines: _once(ConfirmationLine.objects.reported_gone())),
        "gefragt": (gettext_lazy("Asked, not answered yet"), lambda lines: _once(ConfirmationLine.objects.waiting(_today()))),
        "ohne-mail": (gettext_lazy("Due, but no e-mail address"), lambda lines: due_without_mail()),
        "lange": (gettext_lazy("Not checked for a long time"), lambda lines: long_unchecked(_today()).order_by("looked_at", "pk")),
    }

    def rows(self):
        return None

    @property
    def chosen(self):
        given = self.request.GET.get("zeige", "")
        return given if given in self.choices else next(iter(self.choices))

    @property
    def sort(self):
        return ACTORS if self.chosen in ("ohne-mail", "lange") else LINES

    def narrowed(self):
        rows = self.choices[self.chosen][1](None)
        if self.sort == LINES:
            return rows.select_related("actor__kind", "offer", "request").order_by("asked_at", "pk")
        return rows.select_related("kind")

    def get_context_data(self, **kwargs):
        query = self.request.GET.get("q", "").strip()[:100]
        rows = self.narrowed()
        if query:
            rows = rows.filter(**{"actor__name__icontains" if self.sort == LINES else "name__icontains": query})
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super(ListView, self).get_context_data(
            choices=[(value, words) for value, (words, _narrow) in self.choices.items()],
            chosen=self.chosen,
            query=query,
            page=page,
            rows=[self.shown(row) for row in page.object_list],
            quiet_url=reverse("upkeep_freshness:quiet"),
            **kwargs,
        )

    def shown(self, row):
        if self.sort == ACTORS:
            return {"key": f"{ACTORS}-{row.pk}", "entry": row, "of": "", "line": None}
        return {"key": f"{LINES}-{row.pk}", "entry": row.entry, "of": row.actor.name if row.offer_id else "", "line": row}

    def post(self, request):
        decide = {"keep": operations.keep, "archive": operations.archive}.get(request.POST.get("action", ""))
        chosen = self._chosen_rows(request.POST.getlist("row")[:PAGE_SIZE])
        back = redirect(request.get_full_path())
        if decide is None or not chosen:
            messages.warning(request, _("Please tick at least one entry, then choose what is to happen."))
            return back
        at, done = timezone.now(), 0
        for line in chosen:
            try:
                decide(line, by=request.user, at=at)
                done += 1
            except OperationRefused as refusal:
                messages.error(request, str(refusal))
        if done and decide is operations.archive:
            text = ngettext("%(count)d entry is archived.", "%(count)d entries are archived.", done)
            messages.success(request, text % {"count": done})
        elif done:
            text = ngettext("%(count)d entry counts as checked today.", "%(count)d entries count as checked today.", done)
            messages.success(request, text % {"count": done})
        return back

    def _chosen_rows(self, given):
        """Lines; of institutions about which nobody was asked, ones that are not stored."""
        keys = {
            sort: [key_of(key) for name, _dash, key in (text.partition("-") for text in given) if name == sort] for sort in (LINES, ACTORS)
        }
        lines = list(ConfirmationLine.objects.filter(pk__in=keys[LINES]).select_related("actor", "offer"))
        return lines + [ConfirmationLine(actor=actor) for actor in Actor.objects.filter(pk__in=keys[ACTORS])]


class QuietTimeForm(forms.ModelForm):
    class Meta:
        model = QuietTime
        fields = ["name", "first_day", "last_day"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("first_day", "last_day")}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Please choose the first day or one after it."))
        if first and last and last > add_months(first, 3):
            self.add_error("last_day", _("A quiet time is three months at most."))
        return cleaned


class QuietTimesView(OfficeView):
    page_title = gettext_lazy("Quiet times")
    header_icon = "date"
    template_name = "upkeep/admin/quiet_times.html"
    parents = (("upkeep_freshness:index", gettext_lazy("Freshness of entries")),)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"times": QuietTime.objects.filter(last_day__gte=_today()), "form": QuietTimeForm(), **kwargs})

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        if "delete" in request.POST:
            get_object_or_404(QuietTime, pk=key_of(request.POST["delete"])).delete()
            messages.success(request, _("The quiet time is deleted."))
            return redirect("upkeep_freshness:quiet")
        form = QuietTimeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        messages.success(request, _("The quiet time is saved."))
        return redirect("upkeep_freshness:quiet")


class FreshnessViewSet(OverviewViewSet):
    name = "upkeep_freshness"
    url_prefix = "mitmachen/aktualitaet"
    icon = "date"
    menu_label = gettext_lazy("Freshness of entries")
    view_class = FreshnessView

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("ruhezeiten/", QuietTimesView.as_view(), name="quiet")]
