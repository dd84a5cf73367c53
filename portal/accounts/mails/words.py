"""What stands in the mails, by kind: subject, text and words of the button."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    subject: str | Promise
    body: Sequence[str | Promise]
    """Paragraphs."""
    button: str | Promise = ""


CHANGED = _("Something has changed in your account")
"""The subject of all mails that only say what has happened."""
WHEN_AND_WHERE = _("When: {when}\nDevice: {device}")
NOT_YOU = _("If it wasn't you, please choose a new password at once and tell the network office.\n\n{link}")
TO_ACCOUNT = _("See my account")


def _changed(what):
    return Words(CHANGED, (_("Hello,"), what, WHEN_AND_WHERE, NOT_YOU), TO_ACCOUNT)


WORDS = {
    "login_code": Words(
        _("{code} is your code to sign in"),
        (
            _("Hello,"),
            _("with this code you sign in. It holds for 15 minutes; please type it where you asked for it:"),
            "{code}",
            _("If you didn't ask for it, nothing needs to be done. Never pass the code on to anybody, not to the network office either."),
        ),
    ),
    "reset_link": Words(
        _("Your link for a new password"),
        (
            _("Hello,"),
            _("somebody, probably you, has asked for a new password for your account. With this link you can choose one:"),
            "{link}",
            _("If it wasn't you, nothing needs to be done: your password stays as it is. The link works once and for three days."),
        ),
        _("Choose a new password"),
    ),
    "unknown": Words(
        _("No account with this address"),
        (
            _("Hello,"),
            _(
                "somebody, probably you, wanted to sign in with this e-mail address. There is no account with it. Perhaps you use another one; the network office can help."
            ),
        ),
    ),
    "password": _changed(_("your password was changed. On all other devices you are signed out.")),
    "app_added": _changed(_("an app was set up as your second factor.")),
    "app_removed": _changed(_("the app as your second factor was removed.")),
    "passkey_added": _changed(_("a passkey was added to your account.")),
    "passkey_removed": _changed(_("a passkey was removed from your account.")),
    "codes_made": _changed(_("new recovery codes were made; the old ones are void.")),
    "code_used": _changed(_("somebody signed in with one of your recovery codes. Codes that are left: {left}.")),
    "factor_reset": Words(
        CHANGED,
        (
            _("Hello,"),
            _(
                "your second factor was removed by the network office, and you are signed out everywhere. Please set up a new one when you sign in:"
            ),
            "{link}",
            _("If you didn't ask for it, please tell the network office at once."),
        ),
        _("Set up a second factor"),
    ),
    "identity_added": _changed(_("your account was connected with your organisation's sign-in.")),
    "identity_removed": _changed(_("the connection with your organisation's sign-in was ended.")),
    "email_old": Words(
        _("Do you want to change your e-mail address?"),
        (
            _("Hello,"),
            _(
                "your account is to have another e-mail address: {new_email}. It holds when you confirm it here and by the mail to the new address."
            ),
            "{link}",
            _(
                "If it wasn't you, please don't confirm it, choose a new password at once and tell the network office. The link works for two days."
            ),
        ),
        _("Confirm the change"),
    ),
    "email_new": Words(
        _("Is this your new e-mail address?"),
        (
            _("Hello,"),
            _("this address is to be the one of an account. Please confirm that it is yours:"),
            "{link}",
            _("If you know nothing of it, nothing needs to be done. The link works for two days."),
        ),
        _("Confirm the address"),
    ),
    "email_taken": Words(
        _("Somebody wanted to use your e-mail address"),
        (
            _("Hello,"),
            _(
                "somebody, perhaps you, wanted this address for another account. You have an account with it already, so it can't be had twice. Nothing needs to be done."
            ),
        ),
    ),
    "email_changed": Words(
        CHANGED,
        (
            _("Hello,"),
            _("your account has another e-mail address now: {new_email}. From now on all mails go there, and you sign in with it."),
            _("When: {when}"),
            _("If it wasn't you, please tell the network office at once."),
        ),
    ),
    "deleted": Words(
        _("Your account was deleted"),
        (
            _("Hello,"),
            _("your account was deleted, as you wished or because it wasn't used for a long time. What was stored of you with it is gone."),
            _("Thank you for having been here."),
        ),
    ),
    "unused": Words(
        _("Do you still need your account?"),
        (
            _("Hello,"),
            _(
                "you haven't signed in for a long time. If you don't sign in by {until}, your account will be deleted. To keep it, sign in once:"
            ),
            "{link}",
            _("If you don't need it any more, nothing needs to be done."),
        ),
        _("Sign in"),
    ),
}
OF_TEMPLATES = {
    "account/email/login_code": "login_code",
    "account/email/password_reset_key": "reset_link",
    "account/email/unknown_account": "unknown",
    "account/email/password_changed": "password",
    "account/email/password_reset": "password",
    "account/email/password_set": "password",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
    "accounts/recovery_code_used": "code_used",
    "socialaccount/email/account_connected": "identity_added",
    "socialaccount/email/account_disconnected": "identity_removed",
}
"""Our kinds for what allauth calls its mails by."""
HOLDS = {"login_code": 15, "reset_link": 3 * 24 * 60, "email_old": 2 * 24 * 60, "email_new": 2 * 24 * 60}
"""Minutes after which a mail isn't worth sending any more."""
SECRETS = ("code", "link")
"""Values that are forgotten once the mail is sent."""
