"""The run of a working day: who is asked, reminded, and about whom the operator and the office hear. Times are working days after the question.

Asked are addresses, each about everything that is due soon, so that nobody gets a mail for each entry. What one address is told is written in one
transaction, and whether it was told stands in the row: a run that is killed goes on where it was when it runs again.
"""

import datetime as dt
import logging
from collections import defaultdict
from itertools import islice
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from directory.freshness import BERLIN
from mailing.sending import wake

from ..permissions import steerers
from .due import by_offer, due_actors, due_offers, moment, not_asked
from .enums import Asked, ConfirmationMailKind
from .models import ConfirmationLine, ConfirmationMail, ConfirmationRequest
from .people import people_of
from .working_days import WorkingDays

logger = logging.getLogger(__name__)

LEAD = 15
"""Working days before the rhythm runs out."""
TOGETHER = dt.timedelta(days=90)
"""What falls due so soon after the first entry of an address is asked about with it."""
QUIET = dt.timedelta(days=60)
"""So long an address isn't asked anew, whatever falls due."""
AGAIN = dt.timedelta(days=180)
"""So long nobody is asked about the same entry once more."""
DAYTIME = range(7, 20)
"""Hours in Berlin: nobody gets these mails at night."""
REMIND, TO_OPERATOR, TO_OFFICE = 10, 20, 30
"""Working days after the question."""
GIVE_UP = dt.timedelta(days=150)
"""Questions that are older are left alone by the clock."""
OPERATOR_QUIET, OFFICE_QUIET = dt.timedelta(days=30), dt.timedelta(days=7)
MOST = 300
"""Entries in one question; the rest comes with the next one."""
AT_ONCE = 500
"""Addresses of one transaction."""
KEYS = 5000
"""Of one query."""
KEEP = dt.timedelta(days=400)


class Done(NamedTuple):
    """How many addresses."""

    asked: int = 0
    reminded: int = 0
    operators: int = 0
    office: int = 0


def plan(at) -> Done:
    """What is to be written on the day of `at`; nothing on weekends, holidays, in quiet times and at night. Any number of times a day."""
    days = WorkingDays()
    here = at.astimezone(BERLIN)
    today = here.date()
    if today not in days or here.hour not in DAYTIME:
        return Done()
    return Done(ask(at, today, days), remind(at, today, days), ask_operators(at, today, days), tell_office(at, today, days))


def batched(rows, size):
    """Tuples of at most `size` of them."""
    rows = iter(rows)
    while chunk := tuple(islice(rows, size)):
        yield chunk


# --- Asking -----------------------------------------------------------------------------------------------------------------


def ask(at, today, days) -> int:
    """Every address that looks after something whose rhythm runs out in `LEAD` working days, about all of it that does so before long."""
    soon = days.after(today, LEAD)
    pressing = _actors_with_something_due(soon, today)
    if not pressing:
        return 0
    own = set(_open(due_actors(soon + TOGETHER), today))
    offers = by_offer(_open_offers(due_offers(soon + TOGETHER, today), today))
    addresses = _addresses(own | offers.keys(), pressing)
    lately = ConfirmationRequest.objects.filter(to=Asked.INSTITUTION, asked_on__gt=today - QUIET)
    asked = set(lately.values_list("address", flat=True))
    waiting = sorted(address for address in addresses if address not in asked)
    return sum(_write_lines(chunk, addresses, own, offers, at, today) for chunk in batched(waiting, AT_ONCE))


def _actors_with_something_due(day, today):
    found = set(_open(due_actors(day), today))
    return found | {actor for _offer, actor in _open_offers(due_offers(day, today), today)}


def _open(actors, today):
    return not_asked(actors, since=moment(today - AGAIN), until=moment(today)).values_list("pk", flat=True).iterator(KEYS)


def _open_offers(offers, today):
    return not_asked(offers, since=moment(today - AGAIN), until=moment(today)).values_list("pk", "actor_id").order_by("pk").iterator(KEYS)


def _addresses(actors, pressing):
    """{address: keys of its institutions}, of addresses with something that presses."""
    found, wanted = defaultdict(list), set()
    for chunk in batched(sorted(actors), KEYS):
        for actor, addresses in people_of(chunk).items():
            for address in addresses:
                found[address].append(actor)
            if actor in pressing:
                wanted.update(addresses)
    return {address: found[address] for address in wanted}


def _write_lines(addresses, actors_of, own, offers, at, today):
    about = {}
    for address in addresses:
        entries = [(actor, offer) for actor in actors_of[address] for offer in ([None] if actor in own else []) + offers.get(actor, [])]
        about[address] = entries[:MOST]
    return write(about, Asked.INSTITUTION, ConfirmationMailKind.ASK, at, today)


def write(about, to, kind, at, today) -> int:
    """Questions to addresses, {address: [(institution, offer or None)]}, with their mails. Returns how many; 0 when another worker was quicker."""
    try:
        with transaction.atomic():
            requests = ConfirmationRequest.objects.bulk_create(
                ConfirmationRequest(address=address, to=to, asked_on=today) for address in about
            )
            ConfirmationLine.objects.bulk_create(
                [
                    ConfirmationLine(request=request, actor_id=actor, offer_id=offer, asked_at=at)
                    for request in requests
                    for actor, offer in about[request.address]
                ],
                batch_size=KEYS,
            )
            _write_mails(requests, kind, at)
    except IntegrityError:
        logger.info("Some of %d addresses were asked by another worker today", len(about))
        return 0
    return len(requests)


def _write_mails(requests, kind, at):
    ConfirmationMail.objects.bulk_create(
        [
            ConfirmationMail(request=request, kind=kind, key=f"{kind}-{request.pk}", address=request.address, due_at=at)
            for request in requests
        ],
        ignore_conflicts=True,
    )
    if requests:
        wake()


# --- Afterwards -------------------------------------------------------------------------------------------------------------


def remind(at, today, days) -> int:
    """Once each address that hasn't answered for two weeks; who has answered everything is only ticked off."""
    rows = ConfirmationRequest.objects.filter(
        to=Asked.INSTITUTION, reminded_on=None, asked_on__lte=days.before(today, REMIND), asked_on__gt=today - GIVE_UP
    )
    return sum(_remind(chunk, at, today) for chunk in batched(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE))


@transaction.atomic
def _remind(keys, at, today):
    rows = list(ConfirmationRequest.objects.select_for_update().filter(pk__in=keys, reminded_on=None))
    silent = set(ConfirmationLine.objects.waiting(today).filter(request__in=keys).values_list("request", flat=True))
    ConfirmationRequest.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    told = [row for row in rows if row.pk in silent]
    _write_mails(told, ConfirmationMailKind.REMINDER, at)
    return len(told)


def _silent(today, days, number):
    """Lines to institutions that wait for so many working days."""
    return ConfirmationLine.objects.waiting(today).filter(request__to=Asked.INSTITUTION, request__asked_on__lte=days.before(today, number))


def ask_operators(at, today, days) -> int:
    """The operators of those who stay silent, each address at most once in `OPERATOR_QUIET` and about all of them."""
    lines = (
        _silent(today, days, TO_OPERATOR)
        .filter(request__asked_on__gt=today - GIVE_UP, operator_on=None, actor__operator__archived_at=None)
        .exclude(actor__operator=None)
    )
    silent = defaultdict(list)
    for key, actor, offer, operator in lines.order_by("pk").values_list("pk", "actor_id", "offer_id", "actor__operator_id"):
        silent[operator].append((key, (actor, offer)))
    lately = ConfirmationRequest.objects.filter(to=Asked.OPERATOR, asked_on__gt=today - OPERATOR_QUIET)
    asked = set(lately.values_list("address", flat=True))
    written = 0
    for chunk in batched(sorted(silent), AT_ONCE):
        about, ticked = defaultdict(dict), []
        for operator, addresses in people_of(chunk).items():
            if any(address in asked for address in addresses):
                continue  # they hear of these with the next mail
            ticked += [key for key, _entry in silent[operator]]
            for address in addresses:
                about[address].update(dict.fromkeys(entry for _key, entry in silent[operator]))
        with transaction.atomic():
            for keys in batched(ticked, KEYS):
                ConfirmationLine.objects.filter(pk__in=keys).update(operator_on=today)
            questions = {address: list(entries)[:MOST] for address, entries in about.items()}
            written += write(questions, Asked.OPERATOR, ConfirmationMailKind.OPERATOR, at, today)
        asked |= about.keys()
    return written


@transaction.atomic
def tell_office(at, today, days) -> int:
    """The people of the office, at most once in `OFFICE_QUIET`, when entries are left to it. Which ones stands on their screen."""
    if ConfirmationMail.objects.filter(kind=ConfirmationMailKind.OFFICE, due_at__gt=at - OFFICE_QUIET).exists():
        return 0
    silent = left_to_office(today, days).filter(office_on=None)
    if not silent.exists():
        return 0
    addresses = sorted({user.email.lower() for user in steerers() if user.email})
    for keys in batched(list(silent.values_list("pk", flat=True)), KEYS):
        ConfirmationLine.objects.filter(pk__in=keys).update(office_on=today)
    mails = [
        ConfirmationMail(kind=ConfirmationMailKind.OFFICE, key=f"redaktion-{today}", address=address, due_at=at) for address in addresses
    ]
    ConfirmationMail.objects.bulk_create(mails, ignore_conflicts=True)
    wake()
    return len(mails)


def left_to_office(today, days=None):
    """Queryset of lines that nobody answered though the institution was reminded and the operator asked."""
    return _silent(today, days or WorkingDays(), TO_OFFICE)


def send_new_link(request, at):
    """To the address of a question whose link is too old."""
    key = f"{ConfirmationMailKind.RENEWED}-{request.pk}-{get_random_string(8)}"
    ConfirmationMail.objects.create(request=request, kind=ConfirmationMailKind.RENEWED, key=key, address=request.address, due_at=at)
    wake()


@transaction.atomic
def forget(at) -> int:
    """Delete questions, and with them addresses, that nobody needs any more. What the office has yet to decide stays."""
    open_reports = ConfirmationLine.objects.reported_gone().values("request")
    old = ConfirmationRequest.objects.filter(asked_on__lt=(at - KEEP).astimezone(BERLIN).date()).exclude(pk__in=open_reports)
    mails = ConfirmationMail.objects.filter(due_at__lt=at - KEEP)
    return mails.delete()[0] + old.delete()[0]
