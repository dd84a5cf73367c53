"""Links by which an institution answers a hint without an account: /hinweis/antwort/<token>/, signed, for one proposal and only for a while."""

import datetime as dt

from django.core import signing
from django.urls import reverse

from directory.models import ChangeProposal

SALT = "upkeep.corrections"
LIFE = dt.timedelta(days=60)


class DeadLink(Exception):
    """Forged, damaged or too old, or what it was for isn't there any more."""


def answer_page(proposal) -> str:
    token = signing.TimestampSigner(salt=SALT, sep=".").sign(f"{proposal.pk}-{proposal.uuid.hex}")
    return reverse("corrections:answer", args=[token])


def find(token) -> ChangeProposal:
    """The proposal of a token. Raises `DeadLink`."""
    try:
        key, _dash, uuid = signing.TimestampSigner(salt=SALT, sep=".").unsign(token, max_age=LIFE).partition("-")
    except signing.BadSignature:
        raise DeadLink from None
    found = ChangeProposal.objects.select_related("actor").filter(pk=key, uuid=uuid).first()
    if found is None or found.actor is None or found.actor.is_archived:
        raise DeadLink
    return found
