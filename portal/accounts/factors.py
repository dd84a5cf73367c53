"""The second factor: who needs one, who has shown one, and how its secrets are stored.

Whoever may enter the admin or holds `portal.office` needs one, however they sign in (password, code by mail, passkey, identity provider): what
counts is what this session has shown (`allauth` writes it down), and `portal.accounts.middleware` asks on every request.
"""

import base64
import hashlib
import logging
import secrets

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..models import SiteSettings

logger = logging.getLogger(__name__)

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes are no factor of their own: they stand in for one."""


def needs_second_factor(user) -> bool:
    return bool(
        settings.SECOND_FACTOR_REQUIRED
        and user.is_authenticated
        and (user.is_superuser or user.is_staff or user.has_perm("wagtailadmin.access_admin") or user.has_perm("portal.office"))
    )


def has_second_factor(user) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def has_shown_second_factor(request) -> bool:
    """In this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def note_added(request, user, authenticator, **kwargs):
    """Who sets up a factor has just used it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def note_removed(request, user, authenticator, **kwargs):
    """Who has none left is led to set one up again, if they need it."""
    if authenticator.type in FACTORS and not has_second_factor(user):
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [record for record in records if record.get("method") != "mfa"]


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Please look for the present one; it changes every half minute."),
    }

    def get_totp_issuer(self):
        return self._get_site_name()

    def _get_site_name(self):
        return SiteSettings.for_request(self.request).name or settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Passkey")) if number == 1 else str(_("Passkey %(number)s") % {"number": number})

    def can_delete_authenticator(self, authenticator):
        """Who needs a second factor keeps at least one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return authenticator.type not in FACTORS or others.exists() or not needs_second_factor(authenticator.user)

    def encrypt(self, text):
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # another SECRET_KEY: nothing may fit any more, and least of all an empty secret
            logger.warning("The secret of a second factor can't be read with this SECRET_KEY.")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _locks():
    """Secrets are no use to who only has the database."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor:{key}".encode()).digest())) for key in keys])
