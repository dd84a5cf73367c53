"""Filters of the office's lists of meetings and series."""

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.viewsets.filters import EntryFilterSet, IndentedFilter, topics
from network.models import Alliance

from ..enums import Format, MeetingKind
from ..models import Meeting, Series


class MeetingFilterSet(EntryFilterSet):
    freshness = None
    time = django_filters.ChoiceFilter(
        label=_("Time"),
        choices=[("coming", _("To come")), ("past", _("Over")), ("cancelled", _("Cancelled"))],
        method="filter_by_time",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    series = django_filters.ModelMultipleChoiceFilter(
        label=_("Series"), queryset=lambda request: Series.objects.filter(archived_at=None), widget=forms.CheckboxSelectMultiple
    )
    alliance = django_filters.ModelMultipleChoiceFilter(
        label=_("Alliance"), queryset=lambda request: Alliance.objects.filter(archived_at=None), widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=MeetingKind.choices, widget=forms.CheckboxSelectMultiple)
    format = django_filters.MultipleChoiceFilter(label=_("Format"), choices=Format.choices, widget=forms.CheckboxSelectMultiple)
    topic = IndentedFilter(label=_("Topic"), queryset=topics, method="filter_by_topic", empty_label=_("All"))

    field_order = ["status", "time", "series", "alliance", "kind", "format", "topic", "archive"]

    def filter_by_time(self, queryset, name, value):
        at = timezone.now()
        if value == "cancelled":
            return queryset.exclude(cancelled_at=None)
        return queryset.coming(at) if value == "coming" else queryset.past(at)

    def filter_by_topic(self, queryset, name, topic):
        return queryset.filter(pk__in=Meeting.objects.filter(topics__path__startswith=topic.path).values("pk"))

    class Meta(EntryFilterSet.Meta):
        model = Meeting


class SeriesFilterSet(EntryFilterSet):
    freshness = None
    field_order = ["status", "archive"]

    class Meta(EntryFilterSet.Meta):
        model = Series
