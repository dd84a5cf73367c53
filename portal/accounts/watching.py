"""What happens by itself when somebody signs in or out, or changes how they do."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.db.models.signals import post_save

from . import devices, factors
from .models import User


def watch():
    auth.user_logged_in.connect(devices.note_sign_in, dispatch_uid="accounts.sign_in")
    auth.user_logged_out.connect(devices.note_sign_out, dispatch_uid="accounts.sign_out")
    user_logged_in.connect(note_fresh_sign_in, dispatch_uid="accounts.fresh")
    for number, signal in enumerate((password_changed, password_reset, password_set)):
        signal.connect(devices.end_others, dispatch_uid=f"accounts.password.{number}")
    mfa.authenticator_added.connect(factors.note_added, dispatch_uid="accounts.factor_added")
    mfa.authenticator_removed.connect(factors.note_removed, dispatch_uid="accounts.factor_removed")
    mfa.authenticator_used.connect(tell_of_recovery_code, dispatch_uid="accounts.recovery_code")
    post_save.connect(keep_address, sender=User, dispatch_uid="accounts.address")


def note_fresh_sign_in(request, user, **kwargs):
    """Who has just signed in isn't asked for the password again on the next page. An unused account is in use again."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if records:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records[:-1], records[-1] | {"reauthenticated": True}]
    if user.warned_at:
        User.objects.filter(pk=user.pk).update(warned_at=None)


def tell_of_recovery_code(request, user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        now = Authenticator.objects.get(pk=authenticator.pk)  # allauth has ticked the code off in a row of its own
        left = len(now.wrap().get_unused_codes())
        get_adapter().send_notification_mail("accounts/recovery_code_used", user, {"left": left})


def keep_address(sender, instance, raw=False, **kwargs):
    """allauth's row of the account's one address. An address is proven by the mail with which somebody comes in."""
    if raw:
        return
    EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()
    EmailAddress.objects.get_or_create(user=instance, email=instance.email, defaults={"primary": True, "verified": True})
