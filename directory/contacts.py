"""To whom an institution's mails go."""

from collections import defaultdict

from django.db.models.functions import Lower

from .models import Actor, Membership


def addresses_of(actor) -> list[str]:
    """The institution's contact address and those of the people who work for it, each once, in small letters."""
    return addresses_of_all([actor])[actor.pk]


def addresses_of_all(actors) -> dict[int, list[str]]:
    """{key of an institution: as `addresses_of`}, with one query."""
    found = {actor.pk: [actor.email] for actor in actors}
    members = Membership.objects.filter(actor__in=list(found), user__is_active=True).order_by("pk")
    for actor, address in members.values_list("actor", "user__email"):
        found[actor].append(address)
    return {actor: list(dict.fromkeys(address.lower() for address in addresses if address)) for actor, addresses in found.items()}


def reached_by(addresses) -> dict[str, set[int]]:
    """{address: keys of the institutions whose mails go there}; the other way round of `addresses_of`."""
    wanted, found = list(addresses), defaultdict(set)
    own = Actor.objects.annotate(address=Lower("email")).filter(address__in=wanted).values_list("address", "pk")
    members = Membership.objects.annotate(address=Lower("user__email")).filter(address__in=wanted, user__is_active=True)
    for address, actor in [*own, *members.values_list("address", "actor")]:
        found[address].add(actor)
    return dict(found)
