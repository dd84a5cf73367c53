"""Writes the demo's cooperations with what their partners answered, and wishes for new ones: some over, some planned, some not confirmed, one a draft."""

import datetime as dt
from decimal import Decimal

from directory import operations
from directory.freshness import add_months
from directory.models import ActorKind, TargetGroup, Topic
from directory.signals import content_changed
from network.enums import Agreement, Answer, Audience, CooperationForm, CooperationStatus, PartnerRole, WishDirection
from network.essentials import essentials_of
from network.models import Cooperation, CooperationPartner, CooperationPicture, CooperationWish, Transition

from . import data, notation
from .bulk import publish_new
from .register import BERLIN

AUDIENCES = ("about_for", "running_for", "helps_for", "hinders_for", "funding_for", "contact_for")


class CooperationWriter:
    """`at` is the moment of loading, from which all months count; `actors`, `areas`, `pictures`: by their keys."""

    def __init__(self, *, at, actors, areas, pictures, office):
        self.at, self.today = at, at.astimezone(BERLIN).date()
        self.actors, self.areas, self.pictures, self.office = actors, areas, pictures, office
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.groups = {group.slug: group for group in TargetGroup.objects.all()}
        self.transitions = Transition.objects.by_slug()
        self.kinds = ActorKind.objects.by_slug()
        self.content = data.read("cooperations")
        self.cooperations: dict[str, Cooperation] = {}
        self.wishes: dict[str, CooperationWish] = {}

    def write(self):
        rows = self.content["cooperations"]
        self.cooperations = {row["key"]: self._cooperation(row) for row in rows}
        public = [self.cooperations[row["key"]] for row in rows if row.get("state") != "draft"]
        publish_new(public, by=self.office, at=self.at - dt.timedelta(days=20))
        for row in rows:
            if row.get("state") == "draft":
                operations.save_draft(self.cooperations[row["key"]], by=self.office)
        CooperationPartner.objects.bulk_create(partner for row in rows for partner in self._partners(row))
        content_changed.send(sender=Cooperation, ids=[cooperation.pk for cooperation in self.cooperations.values()])
        wishes = self.content["wishes"]
        self.wishes = {row["key"]: self._wish(row) for row in wishes}
        publish_new(list(self.wishes.values()), by=self.office, at=self.at - dt.timedelta(days=9))

    @property
    def written(self):
        return [*self.cooperations.values(), *self.wishes.values()]

    def _cooperation(self, row):
        lead = self.actors[row["partners"][0].partition(":")[0]] if row["partners"] else None
        checked = notation.checked_on(f"-{-row['checked']}m", self.today) if "checked" in row else None
        cooperation = Cooperation(
            name=row["name"],
            summary=row["short"],
            form=CooperationForm(row["form"]),
            status=CooperationStatus(row.get("status", "laeuft")),
            starts_on=self._month(row["since"]),
            ends_on=self._month(row["until"]) if "until" in row else None,
            place_note=row.get("place", ""),
            agreement=Agreement(row["agreement"]),
            agreed_on=self._month(row["agreed"]) if "agreed" in row else None,
            people=row.get("people"),
            groups=row.get("classes"),
            staff=row.get("staff"),
            hours_per_week=Decimal(row["hours"]) if "hours" in row else None,
            funding=row.get("funding", ""),
            funded_until=self._month(row["funded_until"]) if "funded_until" in row else None,
            about=notation.rich_text(row.get("about", "")),
            running=notation.rich_text(row.get("running", "")),
            helps=_points(row.get("helps", ())),
            hinders=_points(row.get("hinders", ())),
            contact_name=row.get("contact", ""),
            contact_email=lead.email if lead and "contact" in row else "",
            confirmed_at=dt.datetime.combine(checked, dt.time(10), BERLIN) if checked else None,
            confirmed_count=len(row["partners"]),
            good_practice_at=self.at - dt.timedelta(days=60) if "good" in row else None,
            good_practice_reason=row.get("good", ""),
            **{name: Audience(row[name]) for name in AUDIENCES if name in row},
        )
        cooperation.topics = [self.topics[slug] for slug in row["topics"]]
        cooperation.target_groups = [self.groups[slug] for slug in row["groups"]]
        cooperation.transitions = [self.transitions[slug] for slug in row.get("transitions", ())]
        cooperation.areas = [self.areas[slug] for slug in row.get("areas", ())]
        cooperation.pictures = [CooperationPicture(image=self.pictures[name]) for name in row.get("pictures", ())]
        return cooperation

    def _partners(self, row):
        """All who were asked, with what they answered and when: about as long ago as it was agreed."""
        cooperation = self.cooperations[row["key"]]
        asked_on = min(self._month(row.get("agreed", row["since"])), self.today - dt.timedelta(days=24))
        asked_at = dt.datetime.combine(asked_on, dt.time(9), BERLIN)
        answers = [
            *((partner, Answer.CONFIRMED, "") for partner in row["partners"]),
            *((partner, Answer.OPEN, "") for partner in row.get("open", ())),
            *((declined["actor"], Answer.DECLINED, declined["reason"]) for declined in row.get("declined", ())),
            *((partner, Answer.LEFT, "") for partner in row.get("left", ())),
        ]
        for place, (written, answer, reason) in enumerate(answers):
            actor, _colon, role = written.partition(":")
            is_open = answer == Answer.OPEN
            yield CooperationPartner(
                cooperation=cooperation,
                actor=self.actors[actor],
                role=PartnerRole[role.upper()] if role else PartnerRole.PARTNER,
                answer=answer,
                round=1,
                asked_at=self.at - dt.timedelta(days=6) if is_open else asked_at,
                answered_at=None if is_open else asked_at + dt.timedelta(days=2 + place * 3, hours=2 * place),
                confirmed_as=essentials_of(cooperation) if answer == Answer.CONFIRMED else {},
                reason=reason,
                joined_on=cooperation.starts_on if answer in (Answer.CONFIRMED, Answer.LEFT) else None,
                left_on=cooperation.ends_on or self.today if answer == Answer.LEFT else None,
            )

    def _wish(self, row):
        wish = CooperationWish(
            actor=self.actors[row["actor"]],
            direction=WishDirection(row["direction"]),
            name=row["name"],
            text=notation.rich_text(row["text"]),
            form=row["form"],
            until=self._month(row["until"]) if "until" in row else None,
        )
        wish.kinds = [self.kinds[slug] for slug in row["kinds"]]
        wish.topics = [self.topics[slug] for slug in row["topics"]]
        wish.transitions = [self.transitions[slug] for slug in row.get("transitions", ())]
        wish.areas = [self.areas[slug] for slug in row.get("areas", ())]
        return wish

    def _month(self, months):
        """The first day of a month so many months from now."""
        return add_months(self.today.replace(day=1), months)


def _points(points):
    return notation.rich_text("\n".join(f"- {point}" for point in points)) if points else ""
