"""What an institution's page says about its cooperations, wishes and alliances (`directory.sections`)."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from directory.freshness import BERLIN
from directory.rows import Row, foreign

from .alliance_parts import period
from .alliance_rows import ICON
from .enums import Audience
from .models import AllianceMember, Cooperation, CooperationWish
from .rows import cooperation_row, wish_row

SHOWN, WISHES_SHOWN = 5, 5


def cooperations_of(actor, at):
    """The cooperations that it has confirmed, running ones first: {"rows", "total", "url"}; None without any. Three queries."""
    found = Cooperation.objects.public().of_actor(actor)
    shown = list(found.running_first().for_listing()[:SHOWN])
    if not shown:
        return None
    total = found.count() if len(shown) == SHOWN else len(shown)
    url = f"{reverse('network:cooperations')}?{urlencode({'einrichtung': actor.slug})}" if total > len(shown) else ""
    return {"rows": [cooperation_row(cooperation, at) for cooperation in shown], "total": total, "url": url}


def wishes_of(actor, at):
    """Its open wishes: rows. Four queries at most."""
    wishes = CooperationWish.objects.public().open(at.astimezone(BERLIN).date()).filter(actor=actor.pk)
    return [wish_row(wish, at, with_actor=False) for wish in wishes.for_listing().order_by("sort_name", "pk")[:WISHES_SHOWN]]


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
