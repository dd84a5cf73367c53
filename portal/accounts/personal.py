"""What the portal stores of people with an account, but for what the other rooms keep."""

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry, PageLogEntry

from directory.models import ChangeProposal, Membership
from directory.personal import Keeping, Part, register
from events.operations.anonymising import about
from events.personal import data_subjects, own_data
from events.wording import moment
from network.models import CooperationPartner
from upkeep.models import AccessEntry, Claim, Invitation

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


def invitations_of(user):
    for invitation in Invitation.objects.filter(email__iexact=user.email).select_related("actor"):
        rows = [
            (_("Institution"), str(invitation.actor)),
            (_("Invited"), moment(invitation.made_at)),
            (_("State"), invitation.get_state_display()),
        ]
        stored = {
            "first_name": invitation.first_name,
            "last_name": invitation.last_name,
            "role": invitation.role,
            "message": invitation.message,
        }
        yield Part(rows, _thing(invitation, invitation.made_at) | stored)


def claims_of(user):
    for claim in Claim.objects.filter(email__iexact=user.email).select_related("actor"):
        rows = [(_("Institution"), str(claim.actor)), (_("Asked"), moment(claim.made_at)), (_("State"), claim.get_state_display())]
        stored = {"name": claim.name, "function": claim.function, "phone": claim.phone, "message": claim.message, "reason": claim.reason}
        yield Part(rows, _thing(claim, claim.made_at) | stored)


def access_of(user):
    for entry in AccessEntry.objects.filter(user=user).select_related("actor"):
        rows = [(_("Institution"), str(entry.actor)), (_("What"), entry.get_action_display()), (_("When"), moment(entry.at))]
        yield Part(rows, {"actor": str(entry.actor), "action": entry.action, "role": entry.role, "at": entry.at.isoformat()})


def proposals_of(user):
    for proposal in ChangeProposal.objects.filter(Q(author=user) | Q(author_email__iexact=user.email)):
        rows = [(_("Entry"), proposal.title), (_("When"), moment(proposal.created_at)), (_("State"), proposal.get_state_display())]
        stored = {"title": proposal.title, "state": proposal.state, "at": proposal.created_at.isoformat()}
        yield Part(rows, stored | {"remark": proposal.remark, "changes": proposal.changes})


def answers_of(user):
    for partner in CooperationPartner.objects.filter(answered_by=user).select_related("actor", "cooperation"):
        rows = [
            (_("Cooperation"), str(partner.cooperation)),
            (_("Institution"), str(partner.actor)),
            (_("Answer"), partner.get_answer_display()),
        ]
        yield Part(rows, {"cooperation": str(partner.cooperation), "actor": str(partner.actor), "answer": partner.answer})


def _thing(thing, at):
    return {"actor": str(thing.actor), "state": thing.state, "at": at.isoformat()}


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
            ("invitations", gettext_lazy("Invitations"), invitations_of, ""),
            ("claims", gettext_lazy("Requests to work for an institution"), claims_of, ""),
            ("access", gettext_lazy("Access log of institutions"), access_of, ""),
            ("proposals", gettext_lazy("Proposed changes"), proposals_of, ""),
            ("answers", gettext_lazy("Answers for cooperations"), answers_of, ""),
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
