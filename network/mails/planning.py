"""Mails that the clock writes: one reminder of each request, and once a year the question whether a cooperation still runs."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.freshness import BERLIN
from directory.operations.locking import lock

from ..enums import Answer, PartnerMailKind
from ..models import Cooperation, CooperationPartner, PartnerMail
from .telling import tell, tell_confirmed

REMIND_AFTER = dt.timedelta(days=14)
REMIND_UNTIL = dt.timedelta(days=60)
"""Whoever hasn't answered by then is left alone by the clock; the office sees the request."""
YEAR = dt.timedelta(days=365)
KEEP = dt.timedelta(days=400)
"""Longer than a year, so that no year's question is asked twice."""
AT_A_TIME = 200


def plan(at):
    """Periodic job. Returns how many were written to."""
    return remind(at) + ask_whether_running(at)


def remind(at) -> int:
    """Partners that were asked two weeks ago and haven't answered; once for each request."""
    reminded = PartnerMail.objects.filter(kind=PartnerMailKind.REMINDER)
    waiting = CooperationPartner.objects.filter(
        answer=Answer.OPEN, round__gt=0, asked_at__lte=at - REMIND_AFTER, asked_at__gt=at - REMIND_UNTIL, cooperation__archived_at=None
    ).select_related("actor", "cooperation")
    written = 0
    for partner in waiting.order_by("pk"):
        key = f"erinnerung-{partner.round}"
        if not reminded.filter(partner=partner, key=key).exists():
            written += bool(tell(partner, PartnerMailKind.REMINDER, key=key, at=at, round=partner.round))
    return written


def ask_whether_running(at) -> int:
    """All partners of public cooperations that nobody has confirmed for a year. The row says when they were asked, so that it is once a year."""
    today = at.astimezone(BERLIN).date()
    old = Q(confirmed_at=None, first_published_at__lt=at - YEAR) | Q(confirmed_at__lt=at - YEAR)
    due = Cooperation.objects.public().going_on(today).filter(old, Q(asked_at=None) | Q(asked_at__lt=at - YEAR))
    return sum(_ask(key, at, today) for key in due.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])


@transaction.atomic
def _ask(key, at, today):
    cooperation = lock(Cooperation(pk=key))
    if cooperation.asked_at and cooperation.asked_at >= at - YEAR:  # another worker was quicker
        return 0
    Cooperation.objects.filter(pk=key).update(asked_at=at)
    return tell_confirmed(cooperation, PartnerMailKind.RUNNING, key=f"laeuft-noch-{today.year}", at=at)


def forget(at=None) -> int:
    """Delete rows, and with them addresses, that nobody needs any more. Returns how many."""
    at = at or timezone.now()
    return PartnerMail.objects.filter(due_at__lt=at - KEEP).delete()[0]
