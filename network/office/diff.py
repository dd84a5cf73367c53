"""What two versions of an entry of the network are compared by (`directory.diff`)."""

from directory import diff, richtext
from directory.wording import day

from ..alliance_parts import period
from ..models import Alliance, Cooperation, CooperationWish

ALLIANCE_FIELDS = [
    "name", "kind", "summary", "purpose", "topics", "areas", "starts_on", "ends_on", "goals", "goals_for", "members", "members_for",
    "coordination_actor", "coordination_note", "people", "coordination_for", "groups", "groups_for", "milestones", "milestones_for", "documents",
    "notes", "legal_basis", "funding", "funded_until", "framework_for", "go_live_at", "expire_at",
]  # fmt: skip

COOPERATION_FIELDS = [
    "name", "form", "summary", "status", "starts_on", "ends_on", "agreement", "agreed_on", "agreement_document", "agreement_for", "topics",
    "target_groups", "transitions", "areas", "place_note", "about", "about_for", "running", "running_for", "helps", "helps_for", "hinders",
    "hinders_for", "pictures", "pictures_for", "people", "groups", "staff", "hours_per_week", "reach_for", "funding", "funded_until",
    "funding_for", "contact_name", "contact_email", "contact_phone", "contact_note", "contact_for", "go_live_at", "expire_at",
]  # fmt: skip
STORY = ("about", "running", "helps", "hinders")
WISH_FIELDS = [
    "name", "actor", "direction", "text", "form", "until", "kinds", "topics", "transitions", "areas", "go_live_at", "expire_at",
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
    stories = {name: (lambda cooperation, name=name: [richtext.plain(getattr(cooperation, name))]) for name in STORY}
    stories["pictures"] = lambda cooperation: [_words(picture.image, picture.caption) for picture in cooperation.pictures.all()]
    diff.register(Cooperation, COOPERATION_FIELDS, readers=stories, prose=set(STORY))
    diff.register(CooperationWish, WISH_FIELDS, readers={"text": lambda wish: [richtext.plain(wish.text)]}, prose={"text"})
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
