"""Who may sign in to the demo. Passwords stand in this file, so these accounts are for trying things out and for nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from directory.enums import MemberRole
from directory.models import Membership

from ..roles import EDITORS, MODERATORS, OFFICE

PASSWORD = "ottersee-demo"  # noqa: S105
PEOPLE = [
    ("office", "Friederike", "Aslan", OFFICE),
    ("moderation", "Tammo", "Brecht", MODERATORS),
    ("redaktion", "Jette", "Wilkens", EDITORS),
    ("coordinator", "Ines", "Radtke", None),
]
"""First part of the mail address, names, group. The coordinator works for the music school and has no rights in the admin."""
COORDINATED = ["kreismusikschule"]


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


def write_memberships(people, actors):
    Membership.objects.bulk_create(Membership(user=people["coordinator"], actor=actors[key], role=MemberRole.OWNER) for key in COORDINATED)


def logins():
    """[(mail address, password, what this person is)] of the demo accounts that can sign in with the demo's password."""
    users = {user.email: user for user in get_user_model().objects.filter(email__in=[address(name) for name, *_ in PEOPLE], is_active=True)}
    # All were made with one hash. Checking it takes a tenth of a second on purpose, so it is done once.
    fits = {encoded: check_password(PASSWORD, encoded) for encoded in {user.password for user in users.values()}}
    rows = [(address(name), group or "Koordination (Kreismusikschule)") for name, _first, _last, group in PEOPLE]
    return [(email, PASSWORD, role) for email, role in rows if email in users and fits[users[email].password]]
