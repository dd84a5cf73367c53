"""What meetings reached, over a period and by series: numbers that name nobody, right before and after personal data was deleted."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, Sum
from django.utils.timezone import make_aware

from directory.freshness import BERLIN
from directory.models import Location
from directory.models.entries import folded

from ..enums import RegistrationState
from ..models import Meeting, Participant, Registration

CONFIRMED = RegistrationState.CONFIRMED
WAITING = (RegistrationState.WAITING, RegistrationState.OFFERED)
ENDED = (RegistrationState.CANCELLED, RegistrationState.EXPIRED, RegistrationState.DECLINED)


@dataclass
class Reach:
    """Of one meeting, a series or all.

    registrations = confirmed + waiting + pending + ended, each a number of registrations. people = came + absent + not_noted: those with a confirmed place.
    `returning`: confirmed registrations of people who had been at an earlier meeting. `institutions`: keys, so that a sum counts each once.
    """

    label: str = ""
    meeting: Meeting | None = None
    meetings: int = 0
    cancelled: int = 0
    registrations: int = 0
    confirmed: int = 0
    waiting: int = 0
    pending: int = 0
    ended: int = 0
    people: int = 0
    came: int = 0
    absent: int = 0
    people_waiting: int = 0
    returning: int = 0
    institutions: set = field(default_factory=set)

    NUMBERS = (
        "meetings", "cancelled", "registrations", "confirmed", "waiting", "pending", "ended", "people", "came", "absent", "people_waiting", "returning",
    )  # fmt: skip

    @property
    def not_noted(self):
        return self.people - self.came - self.absent

    @property
    def institution_count(self):
        return len(self.institutions)

    def add(self, other):
        for name in self.NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.institutions |= other.institutions


@dataclass
class Statistics:
    """`areas`: [(name of an area or "", institutions, people)]; the people of all rows are those of `total`."""

    total: Reach
    series: list
    meetings: list
    areas: list


def statistics(first, last, *, series=None) -> Statistics:
    """Of the public meetings from the day `first` to the day `last`, both counted, in Berlin; of all series or of one. Seven queries, however many there are."""
    begin, end = (make_aware(dt.datetime.combine(day, dt.time()), BERLIN) for day in (first, last + dt.timedelta(days=1)))
    chosen = Meeting.objects.public().filter(starts_at__gte=begin, starts_at__lt=end)
    chosen = chosen.filter(series=series) if series else chosen
    meetings = list(chosen.select_related("series").only("name", "starts_at", "cancelled_at", "series__name").order_by("starts_at", "pk"))
    rows = {meeting.pk: Reach(str(meeting), meeting, meetings=1, cancelled=int(meeting.is_cancelled)) for meeting in meetings}
    ours = Registration.objects.filter(meeting__in=chosen.order_by().values("pk")).order_by()
    _count_states(rows, ours)
    _count_attendance(rows, ours)
    areas = _count_institutions(rows, ours)
    _count_returning(rows, ours)
    total, by_series = Reach(), {}
    for meeting in meetings:
        total.add(rows[meeting.pk])
        name = meeting.series.name if meeting.series else ""
        by_series.setdefault(name, Reach(name)).add(rows[meeting.pk])
    return Statistics(total, sorted(by_series.values(), key=lambda row: (row.label == "", folded(row.label))), list(rows.values()), areas)


def _count_states(rows, registrations):
    for key, state, number, people in registrations.values_list("meeting", "state").annotate(number=Count("pk"), people=Sum("size")):
        row = rows[key]
        row.registrations += number
        if state == CONFIRMED:
            row.confirmed, row.people = number, people
        elif state in WAITING:
            row.waiting, row.people_waiting = row.waiting + number, row.people_waiting + people
        elif state in ENDED:
            row.ended += number
        else:
            row.pending += number


def _count_attendance(rows, registrations):
    noted = Participant.objects.filter(registration__in=registrations.filter(state=CONFIRMED).values("pk")).order_by()
    counted = noted.values_list("registration__meeting").annotate(came=Count("pk", Q(attended=True)), absent=Count("pk", Q(attended=False)))
    for key, came, absent in counted:
        rows[key].came, rows[key].absent = came, absent


def _count_institutions(rows, registrations):
    """The areas, by people. An institution is its entry of the register or, without one, what people wrote."""
    confirmed = registrations.filter(state=CONFIRMED)
    homes = {}
    locations = Location.objects.filter(actor__in=confirmed.exclude(actor=None).values("actor"), archived_at=None)
    for actor, area in locations.order_by("actor", "is_main", "pk").values_list("actor", "area__name"):
        homes[actor] = area or homes.get(actor, "")  # the main one comes last
    institutions, people = defaultdict(set), Counter()
    for meeting, actor, name, written, size in confirmed.values_list("meeting", "actor", "actor__name", "institution", "size"):
        key, area = folded(name or written).strip(), homes.get(actor, "")
        if key:
            rows[meeting].institutions.add(key)
            institutions[area].add(key)
        people[area] += size
    return [
        (area, len(institutions[area]), number)
        for area, number in sorted(people.items(), key=lambda each: (each[0] == "", -each[1], each[0]))
    ]


def _count_returning(rows, registrations):
    """By what was kept when the address was deleted, and by the address where it is still there."""
    confirmed = registrations.filter(state=CONFIRMED)
    open_ones = confirmed.filter(is_returning=None).exclude(email="")
    first_time = dict(
        Registration.objects.took_part()
        .filter(email__in=open_ones.values("email"))
        .order_by()
        .values_list("email")
        .annotate(first=Min("meeting__ends_at"))
    )
    for key, returning, email, starts_at in confirmed.values_list("meeting", "is_returning", "email", "meeting__starts_at"):
        first = first_time.get(email)
        if returning or (returning is None and first is not None and first <= starts_at):
            rows[key].returning += 1
