"""Keeps programs off the forms that anybody may send, without asking a third party and without shutting anybody out.

A form carries a signed moment (`new_key`), a field that only programs fill (`TRAP`) and a proof of work that a script finds while somebody types.
Who has no script has no proof: then the address has to be confirmed by mail, whatever the meeting says, and fewer forms an hour are taken.
"""

import base64
import binascii
import json
import secrets
import time

from django import forms
from django.conf import settings
from django.core import signing
from django_altcha import AltchaField, get_altcha_challenge

TRAP = "website"
SALT = "directory.protection"
HARDEST = 60_000
"""The number to be found is smaller: about half a second of a phone's time."""


class AskAgain(Exception):
    """The form came too quickly, is too old or isn't ours: shown once more with all that was typed."""


class TooQuick(AskAgain):
    """Its key stays good."""


def new_key() -> str:
    """For the hidden field of a form: a random key, when it was made, a signature."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(16))


def read_key(text) -> str:
    """The random key of a form that was open neither too short nor too long. Raises `AskAgain`."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        key = signer.unsign(text, max_age=settings.FORM_SECONDS[1])
    except signing.BadSignature as error:
        raise AskAgain from error
    made = signing.b62_decode(text.rsplit(":", 2)[1])
    if time.time() - made < settings.FORM_SECONDS[0]:
        raise TooQuick
    return key


def challenge() -> str:
    """What the script works on, as JSON; "" where no proof is asked for."""
    if not settings.FORM_PROOF:
        return ""
    return json.dumps(get_altcha_challenge(max_number=HARDEST, expires=settings.FORM_SECONDS[1] * 1000).to_dict())


def is_proven(payload) -> bool:
    """Whether `payload` solves a challenge of ours that nobody has used before. True where no proof is asked for."""
    if not settings.FORM_PROOF:
        return True
    if not _is_read_well(payload):
        return False
    try:
        AltchaField().clean(payload)
    except forms.ValidationError:
        return False
    return True


def _is_read_well(payload):
    """The library would log what it can't read, with a traceback each."""
    if not payload or len(payload) > 2000:
        return False
    try:
        read = json.loads(base64.b64decode(payload, validate=True))
    except (ValueError, binascii.Error):
        return False
    kinds = {"algorithm": str, "challenge": str, "number": int, "salt": str, "signature": str}
    return isinstance(read, dict) and all(type(read.get(name)) is kind for name, kind in kinds.items())
