"""Writes who registered for the demo's meetings: free places, a few left, a waiting list, past ones with attendance and feedback. By the portal's own operations."""

import datetime as dt
from itertools import count

from django.db.models import F
from django.utils.text import slugify

from events.enums import AnswerKind, TakesPart
from events.models import Feedback, Mail, Meeting, Participant, Registration
from events.operations import Application, confirm, register
from events.wording import local
from mailing.enums import MailState

from . import data

STEP = dt.timedelta(hours=3)
"""Between two registrations."""
JUST_NOW = dt.timedelta(minutes=20)
ABSENT, NEEDY = 7, 9
"""Every so many people didn't come, or need something."""


class RegistrationWriter:
    """`at` is the moment of loading; `actors` and `meetings` by their keys. Nothing is mailed: all mails of the past count as sent."""

    def __init__(self, *, at, actors, meetings):
        self.at, self.actors, self.meetings = at, actors, meetings
        self.content = data.read("registrations")
        self.numbers, self.persons = count(), count()

    def write(self):
        for row in self.content["meetings"]:
            meeting = Meeting.objects.prefetch_related("questions").get(pk=self.meetings[row["key"]].pk)
            groups = [(TakesPart.ONSITE, size) for size in row.get("onsite", [])] + [
                (TakesPart.ONLINE, size) for size in row.get("online", [])
            ]
            is_over = meeting.is_over(self.at)
            first = (meeting.starts_at if is_over else self.at) - STEP * (len(groups) + 8)
            for place, (part, size) in enumerate(groups, start=1):
                if place == len(groups) and not is_over:  # this one has just come in
                    self._register(meeting, part, size, at=self.at - JUST_NOW)
                else:
                    registration = self._register(meeting, part, size, at=first + STEP * place)
                    confirm(registration, at=registration.created_at + dt.timedelta(minutes=7))
            if is_over:
                self._attend(meeting)
                self._give_feedback(meeting, row.get("feedback", []))
        Mail.objects.filter(due_at__lte=self.at).update(state=MailState.SENT, sent_at=F("due_at"), attempts=1)

    def _register(self, meeting, part, size, *, at):
        people = [self._person() for _each in range(size)]
        number = next(self.numbers)
        actor, institution = self._institution(number)
        application = Application(
            name=people[0],
            email=f"{slugify(people[0]).replace('-', '.')}@{actor.slug if actor else 'post'}.example",
            participants=tuple(people),
            takes_part=part,
            institution=institution,
            actor=actor,
            accessibility_needs=self.content["needs"][number // NEEDY % len(self.content["needs"])] if number % NEEDY == NEEDY - 1 else "",
            answers=tuple(self._answer(question, number) for question in meeting.questions.all()),
            precondition_met=bool(meeting.precondition),
            consents=({"purpose": "registration", "text": "Vorführinhalt", "at": at.isoformat(timespec="seconds")},),
        )
        return register(meeting, application, at=at)

    def _person(self):
        """Every name once: the last names shift by one with each round of the first."""
        number = next(self.persons)
        first, last = self.content["first"], self.content["last"]
        return f"{first[number % len(first)]} {last[(number + number // len(first)) % len(last)]}"

    def _institution(self, number):
        if number % 4 == 3:
            return None, self.content["others"][number // 4 % len(self.content["others"])]
        actor = self.actors[self.content["institutions"][number % len(self.content["institutions"])]]
        return actor, actor.name

    def _answer(self, question, number):
        value = {
            AnswerKind.TEXT: "Wie die Übergabe bei Krankheit klappt.",
            AnswerKind.NUMBER: 30 + number % 7 * 10,
            AnswerKind.CONSENT: number % 3 != 0,
            AnswerKind.CHOICE: (question.choice_list or [""])[number % max(1, len(question.choice_list))],
        }[AnswerKind(question.kind)]
        return {"question": question.pk, "label": question.text, "value": value}

    def _attend(self, meeting):
        people = list(Participant.objects.filter(registration__meeting=meeting, registration__state="confirmed").order_by("pk"))
        for place, person in enumerate(people):
            person.attended = place % ABSENT != ABSENT - 1
            person.checked_in_at = meeting.starts_at - dt.timedelta(minutes=place % 15) if person.attended else None
        Participant.objects.bulk_update(people, ["attended", "checked_in_at"])

    def _give_feedback(self, meeting, rows):
        day = local(meeting.ends_at).date() + dt.timedelta(days=1)
        Feedback.objects.bulk_create(
            [
                Feedback(meeting=meeting, rating=rating, usefulness=useful, liked=liked, missed=missed, wishes=wishes, day=day)
                for rating, useful, liked, missed, wishes in rows
            ]
        )
        first = Registration.objects.filter(meeting=meeting, state="confirmed").order_by("pk").values_list("pk", flat=True)[: len(rows)]
        Registration.objects.filter(pk__in=list(first)).update(gave_feedback=True)
