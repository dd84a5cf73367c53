"""What an institution's page says about its cooperations, wishes and alliances (`directory.sections`)."""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from directory.freshness import BERLIN
from directory.models import Actor
from directory.prepared import Asked
from directory.rows import Row, foreign

from .alliance_parts import period
from .alliance_rows import ICON
from .enums import Audience
from .models import AllianceMember, Cooperation, CooperationPartner, CooperationWish
from .rows import cooperation_row, wish_row

SHOWN, WISHES_SHOWN = 5, 5

_of = OuterRef("pk")
_HAS = Asked(
    lambda actor: (
        Actor.objects.filter(pk=actor)
        .order_by()
        .annotate(
            of_cooperations=Exists(CooperationPartner.objects.filter(actor=_of)),
            of_wishes=Exists(CooperationWish.objects.filter(actor=_of)),
            of_alliances=Exists(AllianceMember.objects.filter(actor=_of)),
        )
        .values_list("of_cooperations", "of_wishes", "of_alliances")
    ),
    int,
)


def _has(actor):
    """(has any partnership, any wish, any membership), public or not. Most institutions have none, and finding that out three times costs more than the rest
    of their page. One query, kept with `actor`."""
    if not hasattr(actor, "_in_network"):
        actor._in_network = next(iter(_HAS.rows(actor.pk or 0)), (False, False, False))
    return actor._in_network


def cooperations_of(actor, at):
    """The cooperations that it has confirmed, running ones first: {"rows", "total", "url"}; None without any. Four queries."""
    if not _has(actor)[0]:
        return None
    found = Cooperation.objects.public().of_actor(actor)
    shown = list(found.running_first().for_listing()[:SHOWN])
    if not shown:
        return None
    total = found.count() if len(shown) == SHOWN else len(shown)
    url = f"{reverse('network:cooperations')}?{urlencode({'einrichtung': actor.slug})}" if total > len(shown) else ""
    return {"rows": [cooperation_row(cooperation, at) for cooperation in shown], "total": total, "url": url}


def wishes_of(actor, at):
    """Its open wishes: rows. Five queries at most."""
    if not _has(actor)[1]:
        return []
    wishes = CooperationWish.objects.public().open(at.astimezone(BERLIN).date()).filter(actor=actor.pk)
    return [wish_row(wish, at, with_actor=False) for wish in wishes.for_listing().order_by("sort_name", "pk")[:WISHES_SHOWN]]


def alliances_of(actor, at):
    """Alliances of which it is a member today, as far as everybody may know; the ones that have ended are left out. Two queries."""
    if not _has(actor)[2]:
        return []
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
