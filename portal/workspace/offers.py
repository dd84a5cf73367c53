"""The offers of a person's institutions, told apart by what is to do with them."""

from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.freshness import BERLIN, Freshness, State, freshness
from directory.models import ActorKind, Offer
from directory.permissions import actors_of, actors_seen_by

from .overview import SOON

PAGE = 50
"""Offers of a page, and the most that are confirmed in one go."""


class Standing(StrEnum):
    """Values stand in addresses."""

    ASK = "fragen"
    RUNNING = "laufend"
    DRAFT = "entwurf"
    PAST = "vergangen"


@dataclass(frozen=True)
class OwnOffer:
    offer: Any
    standing: Standing
    freshness: Freshness
    may_edit: bool

    @property
    def may_confirm(self):
        return self.may_edit and self.standing in (Standing.ASK, Standing.RUNNING)


def standing_of(live, last_day, fresh, today):
    """`Standing` on `today`; `fresh` is the offer's `Freshness`."""
    if not live:
        return Standing.DRAFT
    if last_day and last_day < today:
        return Standing.PAST
    is_due = fresh.state != State.OK or fresh.due_on - today <= SOON
    return Standing.ASK if is_due else Standing.RUNNING


class OwnOffers:
    """Offers of all institutions that `user` may see, at a moment. What is archived isn't there."""

    def __init__(self, user, at):
        self.user, self.at = user, at
        self.today = at.astimezone(BERLIN).date()

    @cached_property
    def _sorted(self):
        """{standing: [key, …] by institution and name}. Two queries of plain values for any number."""
        months = dict(ActorKind.objects.values_list("pk", "confirm_months"))
        found = {standing: [] for standing in Standing}
        rows = self.seen.order_by("actor__sort_name", "actor", "sort_name", "pk")
        for key, live, last_day, confirmed_at, kind in rows.values_list("pk", "live", "last_day", "confirmed_at", "actor__kind"):
            rhythm = SimpleNamespace(confirm_months=months[kind]) if kind else None
            fresh = freshness(SimpleNamespace(confirmed_at=confirmed_at, kind=rhythm), self.at)
            found[standing_of(live, last_day, fresh, self.today)].append(key)
        return found

    @property
    def seen(self):
        return Offer.objects.filter(archived_at=None, actor__in=actors_seen_by(self.user).values("pk"))

    @property
    def editable(self):
        return Offer.objects.filter(archived_at=None, actor__in=actors_of(self.user).values("pk"))

    @property
    def first(self):
        """The standing that is shown when nobody chose one: what waits for an answer, else what runs, else whatever there is."""
        return next((standing for standing in Standing if self._sorted[standing]), Standing.RUNNING)

    def count(self, standing):
        return len(self._sorted[standing])

    def page(self, standing, number):
        """[`OwnOffer`, …] of page `number` (from 1). Two more queries."""
        keys = self._sorted[standing][(number - 1) * PAGE : number * PAGE]
        editable = set(actors_of(self.user).values_list("pk", flat=True))
        offers = Offer.objects.select_related("actor__kind").in_bulk(keys)
        found = [offers[key] for key in keys if key in offers]
        return [OwnOffer(offer, standing, freshness(offer, self.at), offer.actor_id in editable) for offer in found]

    def pages(self, standing):
        return -(-self.count(standing) // PAGE) or 1


def title_of(standing):
    return {
        Standing.ASK: _("Still valid?"),
        Standing.RUNNING: _("Running"),
        Standing.DRAFT: _("Not published"),
        Standing.PAST: _("Past"),
    }[standing]
