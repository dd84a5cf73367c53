"""Writes the demo's alliances with their goals, members, groups and timeline."""

import datetime as dt

from directory import operations
from directory.freshness import add_months
from directory.models import Topic
from network.enums import AllianceKind, AllianceRole, Audience, GoalState
from network.models import (
    Alliance,
    AllianceDocument,
    AllianceGoal,
    AllianceGroup,
    AllianceGroupMember,
    AllianceMeasure,
    AllianceMember,
    AllianceMilestone,
    AllianceNote,
    AlliancePerson,
)

from . import data, notation
from .register import BERLIN


class AllianceWriter:
    """`at` is the moment of loading, from which all months count; `actors` and `areas` by their keys."""

    def __init__(self, *, at, actors, areas, office):
        self.at, self.today = at, at.astimezone(BERLIN).date()
        self.actors, self.areas, self.office = actors, areas, office
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.alliances: dict[str, Alliance] = {}

    def write(self):
        """By the operations and not in bulk: measures and members of groups lie two levels deep, and there are few alliances."""
        for row in data.read("alliances")["alliances"]:
            alliance = self._alliance(row)
            operations.save_draft(alliance, by=self.office)
            self.alliances[row["key"]] = operations.publish(alliance, by=self.office, at=self.at - dt.timedelta(days=30))

    def _alliance(self, row):
        alliance = Alliance(
            name=row["name"],
            kind=AllianceKind(row["kind"]),
            summary=row["short"],
            purpose=notation.rich_text(row["purpose"]),
            starts_on=self._month(row["since"]),
            coordination_actor=self.actors[row["coordination"]],
            coordination_note=row["coordination_note"],
            legal_basis=row["legal_basis"],
            funding=row["funding"],
            funded_until=self._month(row["funded_until"]),
        )
        alliance.topics = [self.topics[slug] for slug in row["topics"]]
        alliance.areas = [self.areas[slug] for slug in row["areas"]]
        alliance.members = [
            AllianceMember(
                **self._named(who),
                role=AllianceRole(role),
                task=task,
                joined_on=self._month(since),
                left_on=self._month(until) if until else None,
                sort_order=place,
            )
            for place, (who, role, task, since, until) in enumerate(row["members"])
        ]
        alliance.goals = [self._goal(goal, place) for place, goal in enumerate(row["goals"])]
        alliance.groups = [self._group(group, place) for place, group in enumerate(row["groups"])]
        alliance.people = [
            AlliancePerson(
                name=person["name"],
                tasks=person["tasks"],
                email=person["mail"],
                phone=person["phone"],
                contact_for=Audience(person["contact_for"]),
                sort_order=place,
            )
            for place, person in enumerate(row["people"])
        ]
        alliance.milestones = [
            AllianceMilestone(on=self._month(point["at"]), title=point["title"], text=point["text"]) for point in row["milestones"]
        ]
        alliance.documents = [
            AllianceDocument(
                title=paper["title"], url=paper["url"], dated=self._month(paper["at"]), audience=Audience(paper["for"]), sort_order=place
            )
            for place, paper in enumerate(row["documents"])
        ]
        alliance.notes = [
            AllianceNote(
                on=self._month(note["at"]), title=note["title"], text=notation.rich_text(note["text"]), audience=Audience(note["for"])
            )
            for note in row.get("notes", [])
        ]
        return alliance

    def _goal(self, row, place):
        goal = AllianceGoal(
            title=row["title"], text=row["text"], state=GoalState(row["state"]), until=self._month(row["until"]), sort_order=place
        )
        goal.measures = [
            AllianceMeasure(title=title, state=GoalState(state), until=self._month(until), sort_order=number)
            for number, (title, state, until) in enumerate(row["measures"])
        ]
        return goal

    def _group(self, row, place):
        group = AllianceGroup(
            title=row["title"],
            text=row["text"],
            rhythm=row["rhythm"],
            ended_on=self._month(row["ended"]) if "ended" in row else None,
            sort_order=place,
        )
        group.members = [
            AllianceGroupMember(**self._named(who), leads=number < len(row["lead"]), sort_order=number)
            for number, who in enumerate([*row["lead"], *row["members"]])
        ]
        return group

    def _named(self, who):
        return {"actor": self.actors[who]} if who in self.actors else {"name": who}

    def _month(self, months):
        """The first day of a month so many months from now."""
        return add_months(self.today.replace(day=1), months)
