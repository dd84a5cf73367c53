"""Who may read which part of an alliance."""

from dataclasses import dataclass

from django.utils import timezone

from directory.models import Membership

from .enums import Audience
from .models import Alliance, AllianceMember
from .parts import is_office


@dataclass(frozen=True)
class Reader:
    """What somebody may read. `Reader()` is a visitor."""

    audiences: frozenset = frozenset({Audience.PUBLIC})

    def may(self, audience):
        return audience in self.audiences


EVERYTHING = Reader(frozenset(Audience))
MEMBER = Reader(frozenset({Audience.PUBLIC, Audience.MEMBERS}))


def reader_of(user, alliance, today=None):
    """A `Reader`. No query for visitors and the office, one for everybody else who is signed in."""
    if not user.is_authenticated or not user.is_active:
        return Reader()
    if is_office(user, Alliance):
        return EVERYTHING
    return MEMBER if is_member(user, alliance, today) else Reader()


def is_member(user, alliance, today=None):
    """Whether `user` works for an institution that is a member of `alliance` today and isn't archived."""
    members = AllianceMember.objects.current(today or timezone.localdate()).filter(alliance=alliance.pk, actor__archived_at=None)
    return Membership.objects.filter(user=user.pk, actor__in=members.values("actor")).exists()
