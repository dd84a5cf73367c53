"""What the page of an alliance shows to one reader. Reads relations by `.all()` only, so that drafts work too (`network.previews`); asks the database nothing else."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import richtext, wording

from .enums import Audience, GoalState

STATES = {
    GoalState.OPEN: ("", "circle-dashed"),
    GoalState.UNDER_WAY: ("brand", "route"),
    GoalState.REACHED: ("free", "circle-check"),
    GoalState.GIVEN_UP: ("", "circle-x"),
}
"""How a chip shows them: (tone, icon)."""


@dataclass(frozen=True)
class Part:
    """`limited` says to those who may read it who else may."""

    content: object
    limited: str = ""


@dataclass(frozen=True)
class Members:
    current: list = field(default_factory=list)
    former: list = field(default_factory=list)
    unnamed: int = 0
    """Current ones whose institution isn't public."""


def parts(alliance, reader, today):
    """{name of a part: Part}, without what is empty or not for `reader`."""
    whole = {
        "goals": (alliance.goals_for, lambda: [_goal(goal) for goal in alliance.goals.all()]),
        "members": (alliance.members_for, lambda: members(alliance, today)),
        "groups": (
            alliance.groups_for,
            lambda: sorted((_group(group) for group in alliance.groups.all()), key=lambda group: bool(group["ended"])),
        ),
        "milestones": (alliance.milestones_for, lambda: [_milestone(milestone, today) for milestone in alliance.milestones.all()]),
        "coordination": (alliance.coordination_for, lambda: _coordination(alliance, reader)),
        "framework": (alliance.framework_for, lambda: framework(alliance)),
    }
    found = {}
    for name, (audience, read) in whole.items():
        content = read() if reader.may(audience) else None
        if content:
            found[name] = Part(content, limited(audience))
    documents = [_document(document) for document in alliance.documents.all() if reader.may(document.audience)]
    notes = [_note(note) for note in alliance.notes.all() if reader.may(note.audience)]
    return found | ({"documents": Part(documents)} if documents else {}) | ({"notes": Part(notes)} if notes else {})


def hides_from(alliance, reader):
    """Whether there is something that members read and `reader` doesn't."""
    if reader.may(Audience.MEMBERS):
        return False
    audiences = [alliance.goals_for, alliance.members_for, alliance.groups_for, alliance.milestones_for, alliance.coordination_for]
    audiences += [alliance.framework_for, *(document.audience for document in alliance.documents.all())]
    return Audience.MEMBERS in [*audiences, *(note.audience for note in alliance.notes.all())]


def limited(audience):
    return {Audience.MEMBERS: _("only for members"), Audience.INTERNAL: _("only for the office")}.get(audience, "")


def period(first, last):
    """“since 1 September 2021”, “1 May 2019 to 31 July 2023”, “until …”; "" without any day."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": wording.day(first), "last": wording.day(last)}
    if first:
        return _("since %(day)s") % {"day": wording.day(first)}
    return _("until %(day)s") % {"day": wording.day(last)} if last else ""


def state_chip(state):
    tone, icon = STATES[GoalState(state)]
    return {"text": str(GoalState(state).label), "tone": tone, "icon": icon}


def _until(thing):
    if not thing.until:
        return ""
    ended = {GoalState.REACHED: _("on %(day)s"), GoalState.GIVEN_UP: _("on %(day)s")}
    return ended.get(thing.state, _("until %(day)s")) % {"day": wording.day(thing.until)}


def _goal(goal):
    measures = [{"title": measure.title, "state": state_chip(measure.state), "until": _until(measure)} for measure in goal.measures.all()]
    return {"title": goal.title, "text": goal.text, "state": state_chip(goal.state), "until": _until(goal), "measures": measures}


def members(alliance, today):
    """A `Members`; None without any."""
    rows = [member for member in alliance.members.all() if not member.is_former(today)]
    former = [_member(member) for member in alliance.members.all() if member.is_former(today) and member.is_named]
    named = [member for member in rows if member.is_named]
    found = Members([_member(member) for member in named], former, len(rows) - len(named))
    return found if rows or former else None


def _member(member):
    actor = member.actor if member.actor_id else None
    return {
        "name": str(member),
        "url": actor.get_absolute_url() if actor else "",
        "icon": actor.kind.icon if actor and actor.kind else "users",
        "kind": actor.kind.slug if actor and actor.kind else "",
        "role": capfirst(member.get_role_display()),
        "task": member.task,
        "period": period(member.joined_on, member.left_on),
    }


def _group(group):
    named = [member for member in group.members.all() if member.is_named]
    people = [
        {"name": str(member), "url": member.actor.get_absolute_url() if member.actor_id else "", "leads": member.leads} for member in named
    ]
    return {
        "title": group.title,
        "text": group.text,
        "rhythm": group.rhythm,
        "ended": wording.day(group.ended_on) if group.ended_on else "",
        "leads": [person for person in people if person["leads"]],
        "members": [person for person in people if not person["leads"]],
    }


def _milestone(milestone, today):
    return {"on": milestone.on, "title": milestone.title, "text": milestone.text, "is_ahead": milestone.on > today}


def _coordination(alliance, reader):
    actor = alliance.coordination_actor
    people = [
        {
            "name": person.name,
            "tasks": person.tasks,
            "email": person.email if reader.may(person.contact_for) else "",
            "phone": person.phone if reader.may(person.contact_for) else "",
        }
        for person in alliance.people.all()
    ]
    actor = actor if actor and actor.is_public else None
    return {"actor": actor, "note": alliance.coordination_note, "people": people} if actor or people or alliance.coordination_note else None


def framework(alliance):
    """As `components/fact_list.html` takes them."""
    until = _("until %(day)s") % {"day": wording.day(alliance.funded_until)} if alliance.funded_until else ""
    facts = [
        {"icon": "scale", "term": _("Legal basis"), "value": alliance.legal_basis},
        {"icon": "wallet", "term": _("Funding"), "value": alliance.funding or until, "note": until if alliance.funding else ""},
    ]
    return [fact for fact in facts if fact["value"]]


def _document(entry):
    limits = {"dated": entry.dated, "limited": limited(entry.audience)}
    if not entry.document_id:
        return {"title": entry.title, "url": entry.url, "is_link": True, **limits}
    document = entry.document
    return {"title": entry.title, "url": document.url, "type": document.file_extension.upper(), "size": document.file_size, **limits}


def _note(note):
    return {"on": note.on, "title": note.title, "text": richtext.shown(note.text) if note.text else "", "limited": limited(note.audience)}
