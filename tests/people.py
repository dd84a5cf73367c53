"""People with the rights of one of the three groups that `portal.roles` makes."""

from django.contrib.auth.models import Group

from tests.factories import UserFactory


def person(group, **fields):
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user
