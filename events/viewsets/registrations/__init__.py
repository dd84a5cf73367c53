"""The office's screens for the registrations of one meeting. Each is for whoever may manage the meeting (`events.permissions.can_manage`)."""

from django.urls import path

from .attendance import AttendanceView, BadgesView, CertificatesView, PrintedListView
from .feedback import FeedbackView
from .lists import AccessesView, RegistrationsView
from .messages import WriteView
from .single import AddRegistrationView, MoveView, PromoteView, RegistrationView, WithdrawView

OF_A_MEETING = {
    "registrations": RegistrationsView,
    "registration_add": AddRegistrationView,
    "write": WriteView,
    "accesses": AccessesView,
    "attendance": AttendanceView,
    "printed_list": PrintedListView,
    "badges": BadgesView,
    "certificates": CertificatesView,
    "feedback": FeedbackView,
}
OF_ONE = {"registration": RegistrationView, "withdraw": WithdrawView, "promote": PromoteView, "move": MoveView}


def urlpatterns(viewset):
    return [
        *(path(f"{_part(name)}/<int:pk>/", viewset.construct_view(view), name=name) for name, view in OF_A_MEETING.items()),
        *(path(f"{_part(name)}/<int:pk>/<int:registration>/", viewset.construct_view(view), name=name) for name, view in OF_ONE.items()),
    ]


def _part(name):
    return name.replace("_", "-")
