"""Who may read which part of a cooperation: everybody, members of its partners, or only the office (`Audience`). One home for the rule."""

from directory.models import Membership

from .enums import Answer, Audience
from .models import Cooperation
from .models.cooperations import PARTS

BELONGS = (Answer.OPEN, Answer.CONFIRMED)
"""Whose members may read what is for members: those who are asked should know what they confirm."""


def is_office(user, model=Cooperation) -> bool:
    """Whoever may edit things of `model` reads all of them in the admin anyway."""
    return user.has_perm("portal.office") or user.has_perm(f"network.change_{model._meta.model_name}")


def audiences_of(user, cooperation) -> frozenset[str]:
    """One query for people who are signed in, none for others."""
    if not user.is_authenticated or not user.is_active:
        return frozenset([Audience.PUBLIC])
    if is_office(user):
        return frozenset(Audience.values)
    belongs = Membership.objects.filter(
        user=user, actor__partnerships__cooperation=cooperation.pk, actor__partnerships__answer__in=BELONGS
    ).exists()
    return frozenset([Audience.PUBLIC, Audience.MEMBERS] if belongs else [Audience.PUBLIC])


def readable_parts(user, cooperation: Cooperation) -> frozenset[str]:
    """Names of `PARTS` that `user` may read."""
    audiences = audiences_of(user, cooperation)
    return frozenset(part for part in PARTS if getattr(cooperation, f"{part}_for") in audiences)


def public_parts(cooperation: Cooperation) -> frozenset[str]:
    """Names of `PARTS` that everybody may read: what documents, feeds and tables may hold."""
    return frozenset(part for part in PARTS if getattr(cooperation, f"{part}_for") == Audience.PUBLIC)
