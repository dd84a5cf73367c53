"""Who was given what by whom: written whenever a membership changes, whatever way it comes; read by the institution and the office."""

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from directory.enums import MemberRole
from directory.models import Membership

from .enums import AccessAction
from .models import AccessEntry

SHOWN = 50


def history_of(actor, most=SHOWN):
    """The newest entries of an institution's access log. One query."""
    return AccessEntry.objects.filter(actor=actor)[:most]


def note(actor, action, *, person, at, role="", by=None, user=None, proof=""):
    AccessEntry.objects.create(
        actor=actor, at=at, action=action, person=person[:310], user=user, role=role, by=by, by_name=str(by) if by else "", proof=proof
    )


def masked(address) -> str:
    """“k…@klangwerk.example”: enough to recognise somebody by, too little to write to."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"


def watch():
    post_save.connect(_saved, sender=Membership, dispatch_uid="upkeep.access_log")
    post_delete.connect(_deleted, sender=Membership, dispatch_uid="upkeep.access_log")


def _saved(instance, created, raw=False, **kwargs):
    if raw or not (created or _is_new(instance)):
        return
    _note_member(instance, AccessAction.GIVEN if created else AccessAction.CHANGED, user=instance.user)


def _is_new(membership):
    """Whether the role is another than the log says; other columns of a membership are no matter of access."""
    told = AccessEntry.objects.filter(
        actor=membership.actor_id, user=membership.user_id, action__in=[AccessAction.GIVEN, AccessAction.CHANGED]
    )
    return told.values_list("role", flat=True).first() != membership.role


def _deleted(instance, origin=None, **kwargs):
    """Also when the account goes. Not when the institution itself goes: its log goes with it."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model not in (Membership, get_user_model()):
        return
    goes = model is not Membership
    _note_member(instance, AccessAction.ENDED, user=None if goes else instance.user)
    if instance.role == MemberRole.OWNER:
        from .mails import tell_orphaned  # mails come after the log

        by = get_active_log_context().user
        tell_orphaned(instance.actor, at=timezone.now(), but_not=by, leaving=instance.user_id)


def _note_member(membership, action, *, user):
    note(
        membership.actor,
        action,
        person=str(membership.user),
        at=getattr(membership, "noted_at", None) or timezone.now(),
        role=membership.role,
        by=get_active_log_context().user,
        user=user,
        proof=getattr(membership, "noted_proof", ""),
    )
