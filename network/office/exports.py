"""Tables for the office."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from directory.exports import ExportColumn, names
from directory.status import status_of

from ..enums import GoalState


def date(value):
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def current(alliance):
    today = timezone.localdate()
    return [member for member in alliance.members.all() if member.is_current(today)]


def former(alliance):
    today = timezone.localdate()
    return [member for member in alliance.members.all() if member.is_former(today)]


ALLIANCE_COLUMNS = [
    ExportColumn("name", _("Name"), lambda alliance: alliance.name),
    ExportColumn("kind", _("Kind"), lambda alliance: alliance.get_kind_display()),
    ExportColumn("summary", _("In short"), lambda alliance: alliance.summary),
    ExportColumn("starts_on", _("Since"), lambda alliance: date(alliance.starts_on)),
    ExportColumn("ends_on", _("Until"), lambda alliance: date(alliance.ends_on)),
    ExportColumn("areas", _("Areas"), lambda alliance: names(alliance.areas.all())),
    ExportColumn("topics", _("Fields of work"), lambda alliance: names(alliance.topics.all())),
    ExportColumn("coordination", _("Coordination office"), lambda alliance: str(alliance.coordination_actor or "")),
    ExportColumn("members", _("Members"), lambda alliance: names(current(alliance))),
    ExportColumn("member_count", _("Number of members"), lambda alliance: len(current(alliance))),
    ExportColumn("former_members", _("Former members"), lambda alliance: names(former(alliance))),
    *(
        ExportColumn(
            f"goals_{state.name.lower()}",
            _("Goals: %(state)s") % {"state": state.label},
            lambda alliance, state=state: sum(goal.state == state for goal in alliance.goals.all()),
        )
        for state in GoalState
    ),
    ExportColumn("groups", _("Working groups"), lambda alliance: names(alliance.groups.all())),
    ExportColumn("legal_basis", _("Legal basis"), lambda alliance: alliance.legal_basis),
    ExportColumn("funding", _("Funding"), lambda alliance: alliance.funding),
    ExportColumn("funded_until", _("Funded until"), lambda alliance: date(alliance.funded_until)),
    ExportColumn("status", _("Status"), lambda alliance: str(status_of(alliance).label)),
    ExportColumn("uuid", "UUID", lambda alliance: str(alliance.uuid)),
]
ALLIANCE_PREFETCH = ("areas", "topics", "members__actor", "goals", "groups", "coordination_actor")
