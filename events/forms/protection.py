"""Keeps programs off the forms that anybody may send, without asking a third party and without shutting anybody out.

A form carries a signed moment (`new_key`), a field that only programs fill (`TRAP`) and a proof of work that a script finds while somebody types.
Who has no script has no proof: then the address has to be confirmed by mail, whatever the meeting says, and fewer forms an hour are taken.
"""

import base64
import binascii
import ipaddress
import json
import logging
import secrets
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.utils.crypto import salted_hmac
from django_altcha import AltchaField, get_altcha_challenge

logger = logging.getLogger(__name__)

TRAP = "website"
SALT = "events.protection"
PERIOD = 3600
"""Seconds for which forms are counted."""
HARDEST = 60_000
"""The number to be found is smaller: about half a second of a phone's time."""
WITHOUT_PROOF = 6
"""Who brings no proof may send a sixth of what others may."""


class AskAgain(Exception):
    """The form came too quickly, is too old or isn't ours: shown once more with all that was typed."""


class TooQuick(AskAgain):
    """Its key stays good."""


@dataclass(frozen=True)
class Limit:
    """`seconds` until the next form is taken."""

    seconds: int

    @property
    def minutes(self):
        return max(1, -(-self.seconds // 60))


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


def limit(request, *, what, proven=True, email="") -> Limit | None:
    """Counts one more form `what` of this network and about `email`; a `Limit` when there were too many in the last hour."""
    most, most_about = settings.FORMS_PER_HOUR
    if not most:
        return None
    counted = [(f"{what}.network", network(request), most if proven else max(1, most // WITHOUT_PROOF))]
    if email:
        counted.append((f"{what}.mail", email.strip().lower(), most_about))
    window, passed = divmod(int(time.time()), PERIOD)
    for name, who, allowed in counted:
        key = f"forms.{name}.{window}.{salted_hmac(SALT, f'{window}:{who}', algorithm='sha256').hexdigest()[:32]}"
        if not cache.add(key, 1, PERIOD) and _one_more(key) > allowed:
            logger.warning("Too many forms (%s) in an hour.", name)
            return Limit(PERIOD - passed)
    return None


def _one_more(key):
    try:
        return cache.incr(key)
    except ValueError:  # pushed out of the cache meanwhile
        return 1


def network(request) -> str:
    """The visitor's address; of IPv6 the part that a household or an office shares."""
    try:
        text = get_adapter().get_client_ip(request)
        found = ipaddress.ip_address(text.strip().strip("[]"))
    except (PermissionDenied, ValueError):
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
