"""What an institution's page says about its alliances (`directory.sections`)."""

from django.utils import timezone
from django.utils.text import capfirst

from directory.rows import Row, foreign

from .alliance_parts import period
from .alliance_rows import ICON
from .enums import Audience
from .models import AllianceMember


def alliances_of(actor, at):
    """Alliances of which it is a member today, as far as everybody may know; the ones that have ended are left out. One query."""
    today = timezone.localdate(at)
    members = (
        AllianceMember.objects.current(today)
        .filter(actor=actor.pk, alliance__live=True, alliance__archived_at=None, alliance__members_for=Audience.PUBLIC)
        .select_related("alliance")
        .order_by("alliance__sort_name", "alliance__pk", "sort_order", "pk")
    )
    return [_row(member) for member in members if member.alliance.ends_on is None or member.alliance.ends_on >= today]


def _row(member):
    alliance, since = member.alliance, period(member.joined_on, member.left_on)
    return Row(
        title=alliance.name,
        url=alliance.get_absolute_url(),
        icon=ICON,
        kind="",
        kicker=[str(capfirst(alliance.get_kind_display()))],
        lang=foreign("de"),
        meta=[("user-check", str(capfirst(member.get_role_display()))), *([("calendar", since)] if since else [])],
        text=member.task or alliance.summary,
        text_lang=foreign("de"),
    )
