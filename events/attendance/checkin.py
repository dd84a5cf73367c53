"""Codes at the door: a signed short code of each participant, as an address and as a QR code that any phone's camera reads.

The code opens nothing by itself: whoever scans it has to be signed in and to manage the meeting.
"""

from base64 import b32encode
from hmac import compare_digest
from io import BytesIO

import segno
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from ..models import Participant
from ..personal.links import DeadLink

SALT = "events.checkin"
SIGNED = 10
"""Letters of the signature: 50 bits, and a login besides."""


def code(participant) -> str:
    """Needs `participant.registration`."""
    return f"{int_to_base36(participant.pk)}-{_signature(participant)}".upper()


def address(participant) -> str:
    return reverse("events:check_in_code", args=[code(participant)])


def find(given) -> Participant:
    """The participant of a code, with registration and meeting. Raises `DeadLink`."""
    number, _dash, signature = given.strip().lower().partition("-")
    try:
        key = base36_to_int(number)
    except ValueError:
        raise DeadLink from None
    if key >= 2**63:
        raise DeadLink
    people = Participant.objects.select_related("registration__meeting", "registration__actor")
    found = people.filter(pk=key, registration__anonymised_at=None).first()
    if found is None or not compare_digest(signature.encode(), _signature(found).encode()):
        raise DeadLink
    return found


def qr_svg(address) -> bytes:
    """`address`, absolute, as a drawing: dark on white in both modes, since cameras read nothing else."""
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return written.getvalue()


def _signature(participant):
    digest = salted_hmac(SALT, f"{participant.pk}:{participant.registration.uuid}", algorithm="sha256").digest()
    return b32encode(digest)[:SIGNED].decode().lower()
