"""Who registered for a meeting: list, search, filters, download, and who looked at it."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import tables
from directory.viewsets.wordsearch import containing_words

from ...attendance import list_access
from ...attendance.list_access import What
from ...enums import ACTIVE_STATES, Format, RegistrationState, TakesPart
from ...models import ListAccess
from ...office.exports import registration_rows
from .base import MeetingScreen, screen

PER_PAGE = 50
ACTIVE = "aktiv"


class RegistrationFilterForm(forms.Form):
    """Which registrations: words in names, addresses and institutions; state; how they take part; one institution of the register or a written one."""

    q = forms.CharField(label=gettext_lazy("Name, e-mail or institution"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), (ACTIVE, gettext_lazy("All that still count")), *RegistrationState.choices],
    )
    part = forms.ChoiceField(label=gettext_lazy("Takes part"), required=False, choices=[("", gettext_lazy("All")), *TakesPart.choices])
    institution = forms.ChoiceField(label=gettext_lazy("Institution"), required=False)

    def __init__(self, data, *, meeting):
        super().__init__(data)
        if meeting.format != Format.HYBRID:
            del self.fields["part"]
        named = meeting.registrations.order_by().values_list("institution", "actor__name").distinct()
        names = sorted({actor or text for text, actor in named if actor or text}, key=str.casefold)
        self.fields["institution"].choices = [("", _("All")), *((name, name) for name in names)]

    def choose(self, registrations):
        """`registrations` as far as they fit; a value that nobody offered chooses nothing and says so at its field."""
        if not self.is_valid():
            return registrations
        wanted = self.cleaned_data
        if wanted["q"].strip():
            registrations = registrations.filter(
                containing_words(wanted["q"], ("name", "email", "institution", "actor__sort_name"), capitalised)
            )
        if wanted["state"]:
            registrations = registrations.filter(state__in=ACTIVE_STATES if wanted["state"] == ACTIVE else [wanted["state"]])
        if wanted.get("part"):
            registrations = registrations.filter(takes_part=wanted["part"])
        if wanted["institution"]:
            name = wanted["institution"]
            registrations = registrations.filter(Q(actor__name=name) | Q(actor=None, institution=name))
        return registrations


def capitalised(word):
    """SQLite takes ü and Ü for different letters."""
    return Q(name__contains=word.capitalize()) | Q(institution__contains=word.capitalize())


class RegistrationsView(MeetingScreen):
    """`?export=csv` or `xlsx` gives the table of what is shown, on all pages."""

    is_list = True
    page_title = gettext_lazy("Registrations")
    template_name = "events/admin/registrations.html"
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        self.form = RegistrationFilterForm(request.GET, meeting=self.object)
        found = self.form.choose(self.object.registrations.select_related("actor").order_by("created_at", "pk"))
        if kind := request.GET.get("export"):
            list_access.note(self.object, request.user, What.EXPORTED)
            return tables.download(
                registration_rows(self.object, found), name=f"anmeldungen-{self.object.slug or self.object.pk}", kind=kind
            )
        list_access.note(self.object, request.user, What.OPENED)
        return self.render_to_response(self.get_context_data(page=Paginator(found, PER_PAGE).get_page(request.GET.get("p"))))

    def get_context_data(self, **kwargs):
        query = self.request.GET.copy()
        query.pop("p", None), query.pop("export", None)
        return super().get_context_data(
            form=self.form,
            query=query.urlencode(),
            counts=state_counts(self.object),
            places=places_left(self.object),
            is_hybrid=self.object.format == Format.HYBRID,
            links=self._links(),
            **kwargs,
        )

    def _links(self):
        meeting = self.object
        return [
            (_("Register someone"), screen("registration_add", meeting)),
            (_("Write to people"), screen("write", meeting)),
            (_("Mails"), f"{reverse('wagtailsnippets_events_mail:list')}?meeting={meeting.pk}"),
            (_("Attendance and certificates"), screen("attendance", meeting)),
            (_("Feedback"), screen("feedback", meeting)),
            (_("Who looked at this list"), screen("accesses", meeting)),
        ]


def state_counts(meeting):
    """[{"state", "label", "registrations", "people"}] of the states that occur, in the order of a registration's life."""
    counted = meeting.registrations.order_by().values("state").annotate(registrations=Count("pk"), people=Sum("size"))
    found = {each["state"]: each for each in counted}
    return [{**found[state], "label": capfirst(label)} for state, label in RegistrationState.choices if state in found]


def places_left(meeting):
    """[{"label", "taken", "capacity", "left"}] for each way of taking part; `capacity` and `left` are None where as many as come have a place."""
    people = meeting.registrations.people()
    parts = {
        Format.ONLINE: [("online", _("online"))],
        Format.ONSITE: [("onsite", _("on site"))],
        Format.HYBRID: [("onsite", _("on site")), ("online", _("online"))],
    }
    found = []
    for name, label in parts[meeting.format]:
        capacity, taken = getattr(meeting, f"capacity_{name}"), people[name]
        found.append({"label": label, "taken": taken, "capacity": capacity, "left": None if capacity is None else max(0, capacity - taken)})
    return found


class AccessesView(MeetingScreen):
    page_title = gettext_lazy("Who looked at this list")
    template_name = "events/admin/accesses.html"
    http_method_names = ["get"]
    header_icon = "view"

    def get_context_data(self, **kwargs):
        accesses = ListAccess.objects.filter(meeting=self.object).select_related("user")
        page = Paginator(accesses, PER_PAGE).get_page(self.request.GET.get("p"))
        for access in page.object_list:
            access.label = list_access.label(access)
        return super().get_context_data(page=page, query="", **kwargs)
