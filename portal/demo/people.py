"""Who may sign in to the demo. Passwords stand in this file, so these accounts are for trying things out and for nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from directory.enums import MemberRole
from mailing.enums import MailState
from upkeep import operations
from upkeep.models import AccessMail

from ..roles import EDITORS, MODERATORS, OFFICE

PASSWORD = "ottersee-demo"  # noqa: S105
PEOPLE = [
    ("office", "Friederike", "Aslan", OFFICE),
    ("moderation", "Tammo", "Brecht", MODERATORS),
    ("redaktion", "Jette", "Wilkens", EDITORS),
    ("coordinator", "Ines", "Radtke", None),
    ("bearbeitung", "Malte", "Oßwald", None),
    ("lesen", "Sanne", "Tiedje", None),
    ("traeger", "Henrike", "Voss", None),
]
"""First part of the mail address, names, group. Who has no group works for institutions and has no rights in the admin."""
MEMBERS = [
    ("coordinator", "kreismusikschule", MemberRole.OWNER),
    ("coordinator", "lichtspielhaus", MemberRole.EDITOR),
    ("bearbeitung", "kreismusikschule", MemberRole.EDITOR),
    ("lesen", "kreismusikschule", MemberRole.VIEWER),
    ("traeger", "seewind", MemberRole.OWNER),
]
WORK = {
    "coordinator": "Koordination (Kreismusikschule, verantwortlich)",
    "bearbeitung": "Koordination (Kreismusikschule, bearbeitet)",
    "lesen": "Koordination (Kreismusikschule, liest mit)",
    "traeger": "Koordination (Träger Seewind mit seinen Häusern)",
}
ASKING = ("kreismusikschule", "Jorin Kempe", "jorin.kempe@post.example", "Lehrkraft für Klarinette")
INVITED = ("seewind", "neu@seewind.example")


def address(name):
    return f"{name}@ottersee.example"


def write_people(*, with_logins):
    """{name: user}. Without logins the accounts can't be used: they only say who did what in the history."""
    people, password = {}, make_password(PASSWORD if with_logins else None)
    for name, first, last, group in PEOPLE:
        user = get_user_model().objects.create(
            email=address(name), password=password, first_name=first, last_name=last, is_active=with_logins
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        people[name] = user
    return people


def write_memberships(people, actors, *, at):
    """Who works where, an invitation that nobody has answered and a request that waits for the office. Nothing is mailed."""
    for name, actor, role in MEMBERS:
        operations.give_membership(actors[actor], people[name], role, by=people["office"], at=at)
    operations.invite(actors[INVITED[0]], INVITED[1], role=MemberRole.EDITOR, by=people["traeger"], at=at)
    actor, name, email, function = ASKING
    operations.confirm_address(operations.ask_for_access(actors[actor], name=name, email=email, function=function, at=at), at=at)
    AccessMail.objects.filter(due_at__lte=at).update(state=MailState.SENT, sent_at=at, attempts=1)


def logins():
    """[(mail address, password, what this person is)] of the demo accounts that can sign in with the demo's password."""
    users = {user.email: user for user in get_user_model().objects.filter(email__in=[address(name) for name, *_ in PEOPLE], is_active=True)}
    # All were made with one hash. Checking it takes a tenth of a second on purpose, so it is done once.
    fits = {encoded: check_password(PASSWORD, encoded) for encoded in {user.password for user in users.values()}}
    rows = [(address(name), group or WORK[name]) for name, _first, _last, group in PEOPLE]
    return [(email, PASSWORD, role) for email, role in rows if email in users and fits[users[email].password]]
