"""Who was there, noted afterwards; lists and badges to print; certificates of all as one file."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from ... import operations, wording
from ...attendance import list_access
from ...attendance.list_access import What
from ...operations.attendance import expected
from .base import MeetingScreen, screen

ANSWERS = {"yes": True, "no": False, "": None}


class AttendanceView(MeetingScreen):
    """One choice for each person, and buttons for all at once."""

    page_title = gettext_lazy("Attendance and certificates")
    header_icon = "tick"
    template_name = "events/admin/attendance.html"

    def get_context_data(self, **kwargs):
        meeting, people = self.object, list(expected(self.object))
        return super().get_context_data(
            people=people,
            present=sum(person.attended is True for person in people),
            absent=sum(person.attended is False for person in people),
            is_over=meeting.is_over(timezone.now()),
            check_in_url=reverse("events:check_in", args=[meeting.slug]) if meeting.slug else "",
            address={name: screen(name, meeting) for name in ("printed_list", "badges", "certificates")},
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        keys = list(expected(self.object).values_list("pk", flat=True))
        for_all = request.POST.get("all")
        given = {key: request.POST.get(f"person_{key}", "") if for_all is None else for_all for key in keys}
        attended = {key: ANSWERS[answer] for key, answer in given.items() if answer in ANSWERS}
        try:
            changed = operations.mark_attendance(self.object, attended, by=request.user)
        except operations.OperationRefused as refusal:
            messages.error(request, str(refusal))
        else:
            text = ngettext("Noted for %(count)d person.", "Noted for %(count)d people.", changed)
            messages.success(request, text % {"count": changed} if changed else _("Nothing has changed."))
        return redirect(screen("attendance", self.object))


class PrintView(MeetingScreen):
    """A page for paper, without the admin round it."""

    http_method_names = ["get"]
    what = What.PRINTED

    def get(self, request, *args, **kwargs):
        list_access.note(self.object, request.user, self.what)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            people=list(expected(self.object, at_the_house=True)),
            when=wording.when(self.object),
            back=screen("attendance", self.object),
            **kwargs,
        )


class PrintedListView(PrintView):
    page_title = gettext_lazy("Attendance list")
    template_name = "events/admin/print_list.html"


class BadgesView(PrintView):
    page_title = gettext_lazy("Badges")
    template_name = "events/admin/print_badges.html"
    what = What.BADGES


class CertificatesView(MeetingScreen):
    """The certificates of all who were there, one page each."""

    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        from ...views.attendance import certificate_file  # the public views, which know the answer as a file; they don't know the admin

        people = expected(self.object).select_related("registration__meeting__series", "registration__actor").filter(attended=True)
        certified = operations.certify(people)
        if not certified:
            raise Http404
        list_access.note(self.object, request.user, What.CERTIFICATES)
        return certificate_file(self.object, certified, request)
