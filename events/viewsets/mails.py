"""What was sent to people who registered, what waits and what failed. Nothing is written here by hand; what failed can be sent again."""

import django_filters
from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from directory.viewsets.choosers import WithoutChooser
from directory.viewsets.columns import SECONDARY
from directory.viewsets.entry_operations import ConfirmOperationView
from directory.viewsets.lists import WordSearchIndexView
from mailing.enums import MailState

from ..attendance import list_access
from ..attendance.list_access import What
from ..enums import MailKind
from ..mails import send_again
from ..models import Mail, Meeting
from ..permissions import can_manage

NOTED_MINUTES = 60
CAN_GO_AGAIN = (MailState.FAILED, MailState.SENT)


def meetings_with_mails(request):
    return Meeting.objects.filter(registrations__mails__isnull=False).distinct().order_by("-starts_at")


class MailFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=MailState.choices, widget=forms.CheckboxSelectMultiple)
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Mail"), choices=MailKind.choices, widget=forms.CheckboxSelectMultiple)
    meeting = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Meeting"), field_name="registration__meeting", queryset=meetings_with_mails, empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Mail
        fields = []


class MailIndexView(WordSearchIndexView):
    search_columns = ("registration__name", "registration__email", "registration__meeting__sort_name", "error")
    title_label = gettext_lazy("Mail")
    title_sort_key = "kind"
    title_accessor = staticmethod(lambda mail: capfirst(mail.get_kind_display()))
    again_url_name = None
    show_export_buttons = False

    def get_context_data(self, **kwargs):
        """Whoever sees here who is registered is written down, as with the list of participants."""
        context = super().get_context_data(**kwargs)
        shown = {mail.registration.meeting for mail in context["object_list"]}
        list_access.note_all(shown, self.request.user, What.MAILS, once_in_minutes=NOTED_MINUTES)
        return context

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.state in CAN_GO_AGAIN and can_manage(self.request.user, instance.registration.meeting):
            url = reverse(self.again_url_name, args=[quote(instance.pk)])
            buttons.append(MenuItem(_("Send again"), url=url, icon_name="mail", priority=15))
        return buttons


class MailInspectView(InspectView):
    def get_context_data(self, **kwargs):
        list_access.note_all([self.object.registration.meeting], self.request.user, What.MAILS, once_in_minutes=NOTED_MINUTES)
        return super().get_context_data(**kwargs)


class SendAgainView(ConfirmOperationView):
    permission_required = "view"
    page_title = gettext_lazy("Send again")
    header_icon = "mail"
    operation = staticmethod(send_again)
    question = gettext_lazy("Send “%(entry)s” again?")
    explanation = gettext_lazy(
        "It is written anew from what is true now. If it isn’t true any more, such as the confirmation of a registration that was cancelled, nothing is sent."
    )
    button_label = gettext_lazy("Send again")
    done = gettext_lazy("“%(entry)s” is on its way.")

    @property
    def edit_url(self):
        return reverse(self.index_url_name)

    def dispatch(self, request, *args, **kwargs):
        if not can_manage(request.user, self.object.registration.meeting):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        items = super().get_breadcrumbs_items()
        return [*items[:-2], items[-1]]

    def post(self, request, *args, **kwargs):
        super().post(request, *args, **kwargs)
        meeting = self.object.registration.meeting_id
        return redirect(f"{reverse(self.index_url_name)}?meeting={meeting}")


class MailViewSet(WithoutChooser, SnippetViewSet):
    model = Mail
    icon = "mail"
    base_url_path = "termine/mails"
    menu_label = gettext_lazy("Mails")
    menu_item_is_registered = True
    index_view_class = MailIndexView
    filterset_class = MailFilterSet
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = MailInspectView
    list_per_page = 50
    ordering = "-due_at"
    list_display = [
        "kind",
        Column("name", label=gettext_lazy("To"), accessor="registration", sort_key="registration__name"),
        Column("meeting", label=gettext_lazy("Meeting"), accessor="registration.meeting", classname=SECONDARY),
        StatusTagColumn(
            "state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state", primary=lambda mail: mail.state == MailState.FAILED
        ),
        DateColumn("due_at", label=gettext_lazy("Due"), sort_key="due_at", classname=SECONDARY),
        DateColumn("sent_at", label=gettext_lazy("Sent"), sort_key="sent_at"),
        Column("error", label=gettext_lazy("Reason")),
    ]  # fmt: skip
    inspect_view_fields = ["kind", "registration", "state", "due_at", "sent_at", "attempts", "error"]

    def get_queryset(self, request):
        return Mail.objects.select_related("registration__meeting")

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"again_url_name": self.get_url_name("again"), **kwargs})

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("again/<int:pk>/", self.construct_view(SendAgainView), name="again")]
