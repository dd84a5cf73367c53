"""Links by which a partner answers without an account: signed, for one question, and only for a while.

/kooperationen/anfrage/<token>/      one partner
/kooperationen/nachfragen/<token>/   all that a mail asks about
"""

import datetime as dt

from django.core import signing
from django.urls import reverse

from .models import CooperationPartner, PartnerMail

SALT = "network.links"
TOGETHER = "network.links.together"
LIFE = dt.timedelta(days=90)
"""Counted from the mail; a reminder brings a new link."""


class DeadLink(Exception):
    """Forged or damaged, or what it was for isn't there any more."""


class ExpiredLink(DeadLink):
    """Older than `LIFE`."""


class OlderLink(DeadLink):
    """The partner was asked anew since; the later mail has a link that works."""


def token(partner) -> str:
    """For addresses: letters, digits, “-”, “_” and “.” only."""
    return signing.TimestampSigner(salt=SALT, sep=".").sign(f"{partner.pk}-{partner.round}")


def answer_page(partner) -> str:
    """Path of the page on which somebody of the institution answers."""
    return reverse("network:answer", args=[token(partner)])


def find(given) -> CooperationPartner:
    """The partner of a token, with institution and cooperation. Raises `DeadLink`."""
    try:
        key, _dash, asked = signing.TimestampSigner(salt=SALT, sep=".").unsign(given, max_age=LIFE).partition("-")
    except signing.SignatureExpired:
        raise ExpiredLink from None
    except signing.BadSignature:
        raise DeadLink from None
    found = CooperationPartner.objects.select_related("actor__kind", "cooperation").filter(pk=key).first()
    if found is None or found.cooperation.is_archived or found.actor.is_archived:
        raise DeadLink
    if found.round != int(asked):
        raise OlderLink
    return found


def questions_page(mail) -> str:
    """Path of the page on which all is answered that a mail asks about."""
    return reverse("network:questions", args=[signing.TimestampSigner(salt=TOGETHER, sep=".").sign(mail.pk)])


def find_mail(given) -> PartnerMail:
    """The mail of a token of `questions_page`. Raises `DeadLink`."""
    try:
        key = signing.TimestampSigner(salt=TOGETHER, sep=".").unsign(given, max_age=LIFE)
    except signing.SignatureExpired:
        raise ExpiredLink from None
    except signing.BadSignature:
        raise DeadLink from None
    found = PartnerMail.objects.select_related("partner").filter(pk=key).first()
    if found is None:
        raise DeadLink
    return found
