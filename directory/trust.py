"""Which changes are published at once, and which a reviewer sees first: the table `ReviewRule`, and how far a person is trusted."""

from django.db.models import Q

from .enums import MemberRole, ReviewNeed, Trust
from .models import Membership, ReviewRule

BASE_RULES = {
    "actor.name": ReviewNeed.ALWAYS,
    "actor.kind": ReviewNeed.ALWAYS,
    "actor.operator": ReviewNeed.ALWAYS,
    "actor.other_names": ReviewNeed.UNLESS_TRUSTED,
    "actor.further_kinds": ReviewNeed.UNLESS_TRUSTED,
    "actor.description": ReviewNeed.UNLESS_TRUSTED,
    "actor.links": ReviewNeed.UNLESS_TRUSTED,
    "actor.logo": ReviewNeed.UNLESS_TRUSTED,
    "offer.description": ReviewNeed.UNLESS_TRUSTED,
    "offer.image": ReviewNeed.UNLESS_TRUSTED,
    "location.area": ReviewNeed.ALWAYS,
}
"""What a new portal begins with. The office changes it (Register → Rules for reviews)."""


def write_base_rules(**kwargs):
    """Where there is no rule at all; what the office took away stays away as long as one is left."""
    if not ReviewRule.objects.exists():
        ReviewRule.objects.bulk_create(ReviewRule(field=field, need=need) for field, need in BASE_RULES.items())


def rules():
    """{“actor.name”: need}"""
    return dict(ReviewRule.objects.values_list("field", "need"))


def trust_of(user, actor) -> Trust | None:
    """How far changes of `user` to things of `actor` are trusted; None for who doesn't work there or for its operator. Who publishes for the office is trusted fully."""
    if user is None or not user.is_active:
        return None
    houses = Q(actor=actor) | Q(actor__houses=actor)
    own = Membership.objects.filter(houses, user_id=user.pk, role__in=(MemberRole.OWNER, MemberRole.EDITOR), actor__archived_at=None)
    found = set(own.values_list("trust", flat=True))
    return next((level for level in (Trust.TRUSTED, Trust.NORMAL, Trust.REVIEWED) if level in found), None)


def is_office(user):
    """Whoever publishes entries in the admin reviews others, and needs no review."""
    return user is not None and user.is_active and user.has_perm("directory.publish_actor")


def fields_to_review(model, names, trust, known=None):
    """Those out of `names` whose change waits for a reviewer, when it comes from somebody with `trust`. One query, none with `known` rules."""
    if trust is None or trust == Trust.REVIEWED:
        return set(names)
    known = rules() if known is None else known
    waits = {ReviewNeed.ALWAYS} if trust == Trust.TRUSTED else {ReviewNeed.ALWAYS, ReviewNeed.UNLESS_TRUSTED}
    label = model._meta.model_name
    return {name for name in names if known.get(f"{label}.{name}", known.get(f"{label}.*")) in waits}
