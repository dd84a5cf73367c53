"""When two institutions are merged: their cooperations, and their seats in alliances. Both may stand in one of them already."""

from django.utils.translation import gettext as _

from directory.merging import belongings
from directory.merging.steps import change, move, remove
from directory.signals import actors_merged

from .enums import AllianceRole, Answer, PartnerRole
from .models import Alliance, AllianceGroupMember, AllianceMember, Cooperation, CooperationPartner, CooperationWish
from .models.alliances import members_twice

STRONGER = [Answer.CONFIRMED, Answer.OPEN, Answer.LEFT, Answer.DECLINED]
ROLES = [PartnerRole.LEAD, PartnerRole.PARTNER, PartnerRole.PROVIDER, PartnerRole.VENUE, PartnerRole.FUNDER]
SEATS = [AllianceRole.LEAD, AllianceRole.MEMBER, AllianceRole.FUNDER, AllianceRole.ADVISER, AllianceRole.GUEST]
ANSWER = ["answer", "answered_at", "answered_by_id", "confirmed_as", "reason", "asked_at", "asked_by_id", "round", "left_on"]
"""Columns that belong together: whose answer counts, counts with all of them."""
IN_COOPERATION, IN_ALLIANCE = (Cooperation, "cooperation_id"), (Alliance, "alliance_id")
NAMED = 5


def register():
    belongings.register(CooperationPartner, "actor", moves=False)
    belongings.register(CooperationWish, "actor")
    belongings.register(AllianceMember, "actor", moves=False)
    belongings.register(AllianceGroupMember, "actor", moves=False, counted=False)
    belongings.register(Alliance, "coordination_actor")
    belongings.register_note(warn)
    actors_merged.connect(move_rows, dispatch_uid="network.actors_merged")


def warn(kept, gone):
    """Cooperations in which both are partners."""
    shared = Cooperation.objects.filter(partners__actor=kept).filter(
        pk__in=CooperationPartner.objects.filter(actor=gone).values("cooperation")
    )
    for cooperation in shared.distinct().order_by("sort_name")[:NAMED]:
        both = cooperation.partners.filter(actor__in=(kept, gone), answer=Answer.CONFIRMED).count() == 2
        if both and cooperation.live and cooperation.confirmed_count == 2:
            yield _("Both are the partners of “%(cooperation)s”. It is left with one partner, so nobody sees it any more.") % {
                "cooperation": cooperation
            }
        else:
            yield _("Both are partners of “%(cooperation)s”. The stronger answer counts.") % {"cooperation": cooperation}


def move_rows(sender, kept, gone, at, **kwargs):
    """The steps of moving everything by which `gone` stands in cooperations and alliances."""
    return [*_move_partners(kept, gone, at), *_move_members(kept, gone), *_move_group_members(kept, gone)]


def _move_partners(kept, gone, at):
    theirs = CooperationPartner.objects.filter(actor=gone)
    own = {
        partner.cooperation_id: partner
        for partner in CooperationPartner.objects.filter(actor=kept, cooperation__in=theirs.values("cooperation"))
    }
    shared = list(theirs.filter(cooperation__in=own))
    steps = move(theirs.exclude(cooperation__in=own), "actor", kept, tell=IN_COOPERATION)
    for partner in shared:
        mine = own[partner.cooperation_id]
        values = {}
        if STRONGER.index(partner.answer) < STRONGER.index(mine.answer):
            values = {name: getattr(partner, name) for name in ANSWER} | {"round": max(partner.round, mine.round)}
        if ROLES.index(partner.role) < ROLES.index(mine.role):
            values["role"] = partner.role
        since = [day for day in (partner.joined_on, mine.joined_on) if day]
        if since and min(since) != mine.joined_on:
            values["joined_on"] = min(since)
        if partner.remark and not mine.remark:
            values |= {"remark": partner.remark, "remarked_at": partner.remarked_at}
        if values:
            steps += change(CooperationPartner.objects.filter(pk=mine.pk), values, tell=IN_COOPERATION)
        over = {"answer": Answer.LEFT, "left_on": at.date(), "answered_at": partner.answered_at or at, "remark": "", "remarked_at": None}
        steps += change(CooperationPartner.objects.filter(pk=partner.pk), over, tell=IN_COOPERATION)
    return steps


def _move_members(kept, gone):
    """Who was a member at the same time as the other gets one row with both times; else there are two, one after the other."""
    steps = []
    theirs = AllianceMember.objects.filter(actor=gone)
    for row in theirs.order_by("pk"):
        same_time = [
            mine for mine in AllianceMember.objects.filter(actor=kept, alliance=row.alliance_id).order_by("pk") if _overlap(mine, row)
        ]
        rows = AllianceMember.objects.filter(pk=row.pk)
        if not same_time:
            steps += move(rows, "actor", kept, tell=IN_ALLIANCE)
            continue
        mine = same_time[0]
        values = {
            "joined_on": mine.joined_on and row.joined_on and min(mine.joined_on, row.joined_on),
            "left_on": mine.left_on and row.left_on and max(mine.left_on, row.left_on),
            "role": min(mine.role, row.role, key=SEATS.index),
            "task": mine.task or row.task,
        }
        steps += change(AllianceMember.objects.filter(pk=mine.pk), values, tell=IN_ALLIANCE)
        steps += remove(rows, tell=IN_ALLIANCE)
    return steps


def _overlap(one, other):
    alike = AllianceMember(actor_id=one.actor_id, joined_on=other.joined_on, left_on=other.left_on)
    return bool(members_twice([one, alike]))


def _move_group_members(kept, gone):
    steps = []
    theirs = AllianceGroupMember.objects.filter(actor=gone)
    own = dict(AllianceGroupMember.objects.filter(actor=kept).values_list("group", "leads"))
    for row in theirs.select_related("group"):
        rows = AllianceGroupMember.objects.filter(pk=row.pk)
        if row.group_id not in own:
            steps += move(rows, "actor", kept)
            continue
        if row.leads and not own[row.group_id]:
            steps += change(AllianceGroupMember.objects.filter(actor=kept, group=row.group_id), {"leads": True})
        steps += remove(rows)
    return steps
