"""What the portal stores of people with an account, but for what the other rooms keep."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry, PageLogEntry

from directory.models import Membership
from directory.personal import Keeping, Part, register
from events.operations.anonymising import about
from events.personal import data_subjects, own_data
from events.wording import moment

from . import devices
from .models import AccountMail

FACTOR_NAMES = {
    Authenticator.Type.TOTP: gettext_lazy("App"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("Passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("Recovery codes"),
}


def account_of(user):
    groups = ", ".join(user.groups.order_by("name").values_list("name", flat=True))
    rows = [
        (_("Name"), user.get_full_name()),
        (_("E-mail address"), user.email),
        (_("Account since"), moment(user.date_joined)),
        (_("Signed in last"), moment(user.last_login) if user.last_login else ""),
        (_("Groups"), groups),
        *((str(FACTOR_NAMES[factor.type]), moment(factor.created_at)) for factor in _factors(user)),
    ]
    stored = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "date_joined": user.date_joined.isoformat(),
        "last_login": _iso(user.last_login),
        "groups": groups,
        "factors": [
            {"type": factor.type, "created_at": factor.created_at.isoformat(), "last_used_at": _iso(factor.last_used_at)}
            for factor in _factors(user)
        ],
        "identities": [{"provider": each.provider, "uid": each.uid, "data": each.extra_data} for each in user.socialaccount_set.all()],
    }
    return [Part([row for row in rows if row[1]], stored)]


def _factors(user):
    return Authenticator.objects.filter(user=user).order_by("pk")


def _iso(moment_or_none):
    return moment_or_none.isoformat() if moment_or_none else None


def devices_of(user):
    for device in devices.of(user):
        words = " · ".join(filter(None, (device.browser, device.system))) or _("unknown")
        rows = [(_("Device"), words), (_("Signed in"), moment(device.signed_in_at)), (_("Last used"), moment(device.used_at))]
        stored = {"browser": device.browser, "system": device.system}
        yield Part(rows, stored | {"signed_in_at": device.signed_in_at.isoformat(), "used_at": device.used_at.isoformat()})


def mails_of(user):
    for mail in AccountMail.objects.filter(address__iexact=user.email):
        rows = [(_("Mail"), mail.kind), (_("When"), moment(mail.due_at)), (_("State"), mail.get_state_display())]
        yield Part(rows, {"kind": mail.kind, "due_at": mail.due_at.isoformat(), "state": mail.state})


def memberships_of(user):
    for membership in Membership.objects.filter(user=user).select_related("actor"):
        rows = [
            (_("Institution"), membership.actor.name or ""),
            (_("Role"), membership.get_role_display()),
            (_("Since"), moment(membership.created_at)),
        ]
        yield Part(rows, {"actor": membership.actor.name, "role": membership.role, "since": membership.created_at.isoformat()})


def registrations_of(user):
    for registration in about(user.email).select_related("meeting", "actor").prefetch_related("participants", "mails__message"):
        rows = [(_("Meeting"), registration.meeting.name), *own_data.rows(registration)]
        yield Part(rows, {name: value for name, value in data_subjects.stored(registration).items() if name != "note"})


def changes_of(user):
    """What the histories of pages and entries say, in one part: who works here has thousands."""
    entries = [
        {"what": entry.label, "action": entry.action, "at": entry.timestamp.isoformat()}
        for model in (PageLogEntry, ModelLogEntry)
        for entry in model.objects.filter(user=user).only("label", "action", "timestamp")
    ]
    return [Part([(_("Changes under your name"), str(len(entries)))], {"changes": entries})] if entries else []


def register_keepings():
    for order, (key, title, load, stays) in enumerate(
        [
            ("account", gettext_lazy("Account"), account_of, ""),
            ("devices", gettext_lazy("Devices"), devices_of, ""),
            ("memberships", gettext_lazy("Institutions you work for"), memberships_of, ""),
            (
                "registrations",
                gettext_lazy("Registrations for meetings"),
                registrations_of,
                gettext_lazy(
                    "Your registrations for meetings stay: they hang on your e-mail address, not on the account. You cancel or delete them by the link in their mails."
                ),
            ),
            (
                "mails",
                gettext_lazy("Mails about your account"),
                mails_of,
                gettext_lazy("Mails about your account are forgotten after 30 days."),
            ),
            (
                "changes",
                gettext_lazy("History"),
                changes_of,
                gettext_lazy("What you have changed stays in the history of pages and entries, but without your name."),
            ),
        ],
        start=1,
    ):
        register(Keeping(key, title, load, order * 10, stays))
