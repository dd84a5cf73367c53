"""Cooperations in the admin."""

import django_filters
from django import forms
from django.contrib.admin.utils import quote
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from directory.status import with_status
from directory.viewsets.choosers import WithoutChooser
from directory.viewsets.columns import SECONDARY, StatusColumn, changed_column
from directory.viewsets.entries import EntryCreateView, EntryEditView, EntryViewSet
from directory.viewsets.filters import EntryFilterSet, IndentedFilter, areas_in_use, topics
from directory.viewsets.lists import EntryIndexView, ExportIndexView
from directory.viewsets.panels import row, side_by_side

from .. import operations
from ..enums import Answer, CooperationForm, CooperationStatus
from ..forms.cooperations import CooperationForm as AdminForm
from ..models import Cooperation, CooperationPartner, Transition
from ..office.exports import COOPERATION_COLUMNS, COOPERATION_PREFETCH
from ..permissions import can_edit_partners
from ..querysets import ENOUGH
from .partners import LONGEST_KEY, PartnersView


class CooperationFilterSet(EntryFilterSet):
    freshness = None
    form = django_filters.MultipleChoiceFilter(label=_("Form"), choices=CooperationForm.choices, widget=forms.CheckboxSelectMultiple)
    runs = django_filters.MultipleChoiceFilter(
        label=_("Runs"), field_name="status", choices=CooperationStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    partners = django_filters.ChoiceFilter(
        label=_("Partners"),
        choices=[
            ("public", _("Two or more have confirmed")),
            ("few", _("Too few have confirmed")),
            ("open", _("Somebody has not answered")),
            ("unasked", _("Somebody was not asked yet")),
            ("declined", _("Somebody has declined")),
            ("remark", _("Somebody says that something isn’t right")),
        ],
        method="filter_by_partners",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    good_practice = django_filters.ChoiceFilter(
        label=_("Good example"), choices=[("yes", _("Chosen"))], method="filter_good", widget=forms.RadioSelect, empty_label=_("All")
    )
    area = IndentedFilter(label=_("Area"), queryset=areas_in_use, method="filter_by_area", empty_label=_("All"))
    topic = IndentedFilter(label=_("Field of work"), queryset=topics, method="filter_by_topic", empty_label=_("All"))
    transition = django_filters.ModelChoiceFilter(
        label=_("Transition"), queryset=Transition.objects.all(), field_name="transitions", empty_label=_("All")
    )

    field_order = ["status", "partners", "form", "runs", "topic", "transition", "area", "good_practice", "archive"]

    def filter_by_partners(self, queryset, name, value):
        if value in ("public", "few"):
            condition = Q(confirmed_count__gte=ENOUGH)
            return queryset.filter(condition if value == "public" else ~condition)
        wanted = {
            "open": Q(answer=Answer.OPEN, round__gt=0),
            "unasked": Q(answer=Answer.OPEN, round=0),
            "declined": Q(answer=Answer.DECLINED),
            "remark": Q(remarked_at__isnull=False),
        }[value]
        return queryset.filter(Exists(CooperationPartner.objects.filter(wanted, cooperation=OuterRef("pk"))))

    def filter_good(self, queryset, name, value):
        return queryset.filter(good_practice_at__isnull=False)

    def filter_by_area(self, queryset, name, area):
        partners = CooperationPartner.objects.filter(actor__locations__area__path__startswith=area.path).values("cooperation")
        own = Cooperation.objects.filter(areas__path__startswith=area.path).values("pk")
        return queryset.filter(Q(pk__in=own) | Q(pk__in=partners))

    def filter_by_topic(self, queryset, name, topic):
        return queryset.filter(pk__in=Cooperation.objects.filter(topics__path__startswith=topic.path).values("pk"))

    class Meta(EntryFilterSet.Meta):
        model = Cooperation


class CooperationIndexView(EntryIndexView):
    search_columns = ("sort_name", "slug", "partners__actor__sort_name")
    title_sort_key = "sort_name"
    export_columns = COOPERATION_COLUMNS
    export_prefetch = COOPERATION_PREFETCH

    def search_condition(self, query):
        return ExportIndexView.search_condition(self, query)

    def search_queryset(self, queryset):
        """Partners are several rows: each cooperation once."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=Cooperation.objects.filter(self.search_condition(self.search_query)).values("pk"))


class PartnersButton:
    """Beside the profile stands the way to its partners, and a warning when the same cooperation seems to be there twice."""

    partners_url_name = None

    def warn_of_others(self):
        others = list(operations.overlapping(self.object)[:3])
        if others:
            buttons = [messages.button(reverse(self.edit_url_name, args=[quote(other.pk)]), other.name) for other in others]
            text = gettext(
                "This may be entered twice: there is another cooperation of the same form and period with two of the same partners."
            )
            messages.warning(self.request, text, buttons=buttons)


class CooperationCreateView(PartnersButton, EntryCreateView):
    """The partners come next; `?actor=3` names the first one there."""

    def get_add_url(self):
        return super().get_add_url() + self._wanted

    def get_success_url(self):
        if self.action in ("publish", "submit"):
            return super().get_success_url()
        return reverse(self.partners_url_name, args=[quote(self.object.pk)]) + self._wanted

    @property
    def _wanted(self):
        actor = self.request.GET.get("actor", "")
        return f"?actor={actor}" if actor.isdecimal() and len(actor) < LONGEST_KEY else ""


class CooperationEditView(PartnersButton, EntryEditView):
    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if can_edit_partners(self.request.user):
            url = reverse(self.partners_url_name, args=[quote(self.object.pk)])
            buttons.append(Button(gettext("Partners"), url=url, icon_name="group", priority=5))
        return buttons

    def form_valid(self, form):
        response = super().form_valid(form)
        self.warn_of_others()
        return response


def period(cooperation):
    return f"{cooperation.starts_on.year if cooperation.starts_on else '…'}–{cooperation.ends_on.year if cooperation.ends_on else ''}"


def confirmed(cooperation):
    return gettext("%(confirmed)d of %(all)d") % {"confirmed": cooperation.confirmed_count, "all": cooperation.all_partners}


def part(*fields, audience, heading):
    return row(*fields, audience, heading=heading)


class CooperationViewSet(WithoutChooser, EntryViewSet):
    model = Cooperation
    icon = "group"
    base_url_path = "netzwerk/kooperationen"
    menu_label = _("Cooperations")
    index_view_class = CooperationIndexView
    add_view_class = CooperationCreateView
    edit_view_class = CooperationEditView
    filterset_class = CooperationFilterSet
    ordering = "sort_name"
    export_filename = "kooperationen"
    list_display = [
        "name",
        Column("form", label=_("Form"), accessor="get_form_display", sort_key="form"),
        Column("partners", label=_("Confirmed"), accessor=confirmed, sort_key="confirmed_count"),
        Column("runs", label=_("Runs"), accessor="get_status_display", sort_key="status"),
        Column("period", label=_("Period"), accessor=period, sort_key="starts_on", classname=SECONDARY),
        StatusColumn(),
        changed_column(),
    ]
    inspect_view_fields = [
        "name", "form", "status", "summary", "starts_on", "ends_on", "topics", "target_groups", "transitions", "areas", "place_note", "agreement",
        "agreed_on", "people", "groups", "staff", "hours_per_week", "funding", "funded_until", "about", "running", "helps", "hinders",
        "contact_name", "contact_email", "contact_phone", "confirmed_count", "confirmed_at", "good_practice_at", "good_practice_reason", "live",
        "has_unpublished_changes", "archived_at", "updated_at",
    ]  # fmt: skip
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name", required_on_save=True, classname="title"),
                    FieldPanel("form"),
                    FieldPanel("summary"),
                    row("status", side_by_side("starts_on", "ends_on"), heading=_("Time")),
                    part("agreement", "agreed_on", "agreement_document", audience="agreement_for", heading=_("Agreement")),
                    row(
                        "only_correction",
                        FieldPanel("ask_again"),
                        heading=_("When title, form, agreement or beginning have changed"),
                        help_text=_("Partners have confirmed exactly these. Please choose one of the two when you publish."),
                    ),
                ],
                heading=_("Basics"),
            ),
            ObjectList(
                [
                    FieldPanel("topics"),
                    FieldPanel("target_groups"),
                    FieldPanel("transitions"),
                    FieldPanel("areas"),
                    FieldPanel("place_note"),
                ],
                heading=_("Fields, people, places"),
            ),
            ObjectList(
                [
                    part("about", audience="about_for", heading=_("What it is about")),
                    part("running", audience="running_for", heading=_("How it runs")),
                    part("helps", audience="helps_for", heading=_("What helps")),
                    part("hinders", audience="hinders_for", heading=_("What hinders")),
                    FieldPanel("pictures_for"),
                    InlinePanel("pictures", [FieldPanel("image"), FieldPanel("caption")], heading=_("Pictures"), label=_("picture")),
                ],
                heading=_("Story and pictures"),
            ),
            ObjectList(
                [
                    part(
                        side_by_side("people", "groups"), side_by_side("staff", "hours_per_week"), audience="reach_for", heading=_("Reach")
                    ),
                    part("funding", "funded_until", audience="funding_for", heading=_("Funding")),
                    part("contact_name", "contact_email", "contact_phone", "contact_note", audience="contact_for", heading=_("Contact")),
                ],
                heading=_("Reach, funding, contact"),
            ),
            ObjectList([PublishingPanel()], heading=_("Publication")),
        ],
        base_form_class=AdminForm,
    )

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"partners_url_name": self.get_url_name("partners"), **kwargs})

    def get_queryset(self, request):
        return with_status(Cooperation.objects.annotate(all_partners=Count("partners", filter=~Q(partners__answer=Answer.LEFT))))

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("partners/<int:pk>/", self.construct_view(PartnersView), name="partners")]
