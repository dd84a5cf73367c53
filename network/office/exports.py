"""Tables for the office."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.exports import ExportColumn, day, names, yes_no
from directory.status import status_of

from ..enums import Answer, GoalState


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


def answers(cooperation):
    """“Grundschule am Park: bestätigt (01.11.2026); Musikschule: noch keine Antwort (gefragt am …)” of all partners, for the office."""
    return "; ".join(f"{partner.actor.name}: {_answer(partner)}" for partner in cooperation.partners.all())


def _answer(partner):
    notes = [day(partner.answered_at), partner.reason]
    if partner.answer == Answer.OPEN:
        notes = [gettext("asked on %(day)s") % {"day": day(partner.asked_at)} if partner.asked_at else gettext("not asked yet")]
    return f"{partner.get_answer_display()} ({', '.join(filter(None, notes))})"


def partners_who(answer):
    return lambda cooperation: names(partner.actor for partner in cooperation.partners.all() if partner.answer == answer)


COOPERATION_COLUMNS = [
    ExportColumn("name", _("Title"), lambda cooperation: cooperation.name),
    ExportColumn("form", _("Form"), lambda cooperation: cooperation.get_form_display()),
    ExportColumn("runs", _("Runs"), lambda cooperation: cooperation.get_status_display()),
    ExportColumn("summary", _("In short"), lambda cooperation: cooperation.summary),
    ExportColumn("starts_on", _("Since"), lambda cooperation: date(cooperation.starts_on)),
    ExportColumn("ends_on", _("Until"), lambda cooperation: date(cooperation.ends_on)),
    ExportColumn("public", _("Public"), lambda cooperation: yes_no(cooperation.is_public)),
    ExportColumn("answers", _("Answers of the partners"), answers),
    ExportColumn("confirmed", _("Confirmed"), partners_who(Answer.CONFIRMED)),
    ExportColumn("open", _("Not answered yet"), partners_who(Answer.OPEN)),
    ExportColumn("declined", _("Declined"), partners_who(Answer.DECLINED)),
    ExportColumn("left", _("Left"), partners_who(Answer.LEFT)),
    ExportColumn("topics", _("Fields of work"), lambda cooperation: names(cooperation.topics.all())),
    ExportColumn("target_groups", _("Target groups"), lambda cooperation: names(cooperation.target_groups.all())),
    ExportColumn("transitions", _("Transitions"), lambda cooperation: names(cooperation.transitions.all())),
    ExportColumn("areas", _("Areas"), lambda cooperation: names(cooperation.areas.all())),
    ExportColumn("agreement", _("Agreement"), lambda cooperation: cooperation.get_agreement_display()),
    ExportColumn("agreed_on", _("Agreed on"), lambda cooperation: date(cooperation.agreed_on)),
    ExportColumn("people", _("People reached"), lambda cooperation: cooperation.people),
    ExportColumn("hours_per_week", _("Hours a week"), lambda cooperation: cooperation.hours_per_week),
    ExportColumn("funding", _("Funding"), lambda cooperation: cooperation.funding),
    ExportColumn("good_practice", _("Good example"), lambda cooperation: cooperation.good_practice_reason),
    ExportColumn("confirmed_at", _("Checked on"), lambda cooperation: day(cooperation.confirmed_at)),
    ExportColumn("status", _("Status"), lambda cooperation: str(status_of(cooperation).label)),
    ExportColumn("uuid", "UUID", lambda cooperation: str(cooperation.uuid)),
]
COOPERATION_PREFETCH = ("partners__actor", "topics", "target_groups", "transitions", "areas")
WISH_COLUMNS = [
    ExportColumn("name", _("Title"), lambda wish: wish.name),
    ExportColumn("direction", _("Seeks or offers"), lambda wish: wish.get_direction_display()),
    ExportColumn("actor", _("Institution"), lambda wish: str(wish.actor or "")),
    ExportColumn("form", _("Form"), lambda wish: wish.get_form_display()),
    ExportColumn("kinds", _("Kinds of partner"), lambda wish: names(wish.kinds.all())),
    ExportColumn("topics", _("Fields of work"), lambda wish: names(wish.topics.all())),
    ExportColumn("transitions", _("Transitions"), lambda wish: names(wish.transitions.all())),
    ExportColumn("areas", _("Areas"), lambda wish: names(wish.areas.all())),
    ExportColumn("until", _("Shown until"), lambda wish: date(wish.until)),
    ExportColumn("status", _("Status"), lambda wish: str(status_of(wish).label)),
    ExportColumn("uuid", "UUID", lambda wish: str(wish.uuid)),
]
WISH_PREFETCH = ("actor", "kinds", "topics", "transitions", "areas")
