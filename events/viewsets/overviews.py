"""Screens over all meetings: what they reached, and what is stored about one person."""

import json

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from directory import tables
from directory.viewsets.overviews import OverviewView, OverviewViewSet

from .. import operations
from ..forms.office import AddressForm
from ..models import Series
from ..office.statistics import statistics
from ..permissions import can_protect_data, can_report
from ..personal import data_subjects


class PeriodForm(forms.Form):
    """Which days, this year where nothing is said, and which series."""

    first = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput(format="%d.%m.%Y"))
    last = forms.DateField(label=gettext_lazy("Until"), widget=AdminDateInput(format="%d.%m.%Y"))
    series = forms.ModelChoiceField(
        label=gettext_lazy("Series"), queryset=Series.objects.order_by("sort_name"), required=False, empty_label=gettext_lazy("All")
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day must not lie before the first."))
        return cleaned


class StatisticsView(OverviewView):
    may = staticmethod(can_report)
    page_title = gettext_lazy("Statistics of meetings")
    header_icon = "table"
    template_name = "events/admin/statistics.html"
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        today = timezone.localdate()
        sent = {
            "first": today.replace(month=1, day=1).isoformat(),
            "last": today.replace(month=12, day=31).isoformat(),
            **request.GET.dict(),
        }
        form = PeriodForm(sent)
        found = None
        if form.is_valid():
            wanted = form.cleaned_data
            found = statistics(wanted["first"], wanted["last"], series=wanted["series"])
            if kind := request.GET.get("export"):
                return tables.download(_rows(found), name=f"termine-statistik-{wanted['first']}-{wanted['last']}", kind=kind)
        query = request.GET.copy()
        query.pop("export", None)
        return self.render_to_response(self.get_context_data(form=form, found=found, query=query.urlencode()))


def _rows(found):
    yield [
        _("Begins"), _("Title"), _("Series"), _("Cancelled"), _("Registrations"), _("Confirmed"), _("Waiting"), _("Address not confirmed"),
        _("Cancelled, declined or expired"), _("People with a place"), _("Came"), _("Absent"), _("Not noted"), _("People waiting"),
        _("Institutions"), _("Returning"),
    ]  # fmt: skip
    for row in found.meetings:
        begins = date_format(timezone.localtime(row.meeting.starts_at), "SHORT_DATETIME_FORMAT")
        yield [begins, row.label, row.meeting.series.name if row.meeting.series else "", *_numbers(row)]
    yield [_("Sum"), "", "", *_numbers(found.total)]


def _numbers(row):
    return [
        row.cancelled, row.registrations, row.confirmed, row.waiting, row.pending, row.ended, row.people, row.came, row.absent, row.not_noted,
        row.people_waiting, row.institution_count, row.returning,
    ]  # fmt: skip


class StatisticsViewSet(OverviewViewSet):
    name = "meeting_statistics"
    url_prefix = "termine/statistik"
    icon = "table"
    menu_label = gettext_lazy("Statistics")
    view_class = StatisticsView


class ProtectionView(OverviewView):
    """A person asks what is stored about them: looked up by POST, so that the address stands in no log; then taken as a file or erased."""

    may = staticmethod(can_protect_data)
    page_title = gettext_lazy("Data protection")
    header_icon = "lock"
    template_name = "events/admin/protection.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"form": AddressForm(), **kwargs})

    def post(self, request, *args, **kwargs):
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        email = form.cleaned_data["email"]
        if "erase" in request.POST:
            return self._erase(email)
        found = data_subjects.everything(email)
        if "export" in request.POST:
            body = json.dumps(found, ensure_ascii=False, indent=2)
            headers = {"Content-Disposition": 'attachment; filename="auskunft.json"'}
            return HttpResponse(body, content_type="application/json", headers=headers)
        return self.render_to_response(
            self.get_context_data(form=form, asked=True, registrations=operations.about(email).select_related("meeting"))
        )

    def _erase(self, email):
        try:
            number = operations.erase(email, by=self.request.user)
        except operations.OperationRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            text = ngettext("%(count)d registration was made anonymous.", "%(count)d registrations were made anonymous.", number)
            messages.success(self.request, text % {"count": number})
        return redirect(reverse("meeting_data_protection:index"))


class ProtectionViewSet(OverviewViewSet):
    name = "meeting_data_protection"
    url_prefix = "termine/datenschutz"
    icon = "lock"
    menu_label = gettext_lazy("Data protection")
    view_class = ProtectionView
