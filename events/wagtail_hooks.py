"""Registers the screens of meetings in the admin; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.viewsets.bulk_actions import EntryBulkAction

from .models import Meeting, Series
from .permissions import register_policies
from .personal.materials import check_audience

register_policies()

from .viewsets import MeetingsGroup  # noqa: E402  policies come first: a screen asks for one when it is built

register_snippet(MeetingsGroup)
EntryBulkAction.models += [Meeting, Series]


hooks.register("before_serve_document", check_audience, order=90)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("events.cancel", _("Cancel the meeting"), _("Cancelled"))
    actions.register_action("events.reinstate", _("Take the cancellation back"), _("Cancellation taken back"))
    actions.register_action("events.mail_again", _("Send a mail again"), _("A mail was sent again"))
    actions.register_action("events.repeat", _("Repeat the theme"), _("Made from another meeting"))
    actions.register_action("events.register", _("Register somebody"), _("Somebody registered by hand"))
    actions.register_action("events.change_registration", _("Change a registration"), _("Registration changed"))
    actions.register_action("events.withdraw", _("Cancel a registration"), _("Registration cancelled"))
    actions.register_action("events.transfer", _("Move a registration to another meeting"), _("Registration moved to another meeting"))
    actions.register_action("events.promote", _("Offer a place to somebody who waits"), _("Place offered to somebody who waits"))
    actions.register_action("events.erase", _("Erase personal data"), _("Personal data erased"))
    actions.register_action("events.attendance", _("Note attendance"), _("Attendance noted"))
