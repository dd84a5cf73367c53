"""What two versions of an entry of the network are compared by (`directory.diff`)."""

from directory import diff, richtext
from directory.wording import day

from ..alliance_parts import period
from ..models import Alliance

ALLIANCE_FIELDS = [
    "name", "kind", "summary", "purpose", "topics", "areas", "starts_on", "ends_on", "goals", "goals_for", "members", "members_for",
    "coordination_actor", "coordination_note", "people", "coordination_for", "groups", "groups_for", "milestones", "milestones_for", "documents",
    "notes", "legal_basis", "funding", "funded_until", "framework_for", "go_live_at", "expire_at",
]  # fmt: skip


def register():
    readers = {
        "purpose": lambda alliance: [richtext.plain(alliance.purpose)],
        "goals": _goals,
        "members": _members,
        "people": _people,
        "groups": _groups,
        "milestones": lambda alliance: [_words(day(each.on), each.title, each.text) for each in alliance.milestones.all()],
        "documents": lambda alliance: [
            _words(each.title, str(each.document or each.url), each.dated and day(each.dated), each.get_audience_display())
            for each in alliance.documents.all()
        ],
        "notes": lambda alliance: [
            _words(day(each.on), each.title, richtext.plain(each.text), each.get_audience_display()) for each in alliance.notes.all()
        ],
    }
    diff.register(Alliance, ALLIANCE_FIELDS, readers=readers, prose={"purpose"})


def _words(*parts):
    return ", ".join(str(part) for part in parts if part)


def _goals(alliance):
    for goal in alliance.goals.all():
        yield _words(goal.title, goal.get_state_display(), goal.until and day(goal.until), goal.text)
        for measure in goal.measures.all():
            yield f"{goal.title} → {_words(measure.title, measure.get_state_display(), measure.until and day(measure.until))}"


def _members(alliance):
    for member in alliance.members.all():
        yield _words(member, member.get_role_display(), member.task, period(member.joined_on, member.left_on))


def _people(alliance):
    for person in alliance.people.all():
        phone = person.phone.as_national if person.phone else ""
        yield _words(person.name, person.tasks, person.email, phone, person.get_contact_for_display())


def _groups(alliance):
    for group in alliance.groups.all():
        yield _words(group.title, group.text, group.rhythm, group.ended_on and day(group.ended_on))
        for member in group.members.all():
            yield f"{group.title} → {member}{' *' if member.leads else ''}"
