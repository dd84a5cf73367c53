"""Links by which somebody without an account sees and changes their registration: signed, not to be guessed, and dead once their data is deleted.

/termine/<slug>/anmeldung/<token>/
"""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from hmac import compare_digest

from django.urls import reverse
from django.utils.crypto import salted_hmac

from ..models import Registration

SALT = "events.links"
SIGNED = 16
"""Bytes of the signature: 128 bits."""


class DeadLink(Exception):
    """Forged, damaged, of another address than the registration has now, or of somebody whose data was deleted."""


def token(registration) -> str:
    """43 characters for addresses. Whoever gets another e-mail address gets another token, and the old one is dead."""
    return urlsafe_b64encode(registration.uuid.bytes + _signature(registration)).decode().rstrip("=")


def own_page(registration) -> str:
    """Path of the page on which the person sees, confirms, changes and cancels."""
    return reverse("events:own_registration", args=[registration.meeting.slug, token(registration)])


def find(given, registrations=None) -> Registration:
    """The registration of a token, with its meeting. Raises `DeadLink`."""
    try:
        raw = urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except (NoBase64, ValueError):
        raise DeadLink from None
    if len(raw) != 16 + SIGNED:
        raise DeadLink
    found = (
        (Registration.objects.all() if registrations is None else registrations)
        .select_related("meeting")
        .filter(uuid=uuid.UUID(bytes=raw[:16]), anonymised_at=None)
        .first()
    )
    if found is None or not compare_digest(raw[16:], _signature(found)):
        raise DeadLink
    return found


def _signature(registration):
    return salted_hmac(SALT, f"{registration.uuid}:{registration.email}", algorithm="sha256").digest()[:SIGNED]
