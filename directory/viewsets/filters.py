"""Filters of the office's lists. What is archived shows only when asked for."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from ..enums import OfferForm
from ..forms.fields import IndentedModelChoiceField
from ..freshness import DEFAULT_MONTHS, checked_before
from ..models import Actor, ActorKind, Area, Location, Offer, Topic
from ..status import STATUSES, filter_status
from .wordsearch import containing_words

AREA_CHOICES_LIMIT = 400
"""A longer list helps nobody; then only the upper levels are offered."""


class IndentedFilter(django_filters.ModelChoiceFilter):
    field_class = type("IndentedFilterField", (IndentedModelChoiceField, django_filters.fields.ModelChoiceField), {})


def areas_in_use(request):
    """Areas that a location lies in, and what lies above them, in the order of the tree."""
    paths = Area.objects.filter(Exists(Location.objects.filter(area=OuterRef("pk")))).order_by().values_list("path", flat=True)
    prefixes = {path[:end] for path in paths for end in range(Area.steplen, len(path) + 1, Area.steplen)}
    while len(prefixes) > AREA_CHOICES_LIMIT:
        longest = max(len(path) for path in prefixes)
        if longest == Area.steplen:
            break
        prefixes = {path for path in prefixes if len(path) < longest}
    return Area.objects.filter(path__in=prefixes).defer("outline")


def topics(request):
    return Topic.objects.all()


def due_before(at, *, kind="kind"):
    """Condition for entries whose last check is older than the rhythm of their kind allows at `at`; `kind` is the path to the kind."""
    condition = Q()
    for months in {DEFAULT_MONTHS, *ActorKind.objects.order_by().values_list("confirm_months", flat=True).distinct()}:
        day = checked_before(timezone.localdate(at), months)
        condition |= Q(**{f"{kind}__confirm_months": months, "confirmed_at__lt": day})
        if months == DEFAULT_MONTHS:
            condition |= Q(**{f"{kind}__isnull": True, "confirmed_at__lt": day})
    return condition


class EntryFilterSet(WagtailFilterSet):
    """`kind_path` leads from the entry to the kind whose rhythm counts."""

    kind_path = "kind"

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(status.key, status.label) for status in STATUSES if status.key != "archived"],
        method="filter_by_status",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    archive = django_filters.ChoiceFilter(
        label=_("Archived entries"),
        choices=[("only", _("Archived only")), ("with", _("With archived entries"))],
        method="filter_by_archive",
        widget=forms.RadioSelect,
        empty_label=_("Without archived entries"),
    )
    freshness = django_filters.ChoiceFilter(
        label=_("Freshness"),
        choices=[("never", _("Never checked")), ("due", _("Check is due")), ("ok", _("Checked in time"))],
        method="filter_by_freshness",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset if self.form.cleaned_data.get("archive") else queryset.filter(archived_at=None)

    def filter_by_status(self, queryset, name, value):
        return filter_status(queryset, value)

    def filter_by_archive(self, queryset, name, value):
        return queryset.archived() if value == "only" else queryset

    def filter_by_freshness(self, queryset, name, value):
        if value == "never":
            return queryset.filter(confirmed_at=None)
        due = due_before(timezone.now(), kind=self.kind_path)
        return queryset.filter(due) if value == "due" else queryset.exclude(confirmed_at=None).exclude(due)

    class Meta:
        fields = []


def actors_in(area):
    return Exists(Location.objects.filter(actor=OuterRef("pk"), archived_at=None, area__path__startswith=area.path))


class ActorFilterSet(EntryFilterSet):
    kind = django_filters.ModelMultipleChoiceFilter(
        label=_("Kind"), queryset=lambda request: ActorKind.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    area = IndentedFilter(label=_("Area"), queryset=areas_in_use, method="filter_by_area", empty_label=_("All"))
    topic = IndentedFilter(label=_("Topic"), queryset=topics, method="filter_by_topic", empty_label=_("All"))
    operator_name = django_filters.CharFilter(label=_("Operator"), method="filter_by_operator", help_text=_("Part of the operator's name"))

    field_order = ["status", "kind", "area", "topic", "operator_name", "freshness", "archive"]

    def filter_by_area(self, queryset, name, area):
        return queryset.filter(actors_in(area))

    def filter_by_topic(self, queryset, name, topic):
        return queryset.filter(pk__in=Actor.objects.filter(topics__path__startswith=topic.path).values("pk"))

    def filter_by_operator(self, queryset, name, value):
        return queryset.filter(containing_words(value, ["operator__sort_name", "operator__other_names"]))

    class Meta(EntryFilterSet.Meta):
        model = Actor


class LocationFilterSet(EntryFilterSet):
    kind_path = "actor__kind"

    kind = django_filters.ModelMultipleChoiceFilter(
        label=_("Kind"), field_name="actor__kind", queryset=lambda request: ActorKind.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    area = IndentedFilter(label=_("Area"), queryset=areas_in_use, method="filter_by_area", empty_label=_("All"))
    gaps = django_filters.ChoiceFilter(
        label=_("What is missing"),
        choices=[("area", _("Without area")), ("coordinates", _("Without coordinates")), ("hours", _("Without opening hours"))],
        method="filter_by_gap",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    actor = django_filters.ModelChoiceFilter(label=_("Institution"), queryset=lambda request: Actor.objects.all(), widget=forms.HiddenInput)

    def filter_by_area(self, queryset, name, area):
        return queryset.filter(area__path__startswith=area.path)

    def filter_by_gap(self, queryset, name, value):
        if value == "hours":
            return queryset.filter(opening_spans=None, by_appointment=False)
        return queryset.filter(area=None) if value == "area" else queryset.filter(lat=None)

    class Meta(EntryFilterSet.Meta):
        model = Location


class OfferFilterSet(EntryFilterSet):
    kind_path = "actor__kind"

    form_of_offer = django_filters.MultipleChoiceFilter(
        label=_("Form"), field_name="form", choices=OfferForm.choices, widget=forms.CheckboxSelectMultiple
    )
    area = IndentedFilter(label=_("Area"), queryset=areas_in_use, method="filter_by_area", empty_label=_("All"))
    topic = IndentedFilter(label=_("Topic"), queryset=topics, method="filter_by_topic", empty_label=_("All"))
    time = django_filters.ChoiceFilter(
        label=_("Time"),
        choices=[("current", _("Current and coming")), ("past", _("Over"))],
        method="filter_by_time",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    actor = django_filters.ModelChoiceFilter(label=_("Institution"), queryset=lambda request: Actor.objects.all(), widget=forms.HiddenInput)

    def filter_by_area(self, queryset, name, area):
        return queryset.filter(pk__in=Offer.objects.filter(locations__area__path__startswith=area.path).values("pk"))

    def filter_by_topic(self, queryset, name, topic):
        return queryset.filter(pk__in=Offer.objects.filter(topics__path__startswith=topic.path).values("pk"))

    def filter_by_time(self, queryset, name, value):
        current = Offer.objects.current(timezone.localdate())
        return queryset.filter(pk__in=current.values("pk")) if value == "current" else queryset.filter(last_day__lt=timezone.localdate())

    class Meta(EntryFilterSet.Meta):
        model = Offer
