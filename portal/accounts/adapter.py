"""What allauth asks us: who may open an account, what mails say, and until when one who tried too often waits."""

import math
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.wording import moment
from mailing.letterhead import whole

from . import devices, mails
from .mails.words import OF_TEMPLATES


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("This e-mail address and this password don't fit together."),
        "incorrect_code": gettext_lazy("This code is not right. Please look for typing errors; only the latest code holds."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "account_inactive": gettext_lazy("This account is switched off."),
    }

    def is_open_for_signup(self, request):
        """People come in by an invitation or by claiming an institution (`accounts.operations.account_for`)."""
        return False

    def send_mail(self, template_prefix, email, context):
        if "password_reset_url" in context:
            context = context | {"link": context["password_reset_url"]}
        mails.tell(email, OF_TEMPLATES[template_prefix], **{name: str(context[name]) for name in VALUES if name in context})

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Which device it was, but not where it stands."""
        known = " · ".join(filter(None, devices.in_words(self.request.META.get("HTTP_USER_AGENT", ""))))
        own = {"when": moment(timezone.now()), "device": known or _("unknown"), "link": whole(reverse("account_home"))}
        self.send_mail(template_prefix, email or user.email, own | (context or {}))

    def validation_error(self, code, *args):
        if code == "too_many_login_attempts":
            return ValidationError(too_many(self.request, self._tried), code=code)
        return super().validation_error(code, *args)

    _tried = ""

    def pre_authenticate(self, request, **credentials):
        self._tried = self._get_login_attempts_cache_key(request, **credentials)
        super().pre_authenticate(request, **credentials)

    def get_login_redirect_url(self, request):
        """The admin for those who work there, their own account for others."""
        return reverse("wagtailadmin_home") if request.user.has_perm("wagtailadmin.access_admin") else reverse("account_home")


VALUES = ("code", "link", "when", "device", "left")


def too_many(request, key):
    """In words: when somebody may try again, by what is counted of `key` (the account) and of this network."""
    minutes = math.ceil(max(1, _wait(request, key)) / 60)
    return ngettext(
        "That was tried too often. Please try again in a minute.",
        "That was tried too often. Please try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}


def _wait(request, key):
    """Seconds until the next attempt counts again."""
    waits, now = [], time.time()
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        if rate.per == "key" and not key:
            waits.append(rate.duration)
            continue
        history = cache.get(ratelimit.get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=key or None), [])
        if len(history) >= rate.amount:
            waits.append(history[-1] + rate.duration - now)
    return max(waits, default=60)
