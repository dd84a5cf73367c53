"""Mails that the clock writes: one reminder of each request, and once a year the question whether cooperations still run.

Each address gets one mail: when the first of its partners falls due, all others of it that may soon are asked about with it.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from directory.contacts import addresses_of_all, reached_by
from directory.freshness import BERLIN
from mailing.sending import wake

from ..enums import Answer, PartnerMailKind
from ..models import Cooperation, CooperationPartner, PartnerMail

REMIND_AFTER = dt.timedelta(days=14)
REMIND_UNTIL = dt.timedelta(days=60)
"""Whoever hasn't answered by then is left alone by the clock; the office sees the request."""
YEAR = dt.timedelta(days=365)
KEEP = dt.timedelta(days=400)
"""Longer than a year, so that no year's question is asked twice."""
LATELY = dt.timedelta(days=90)
"""What was checked since then isn't asked about with the rest; so there are never two yearly mails within nine months."""
TOGETHER = dt.timedelta(days=7)
"""What was asked since then isn't reminded of with the rest."""
AT_A_TIME, AT_ONCE = 200, 50
"""Cooperations of one run, and of one transaction."""
MOST = 200
"""Partners in one mail; the rest comes with the next one."""


def plan(at):
    """Periodic job. Returns how many were written to."""
    return remind(at) + ask_whether_running(at)


def remind(at) -> int:
    """Partners that were asked two weeks ago and haven't answered; once for each request. Returns the number of mails."""
    waiting = list(
        CooperationPartner.objects.filter(
            answer=Answer.OPEN, round__gt=0, asked_at__lte=at - TOGETHER, asked_at__gt=at - REMIND_UNTIL, cooperation__archived_at=None
        )
        .select_related("actor")
        .order_by("asked_at", "pk")
    )
    if not any(partner.asked_at <= at - REMIND_AFTER for partner in waiting):
        return 0
    addresses = addresses_of_all({partner.actor for partner in waiting})
    reminded = _reminded(at)
    by_address = defaultdict(list)
    for partner in waiting:
        for address in addresses[partner.actor_id]:
            if (address, partner.pk, partner.round) not in reminded:
                by_address[address].append(partner)
    return _write(
        _mail(PartnerMailKind.REMINDER, address, partners, key=f"erinnerung-{partners[0].round}", at=at)
        for address, partners in by_address.items()
        if partners[0].asked_at <= at - REMIND_AFTER
    )


def _reminded(at):
    """{(address, key of a partner, round)}"""
    rows = PartnerMail.objects.filter(kind=PartnerMailKind.REMINDER, due_at__gt=at - REMIND_UNTIL)
    return {
        (address, key, number)
        for address, partner, data in rows.values_list("address", "partner", "data")
        for key, number in data.get("partners") or [(partner, data["round"])]
    }


def ask_whether_running(at) -> int:
    """All addresses of public cooperations that nobody has confirmed for a year. The row says when it fell due, so that it is once a year.
    Returns the number of mails."""
    today = at.astimezone(BERLIN).date()
    old = Q(confirmed_at=None, first_published_at__lt=at - YEAR) | Q(confirmed_at__lt=at - YEAR)
    due = Cooperation.objects.public().going_on(today).filter(old, _not_asked(at))
    keys = list(due.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    return sum(_ask(keys[start : start + AT_ONCE], at, today) for start in range(0, len(keys), AT_ONCE))


def _not_asked(at):
    return Q(asked_at=None) | Q(asked_at__lt=at - YEAR)


@transaction.atomic
def _ask(keys, at, today):
    rows = Cooperation.objects.select_for_update().filter(_not_asked(at), pk__in=keys)  # another worker may have been quicker
    due = list(rows.order_by("pk").values_list("pk", flat=True))
    Cooperation.objects.filter(pk__in=due).update(asked_at=at)
    of_due = CooperationPartner.objects.named().filter(cooperation__in=due).select_related("actor")
    addresses = {address for own in addresses_of_all({partner.actor for partner in of_due}).values() for address in own}
    addresses -= set(
        PartnerMail.objects.filter(kind=PartnerMailKind.RUNNING, address__in=list(addresses), due_at__gt=at - (YEAR - LATELY)).values_list(
            "address", flat=True
        )
    )
    reached = reached_by(addresses)
    together = _together({actor for actors in reached.values() for actor in actors}, at, today)
    return _write(
        _mail(PartnerMailKind.RUNNING, address, partners, key=f"laeuft-noch-{today:%Y-%m}", at=at)
        for address in sorted(reached)
        if (partners := _once_each(partner for partner in together if partner.actor_id in reached[address]))
    )


def _together(actors, at, today):
    """Partners of `actors` (keys) in cooperations that nobody has checked lately; those that were checked longest ago come first."""
    unchecked = Q(cooperation__confirmed_at=None) | Q(cooperation__confirmed_at__lt=at - LATELY)
    running = Cooperation.objects.public().going_on(today).values("pk")
    partners = CooperationPartner.objects.named().filter(unchecked, actor__in=actors, cooperation__in=running)
    return list(partners.order_by(F("cooperation__confirmed_at").asc(nulls_first=True), "pk"))


def _once_each(partners):
    """Who works for two partners of a cooperation is asked about it once."""
    seen = {}
    for partner in partners:
        seen.setdefault(partner.cooperation_id, partner)
    return list(seen.values())


def _mail(kind, address, partners, *, key, at):
    first = partners[0]
    data = {"round": first.round, "partners": [[partner.pk, partner.round] for partner in partners[:MOST]]}
    return PartnerMail(partner=first, kind=kind, key=key, address=address, due_at=at, data=data)


def _write(mails):
    rows = list(mails)
    PartnerMail.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake()
    return len(rows)


def forget(at=None) -> int:
    """Delete rows, and with them addresses, that nobody needs any more. Returns how many."""
    at = at or timezone.now()
    return PartnerMail.objects.filter(due_at__lt=at - KEEP).delete()[0]
