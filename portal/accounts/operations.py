"""Changing the address of an account, and leaving."""

import datetime as dt

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.enums import MemberRole
from directory.errors import OperationRefused
from directory.models import Actor, Membership
from directory.wording import day
from events.wording import moment
from mailing.letterhead import whole

from . import devices, mails
from .models import EmailChange, User

SALT = "accounts.email_change"
LIFE = dt.timedelta(days=2)
OLD, NEW = "old", "new"


@transaction.atomic
def ask_for_email(user, new_email, *, at) -> EmailChange:
    """Mails go to both addresses; an earlier wish is forgotten. An address that belongs to somebody else is written to all the same, so nobody learns of it here."""
    new_email = User.objects.normalize_email(new_email).lower()
    if new_email == user.email:
        raise OperationRefused(_("This is your address already."))
    EmailChange.objects.filter(user=user).delete()
    change = EmailChange.objects.create(user=user, new_email=new_email, asked_at=at)
    mails.tell(user.email, "email_old", at=at, new_email=new_email, link=_link(change, OLD))
    if User.objects.filter(email=new_email).exists():
        mails.tell(new_email, "email_taken", at=at)
    else:
        mails.tell(new_email, "email_new", at=at, link=_link(change, NEW))
    return change


def _link(change, side):
    return whole(reverse("account_confirm_change", args=[signing.dumps([str(change.uuid), side], salt=SALT)]))


def change_of(token):
    """(change, side) of a link; (None, "") when it is damaged, too old or done."""
    try:
        uuid, side = signing.loads(token, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None, ""
    return EmailChange.objects.select_related("user").filter(uuid=uuid).first(), side


def cancel_email_change(user):
    EmailChange.objects.filter(user=user).delete()


@transaction.atomic
def confirm_email_change(change, side, *, at) -> bool:
    """One of the two addresses says yes; True when that was the last one and the new address holds."""
    change = EmailChange.objects.select_for_update().select_related("user").filter(pk=change.pk).first()
    if change is None or at > change.asked_at + LIFE:
        raise OperationRefused(_("This link is no longer valid. Please ask for the change once more."))
    name = {OLD: "old_confirmed_at", NEW: "new_confirmed_at"}[side]
    setattr(change, name, at)
    change.save(update_fields=[name])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return False
    user, old = change.user, change.user.email
    if User.objects.filter(email=change.new_email).exclude(pk=user.pk).exists():
        raise OperationRefused(_("Meanwhile there is an account with this address. Please ask the network office."))
    user.email = change.new_email
    user.save(update_fields=["email"])
    change.delete()
    mails.tell(old, "email_changed", at=at, new_email=user.email, when=moment(at))
    return True


@transaction.atomic
def reset_second_factor(user, *, at=None) -> int:
    """Remove all factors with their recovery codes, sign out everywhere, tell the owner. Returns how many were removed."""
    found = Authenticator.objects.filter(user=user)
    removed = found.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    found.delete()
    devices.end(user.devices.all())
    mails.tell(user.email, "factor_reset", at=at, language=settings.LANGUAGE_CODE, link=whole(reverse("mfa_index")))
    return removed


def orphans_of(user) -> list[Actor]:
    """Institutions that nobody would own any more without `user`."""
    owned = Membership.objects.filter(user=user, role=MemberRole.OWNER, actor__archived_at=None)
    others = Membership.objects.filter(role=MemberRole.OWNER, user__is_active=True).exclude(user=user)
    return list(Actor.objects.filter(pk__in=owned.values("actor_id")).exclude(pk__in=others.values("actor_id")).order_by("name"))


@transaction.atomic
def leave(user, *, at):
    """Delete the account with its memberships, devices and factors, and tell the person. What was done under its name stays, without the name.

    Of institutions that nobody owns any more the room `upkeep` tells the office.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_superuser and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists():
        raise OperationRefused(_("You are the last administrator. Please make somebody else one before you go."))
    mails.tell(user.email, "deleted", at=at)
    devices.end(user.devices.all())
    key = user.pk
    user.delete()
    return key


def warn_and_delete_unused(at):
    """Periodic: who hasn't signed in for long is written to once; who doesn't come is deleted. Returns (written to, deleted)."""
    months, days = settings.UNUSED_ACCOUNTS
    if not months:
        return 0, 0
    before = at - dt.timedelta(days=months * 365 // 12)
    unused = User.objects.unused_since(before)
    warned = 0
    for user in unused.filter(warned_at=None):
        until = at + dt.timedelta(days=days)
        mails.tell(
            user.email, "unused", at=at, language=settings.LANGUAGE_CODE, until=day(until.date()), link=whole(reverse("account_login"))
        )
        warned += User.objects.filter(pk=user.pk).update(warned_at=at)
    gone = [leave(user, at=at) for user in unused.filter(warned_at__lte=at - dt.timedelta(days=days))]
    return warned, len(gone)
