"""How long the calendar takes in the server, without kept pages: `python -m tests.bench.bench_calendar`.

CPU time, least of `ROUNDS`, through the whole stack: a list of 50 meetings, a month of 500, a calendar file of 1,000 with and without kept texts.
"""

import datetime as dt
import sys
import time

from .table import Row, finish
from .world import World

ROUNDS = 20
LIMITS_MS = {"list of 50": 30, "month of 500": 80, "calendar of 1,000, cold": 400, "calendar of 1,000, kept": 50}
BUSY_MONTH, FAR_MONTH = "2031-05", "2032-01"


def main():
    with World(actors=50, offers=0):
        from events.models import Meeting

        if not Meeting.objects.exists():
            build()
        return report(measured())


def build():
    """500 meetings in May 2031, 500 more until December, all in 8 series at 12 venues, each with two topics and its programme."""
    from directory.freshness import BERLIN
    from directory.models import Actor, Area, TargetGroup, Topic
    from events.enums import Format, MeetingKind
    from events.models import Meeting, Series, Venue
    from portal.jobs.housekeeping import know_tables

    organisers, topics, groups = list(Actor.objects.all()[:20]), list(Topic.objects.all()), list(TargetGroup.objects.all())
    areas = list(Area.objects.filter(depth__gt=1)[:12]) or [None]
    series = Series.objects.bulk_create(Series(name=f"Reihe {n}", slug=f"reihe-{n}", live=True, hue=n * 40) for n in range(8))
    venues = Venue.objects.bulk_create(
        Venue(name=f"Haus {n}", street=f"Lindenallee {n}", postcode="13187", municipality="Berlin", area=areas[n % len(areas)])
        for n in range(12)
    )
    formats, kinds = list(Format), list(MeetingKind)
    meetings = []
    for n in range(1000):
        day = dt.date(2031, 5, 1) + dt.timedelta(days=n % 31 if n < 500 else 31 + n % 200)
        starts = dt.datetime.combine(day, dt.time(8 + n % 12), BERLIN)
        meetings.append(
            Meeting(
                name=f"Schnittstelle OGS: Wer macht was am Nachmittag? {n}", slug=f"t-{n}", live=True, starts_at=starts, series=series[n % 8],
                ends_at=starts + dt.timedelta(minutes=90), kind=kinds[n % len(kinds)], format=formats[n % 3], venue=venues[n % 12],
                organiser=organisers[n % len(organisers)], summary="Zwei Standorte erzählen, wie es bei ihnen geht. " * 3,
            )
        )  # fmt: skip
    meetings = Meeting.objects.bulk_create(meetings, batch_size=200)
    for through, name, terms in ((Meeting.topics.through, "topic", topics), (Meeting.target_groups.through, "targetgroup", groups)):
        through.objects.bulk_create(
            through(**{"meeting": meeting, name: terms[(n + k) % len(terms)]}) for n, meeting in enumerate(meetings) for k in range(2)
        )
    know_tables(None)  # as the worker does once a day


def measured():
    from django.test import Client

    from events.calendar.ical import event_text
    from portal.caching import pages as kept

    kept.key_of = lambda request: None  # no page is kept
    client = Client()
    pages = {
        "list of 50": "/termine/",
        "month of 500": f"/termine/?ansicht=monat&monat={BUSY_MONTH}",
        "calendar of 1,000, kept": "/termine/kalender.ics",
    }
    found = {name: _least(lambda path=path: client.get(path)) for name, path in pages.items()}
    found["calendar of 1,000, cold"] = _least(lambda: (event_text.cache_clear(), client.get(pages["calendar of 1,000, kept"])))
    return found


def _least(ask):
    ask()
    times = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        ask()
        times.append((time.process_time() - begin) * 1000)
    return min(times)


def report(found):
    return finish([Row("sqlite", 1000, name, found[name], goal=limit, note="CPU") for name, limit in LIMITS_MS.items()])


if __name__ == "__main__":
    sys.exit(main())
