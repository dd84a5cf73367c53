"""Who is asked about an institution: those who work for it and may edit its entry; where nobody does, its published address."""

from django.db.models.functions import Lower

from directory.enums import MemberRole
from directory.models import Actor, Membership

from .enums import Asked

EDITORS = (MemberRole.OWNER, MemberRole.EDITOR)


def _members():
    return Membership.objects.filter(role__in=EDITORS, user__is_active=True).exclude(user__email="")


def people_of(actors) -> dict[int, list[str]]:
    """{key of an institution: addresses in small letters}, for keys; two queries. Who can't be reached by mail has an empty list."""
    keys = list(actors)
    found = {key: [] for key in keys}
    for actor, address in _members().filter(actor__in=keys).order_by("pk").values_list("actor", Lower("user__email")):
        found[actor].append(address)
    for actor, address in (
        Actor.objects.filter(pk__in=[key for key in keys if not found[key]]).exclude(email="").values_list("pk", Lower("email"))
    ):
        found[actor].append(address)
    return {actor: list(dict.fromkeys(addresses)) for actor, addresses in found.items()}


def spoken_for(request) -> set[int]:
    """Keys of those institutions of a question for which its address may answer now: that may have changed since the mail was sent."""
    asked = Actor.objects.filter(confirmation_lines__request=request)
    if request.to == Asked.OPERATOR:
        speaking = _speaking(request.address, set(asked.exclude(operator=None).values_list("operator", flat=True)))
        return set(asked.filter(operator__in=speaking).values_list("pk", flat=True))
    return _speaking(request.address, set(asked.values_list("pk", flat=True)))


def _speaking(address, actors):
    own = Actor.objects.filter(pk__in=actors, email__iexact=address).values_list("pk", flat=True)
    return set(own) | set(_members().filter(actor__in=actors, user__email__iexact=address).values_list("actor", flat=True))
