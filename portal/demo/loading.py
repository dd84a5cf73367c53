"""Loads the demo content once, all of it or nothing, and knows whether that has been done."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from directory.errors import OperationRefused
from directory.imports.references import write_references
from directory.models import Actor, ImportRun, ImportSource, Location, Offer
from events.models import Meeting

from ..models import ContentPage, HomePage, NewsPage
from . import data, people
from .alliances import AllianceWriter
from .cooperations import CooperationWriter
from .meetings import MeetingWriter
from .pages import SiteWriter
from .pictures import write_pictures
from .proposals import write_proposals
from .register import SOURCE, RegisterWriter, write_areas
from .registrations import RegistrationWriter


@dataclass(frozen=True)
class Loaded:
    """How much there is, in the order in which it was written."""

    areas: int
    actors: int
    locations: int
    offers: int
    meetings: int
    cooperations: int
    alliances: int
    pages: int
    news: int
    pictures: int


def run_of_demo():
    """The run that loaded the demo, or None."""
    return ImportRun.objects.filter(source__key=SOURCE).exclude(finished_at=None).first()


def is_newer_than(run):
    """Whether the files of the demo have changed since `run`; what it loaded stays as it is."""
    return run.file_hash != data.fingerprint()


def other_content():
    """What of somebody else is in the database already: [“Einrichtungen: 12”, …]."""
    untouched_homes = HomePage.objects.filter(latest_revision__user=None, numchild=0)
    counts = [
        (Actor.objects.count(), _("Institutions")),
        (Offer.objects.count(), _("Offers")),
        (Meeting.objects.count(), _("Meetings")),
        (Page.objects.filter(depth__gt=1).exclude(pk__in=untouched_homes.values("pk")).count(), _("Pages")),
    ]
    return [f"{name}: {count}" for count, name in counts if count]


@transaction.atomic
def load(*, at=None, with_logins=True, force=False):
    """Write everything and return `Loaded`. Dates count from `at` (aware; now by default). Raises `OperationRefused`."""
    at = at or timezone.now()
    if run_of_demo():
        raise OperationRefused(_("The demo content is there already."))
    if not force and (found := other_content()):
        raise OperationRefused(
            _(
                "There is content of others in this database: %(found)s. The demo belongs into an empty one. To add it nevertheless, use --force."
            )
            % {"found": ", ".join(found)}
        )
    taken = get_user_model().objects.filter(email__in=[people.address(name) for name, *_rest in people.PEOPLE])
    if taken:
        raise OperationRefused(_("There is an account with the address %(email)s already.") % {"email": taken[0].email})
    today = timezone.localdate(at)
    with disable_reference_index_auto_update(), override("de"):
        users = people.write_people(with_logins=with_logins)
        pictures = write_pictures(by=users["office"])
        areas = write_areas()
        register = RegisterWriter(at=at, pictures=pictures, office=users["office"], editor=users["redaktion"])
        register.write()
        people.write_memberships(users, register.actors, at=at)
        alliances = AllianceWriter(at=at, actors=register.actors, areas=areas, office=users["office"])
        alliances.write()
        meetings = MeetingWriter(at=at, actors=register.actors, alliances=alliances.alliances, office=users["office"])
        meetings.write()
        cooperations = CooperationWriter(at=at, actors=register.actors, areas=areas, pictures=pictures, office=users["office"])
        cooperations.write()
        RegistrationWriter(at=at, actors=register.actors, meetings=meetings.meetings).write()
        site = SiteWriter(today=today, pictures=pictures, register=register, alliances=alliances.alliances, office=users["office"])
        site.write()
    write_proposals(users, register.actors, at=at)
    _write_references(register, alliances, meetings, cooperations, site)
    loaded = Loaded(
        areas=len(areas),
        actors=len(register.actors),
        locations=Location.objects.filter(identifiers__source=SOURCE).count(),
        offers=len(register.offers),
        meetings=len(meetings.meetings),
        cooperations=len(cooperations.cooperations),
        alliances=len(alliances.alliances),
        pages=HomePage.objects.count() + ContentPage.objects.count(),
        news=NewsPage.objects.count(),
        pictures=len(pictures),
    )
    source = ImportSource.objects.create(key=SOURCE, name="Vorführinhalte", owner="Landkreis Ottersee (erfunden)", licence="EUPL-1.2")
    ImportRun.objects.create(
        source=source,
        mapping=SOURCE,
        file_name="portal/demo",
        file_hash=data.fingerprint(),
        started_at=at,
        finished_at=timezone.now(),
        published=True,
        counts=loaded.__dict__,
    )
    return loaded


def _write_references(register, alliances, meetings, cooperations, site):
    """Where each picture, topic and page is used; made at once here instead of by one task per saved thing."""
    write_references(
        {
            "actor": {actor.pk for actor in register.actors.values()},
            "location": {location.pk for location in register.locations.values()},
            "offer": {offer.pk for offer in register.offers.values()},
        }
    )
    for written in [
        *alliances.alliances.values(),
        *meetings.series.values(),
        *meetings.meetings.values(),
        *cooperations.written,
        *site.written,
    ]:
        ReferenceIndex.create_or_update_for_object(written)
