"""To whom an institution's mails go."""

from .models import Membership


def addresses_of(actor) -> list[str]:
    """The institution's contact address and those of the people who work for it, each once, in small letters."""
    members = Membership.objects.filter(actor=actor, user__is_active=True).order_by("pk").values_list("user__email", flat=True)
    return list(dict.fromkeys(address.lower() for address in (actor.email, *members) if address))
