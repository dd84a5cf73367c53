"""What the page of a question shows: each institution as citizens see it, with what was asked about it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory import richtext, wording
from directory.freshness import BERLIN
from directory.models import Actor, Offer
from directory.rows import Row, offer_row
from directory.views.places import ShownLocation, full_locations, shown_location

from .enums import Reply
from .models import ConfirmationLine
from .people import spoken_for

OPEN_AT_ONCE = 3
"""Institutions whose details are unfolded; of more, each opens by a click."""


@dataclass
class Item:
    line: ConfirmationLine
    waits: bool
    row: Row | None = None
    """Of an offer."""
    said: str = ""
    """What was answered, in words."""


@dataclass
class Shown:
    actor: object
    places: list[ShownLocation]
    website: str
    description: str
    own: Item | None = None
    offers: list[Item] = field(default_factory=list)

    @property
    def items(self):
        return [item for item in (self.own, *self.offers) if item]

    @property
    def waiting(self):
        return [item for item in self.items if item.waits]


def lines_on_page(request):
    """Lines of a question that its address may answer: public entries, each once."""
    lines = ConfirmationLine.objects.filter(
        request=request, actor__in=spoken_for(request), actor__live=True, actor__archived_at=None
    ).order_by("actor__sort_name", "pk")
    seen = {}
    for line in lines.select_related("actor", "offer"):
        if line.offer is None or line.offer.is_public:
            seen.setdefault((line.actor_id, line.offer_id), line)
    return list(seen.values())


def shown(request, at) -> list[Shown]:
    """Institutions by name. The same number of queries however many there are."""
    today = at.astimezone(BERLIN).date()
    lines = lines_on_page(request)
    waiting = set(ConfirmationLine.objects.waiting(today).filter(request=request).values_list("pk", flat=True))
    offers = Offer.objects.filter(pk__in=[line.offer_id for line in lines if line.offer_id]).for_listing().in_bulk()
    actors = Actor.objects.filter(pk__in={line.actor_id for line in lines}).select_related("kind")
    actors = actors.prefetch_related(full_locations()).in_bulk()
    found: dict[int, Shown] = {}
    for line in lines:
        actor = actors[line.actor_id]
        if actor.pk not in found:
            website = actor.website.partition("://")[2].removeprefix("www.").rstrip("/")
            description = richtext.shown(actor.description) if actor.description else ""
            found[actor.pk] = Shown(actor, [shown_location(location, at) for location in actor.locations.all()], website, description)
        item = Item(line, line.pk in waiting, said=_said(line, line.pk in waiting))
        if line.offer_id:
            item.row = offer_row(offers[line.offer_id], at, with_actor=False)
            found[actor.pk].offers.append(item)
        else:
            found[actor.pk].own = item
    return list(found.values())


def _said(line, waits):
    if waits:
        return ""
    if line.reply == Reply.GONE:
        return _("You said that it doesn’t exist any more. The office decides.") if not line.settled_at else _("The office has decided.")
    checked = line.entry.confirmed_at
    return _("Checked on %(day)s. Thank you!") % {"day": wording.day(checked.astimezone(BERLIN).date())} if checked else ""
