"""Mail addresses that people see and harvesters don't (docs/decisions/0005-mail-addresses.md).

No answer to a GET contains the address as text. The page carries a link with the address masked and signed; the
script unmasks it in the browser, and without script the link leads to a page whose button (a POST) shows it.
The mask is no secret, it only keeps the address from programs that look for "@"; the signature keeps strangers from
using our page for addresses of their own.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

SALT = "portal.mailguard"


class NoAddress(Exception):
    """The link is damaged or was not made here."""


def mask(email):
    """The same address gives the same mask, so that pages stay cacheable. js/mail.js knows the way back."""
    raw = email.encode()
    key = hashlib.sha256(raw).digest()[0]
    mixed = bytes([key]) + bytes(byte ^ ((key + 7 * index) & 255) for index, byte in enumerate(raw))
    return urlsafe_b64encode(mixed).decode().rstrip("=")


def unmask(masked):
    mixed = urlsafe_b64decode(masked + "=" * (-len(masked) % 4))
    return bytes(byte ^ ((mixed[0] + 7 * index) & 255) for index, byte in enumerate(mixed[1:])).decode()


def url(email):
    return reverse("hidden_mail", args=[Signer(salt=SALT, sep=".").sign(mask(email))])


def read(token):
    """The address behind a token; `NoAddress` for anything that `url` did not make."""
    try:
        return unmask(Signer(salt=SALT, sep=".").unsign(token))
    except (BadSignature, ValueError, IndexError) as error:
        raise NoAddress from error


def link(email):
    return format_html('<a class="hidden-mail" href="{}" rel="nofollow">{}</a>', url(email), _("Show e-mail address"))
