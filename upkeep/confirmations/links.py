"""Links by which an address answers without an account: /stimmt-noch/<token>/, signed, for one question and only for a while."""

import datetime as dt

from django.core import signing
from django.urls import reverse

from .models import ConfirmationRequest

SALT = "upkeep.confirmations"
LIFE = dt.timedelta(days=120)
"""Counted from the mail; each mail has a link of its own."""


class DeadLink(Exception):
    """Forged or damaged, or the question was forgotten after its time."""


class ExpiredLink(DeadLink):
    """Older than `LIFE`. `request`: the question, whose address can have a new link."""

    def __init__(self, request):
        self.request = request


def token_of(request) -> str:
    return signing.TimestampSigner(salt=SALT, sep=".").sign(f"{request.pk}-{request.uuid.hex}")


def answer_page(request) -> str:
    """Path of the page."""
    return reverse("confirmations:answer", args=[token_of(request)])


def find(token) -> ConfirmationRequest:
    """The question of a token. Raises `DeadLink`."""
    signer = signing.TimestampSigner(salt=SALT, sep=".")
    try:
        named, is_old = signer.unsign(token, max_age=LIFE), False
    except signing.SignatureExpired:
        named, is_old = signer.unsign(token), True
    except signing.BadSignature:
        raise DeadLink from None
    key, _dash, uuid = named.partition("-")
    found = ConfirmationRequest.objects.filter(pk=key, uuid=uuid).first()
    if found is None:
        raise DeadLink
    if is_old:
        raise ExpiredLink(found)
    return found
