"""What is to do for a person, and the person's institutions, in a number of queries that doesn't grow with them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.completeness import Completeness, completeness_of
from directory.enums import MemberRole, ProposalState
from directory.freshness import BERLIN, Freshness, State, freshness
from directory.models import Actor, ChangeProposal, Membership, Offer
from directory.permissions import actors_of, actors_seen_by
from directory.rows import Row
from events.admission.entrance import entrance
from events.models import Meeting
from network.enums import Answer
from network.models import CooperationPartner

SOON = dt.timedelta(days=28)
"""So long before an entry is due one is asked already."""
MOST_TASKS = 10
"""Of each sort; the rest follows when these are done."""
ANSWERS_SHOWN = dt.timedelta(days=60)
"""How long a proposal that was sent back stays on the page."""


@dataclass(frozen=True)
class Own:
    """An institution of a person. `role`: in words, "" when the right comes from the operator."""

    actor: Actor
    role: str
    may_edit: bool
    offers: int
    cooperations: int
    freshness: Freshness
    completeness: Completeness
    today: dt.date

    @property
    def is_due(self):
        """Whether somebody should look whether everything is still right."""
        return self.freshness.state != State.OK or self.freshness.due_on - self.today <= SOON

    @property
    def url(self):
        """Where it is edited; who may only look reads the public page."""
        if self.may_edit:
            return reverse("workspace:institution", args=[self.actor.uuid])
        return self.actor.get_absolute_url() if self.actor.live else reverse("workspace:overview")

    @property
    def row(self):
        kind = self.actor.kind
        offers = ngettext("%(count)s offer", "%(count)s offers", self.offers) % {"count": self.offers}
        together = ngettext("%(count)s cooperation", "%(count)s cooperations", self.cooperations) % {"count": self.cooperations}
        complete = _("{percent} percent complete").format(percent=self.completeness.percent)
        chips = [] if self.actor.live else [{"text": _("not published"), "icon": "eye-off"}]
        if self.freshness.state == State.NONE:
            chips.append({"text": _("not checked yet"), "icon": "circle-dashed"})
        return Row(
            title=self.actor.name,
            url=self.url,
            kind=kind.slug if kind else "",
            icon=kind.icon if kind else "building-2",
            kicker=[str(kind) if kind else "", self.role or _("through the operator")],
            meta=[("layout-list", offers), ("handshake", together), ("list-checks", complete)],
            chips=chips,
            checked_on=self.freshness.checked_on,
            due=self.freshness.state == State.DUE,
        )


class Overview:
    """Everything of one person at a moment. Each part is read when it is asked for."""

    def __init__(self, user, at):
        self.user, self.at = user, at
        self.today = at.astimezone(BERLIN).date()

    @cached_property
    def own(self) -> list[Own]:
        """By name. Nine queries for any number."""
        actors = list(actors_seen_by(self.user).select_related("kind").order_by("sort_name", "pk"))
        keys = [actor.pk for actor in actors]
        editable = self._editable
        roles = dict(Membership.objects.filter(user=self.user, actor__in=keys).values_list("actor_id", "role"))
        offers = _counts(Offer.objects.public().current(self.today).filter(actor__in=keys))
        partners = CooperationPartner.objects.confirmed().filter(actor__in=keys, cooperation__archived_at=None)
        cooperations = _counts(partners)
        complete = completeness_of(actors)
        return [
            Own(
                actor,
                str(MemberRole(roles[actor.pk]).label) if actor.pk in roles else "",
                actor.pk in editable,
                offers.get(actor.pk, 0),
                cooperations.get(actor.pk, 0),
                freshness(actor, self.at),
                complete[actor.pk],
                self.today,
            )
            for actor in actors
        ]

    @cached_property
    def _editable(self):
        return set(actors_of(self.user).values_list("pk", flat=True))

    @cached_property
    def due(self):
        """Institutions that wait to be confirmed, the oldest first."""
        waiting = [own for own in self.own if own.may_edit and own.actor.live and own.is_due]
        return sorted(waiting, key=lambda own: (own.freshness.checked_on or dt.date.min, own.actor.sort_name))

    @cached_property
    def requests(self):
        """Partners (of cooperations) that haven't answered, each with its cooperation and `others`: names of the partners that haven't declined."""
        everybody = Prefetch("cooperation__partners", CooperationPartner.objects.select_related("actor"))
        open_ones = CooperationPartner.objects.filter(actor__in=self._editable, answer=Answer.OPEN, cooperation__archived_at=None)
        found = list(open_ones.select_related("actor", "cooperation").prefetch_related(everybody).order_by("-asked_at", "pk"))
        for partner in found:
            others = [one for one in partner.cooperation.partners.all() if one.pk != partner.pk and one.answer != Answer.DECLINED]
            partner.others = [one.actor.name for one in others]
        return found

    @cached_property
    def proposals(self):
        """Own changes that wait for the office, or were sent back not long ago; the latest first."""
        lately = Q(state=ProposalState.RETURNED, decided_at__gte=self.at - ANSWERS_SHOWN)
        mine = ChangeProposal.objects.filter(Q(state=ProposalState.OPEN) | lately, author=self.user)
        return list(mine.select_related("actor").order_by("-created_at", "-pk"))

    @property
    def returned(self):
        return [proposal for proposal in self.proposals if proposal.state == ProposalState.RETURNED]

    @cached_property
    def meetings(self):
        """[(meeting, what lists say of its places)] of those that take registrations now."""
        own = Meeting.objects.public().coming(self.at).filter(organiser__in=self._editable).for_listing().order_by("starts_at", "pk")
        found = ((meeting, entrance(meeting, self.at)) for meeting in own)
        return [(meeting, way.text) for meeting, way in found if way.takes_names]

    @property
    def task_count(self):
        return len(self.due) + len(self.requests) + len(self.returned) + len(self.meetings)

    @property
    def tasks(self):
        """{sort: at most `MOST_TASKS` of it}"""
        return {name: getattr(self, name)[:MOST_TASKS] for name in ("due", "requests", "returned", "meetings")}

    @property
    def rows(self):
        return [own.row for own in self.own]

    @property
    def least_complete(self):
        """The institution in which the next step would help most, or None."""
        open_ones = [own for own in self.own if own.may_edit and own.completeness.missing]
        return min(open_ones, key=lambda own: own.completeness.percent, default=None)


def _counts(things):
    return dict(things.order_by().values("actor").annotate(count=Count("pk")).values_list("actor", "count"))
