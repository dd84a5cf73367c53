from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import richtext, sections, wording
from ..distance import nearby_actors
from ..filter_groups import actor_groups
from ..freshness import BERLIN, State, freshness
from ..listed import in_order, kinds_of, listed_actors, listed_offers
from ..listing import read_listing
from ..loaded import public_actor
from ..models import Actor, Offer
from ..prepared import Asked, Prepared
from ..rows import actor_row, foreign, offer_row
from ..structured_data import actor_data, breadcrumb_data, script
from .entries import find_entry, pages_of_entries
from .places import full_locations, shown_location
from .texts import other_texts, shown_texts

OFFERS_SHOWN = 8
HOUSES_SHOWN = 12


def actor_list(request):
    """The plain register of institutions: filters, counts, pages; by name."""
    listing = read_listing(Actor.objects.public().for_listing(), actor_groups(), request.GET)
    at = timezone.now()
    rows = [actor_row(actor, at) for actor in listing.items]
    url = reverse("directory:actors")
    way_on = [(_("Show all institutions"), url)]
    return render(request, "directory/actor_list.html", {"listing": listing, "rows": rows, "list_url": url, "way_on": way_on})


@pages_of_entries
def actor_detail(request, slug):
    return actor_page(request, find_entry(request, Actor.objects.all(), slug, load=public_actor))


def actor_page(request, actor):
    """The page of an institution, be it published or the draft of a preview (`directory.previews`): reads relations by `.all()` only."""
    at = timezone.now()
    locations = [shown_location(location, at) for location in actor.locations.all()]
    crumbs = [(_("Institutions"), reverse("directory:actors"))]
    crumbs.append((actor.kind.local_name_plural, f"{reverse('directory:actors')}?art={actor.kind.slug}"))
    origin = request.build_absolute_uri("/").rstrip("/")
    state = freshness(actor, at)
    return render(
        request,
        "directory/actor_detail.html",
        {
            "actor": actor,
            **shown_texts(actor),
            "kinds": [actor.kind, *(kind for kind in actor.further_kinds.all() if kind != actor.kind)],
            "operator": actor.operator if actor.operator and actor.operator.is_public else None,
            "spoken": wording.languages(actor.languages),
            "website": actor.website.partition("://")[2].removeprefix("www.").rstrip("/"),
            "main": locations[0] if locations else None,
            "locations": locations,
            "sections": sections.sections_of(actor, at),
            "checked_on": state.checked_on,
            "due": state.state == State.DUE,
            "is_long": state.is_long,
            "breadcrumb": crumbs,
            "plain_language": any(text.language == "de-simple" for text in actor.texts.all()),
            "structured_data": script(
                actor_data(actor, origin), breadcrumb_data([*crumbs, (actor.name, actor.get_absolute_url())], origin)
            ),
        },
    )


def for_page(actors):
    """All that the page of one actor reads, but its sections."""
    relations = ["texts", "links", "further_kinds", "topics", "target_groups", "tags", full_locations()]
    return actors.select_related("kind", "operator", "logo").prefetch_related(*relations)


# --- Sections of the register itself ----------------------------------------------------------------------------------------

_offers_of = Asked(
    lambda actor, today: (
        Offer.objects.public().current(today).filter(actor=actor).order_by("sort_name", "pk").values_list("pk")[:OFFERS_SHOWN]
    ),
    int,
    date,
)
_houses_of = Prepared(
    lambda actors: Actor.objects.public().filter(operator__in=actors).order_by("sort_name", "pk").values_list("pk")[:HOUSES_SHOWN], most=1
)


def load_offers(actor, at):
    """Current offers; past ones are nowhere but at their own address. Six queries."""
    today = at.astimezone(BERLIN).date()
    ids = [pk for (pk,) in _offers_of.rows(actor.pk, today)]
    if not ids:
        return None
    shown = in_order(listed_offers(ids, kinds_of(actor)), ids)
    total = Offer.objects.public().current(today).filter(actor=actor).count() if len(ids) == OFFERS_SHOWN else len(ids)
    url = f"{reverse('directory:offers')}?einrichtung={actor.slug}"
    return {
        "rows": [offer_row(offer, at, with_actor=False, with_freshness=False) for offer in shown],
        "total": total,
        "url": url if total > len(shown) else "",
    }


def load_houses(actor, at):
    """What an operator runs."""
    ids = [pk for (pk,) in _houses_of.rows([actor.pk])]
    if not ids:
        return None
    shown = in_order(listed_actors(ids, kinds_of(actor)), ids)
    total = Actor.objects.public().filter(operator=actor).count() if len(ids) == HOUSES_SHOWN else len(ids)
    url = f"{reverse('directory:actors')}?traeger={actor.slug}"
    return {"rows": [actor_row(house, at) for house in shown], "total": total, "url": url if total > len(shown) else ""}


def load_about(actor, at):
    description, language = actor.localized("description")
    return {"text": richtext.shown(description), "lang": foreign(language)} if description else None


def load_topics(actor, at):
    topics, groups, tags = list(actor.topics.all()), list(actor.target_groups.all()), list(actor.tags.all())
    return (
        {"topics": topics, "groups": wording.join(group.local_name for group in groups), "tags": tags} if topics or groups or tags else None
    )


def load_nearby(actor, at):
    location = next((location for location in actor.locations.all() if location.lat is not None), None)
    return [
        {
            "name": other.localized("name")[0],
            "lang": foreign(other.localized("name")[1]),
            "url": other.get_absolute_url(),
            "kind": other.kind,
            "distance": wording.distance(km),
        }
        for other, km in nearby_actors(actor, location)
    ]


sections.register("offers", template="directory/actor_offers.html", load=load_offers, order=10)
sections.register("houses", template="directory/actor_houses.html", load=load_houses, order=20)
sections.register("about", template="directory/actor_about.html", load=load_about, order=60)
sections.register("topics", template="directory/actor_topics.html", load=load_topics, order=70)
sections.register("texts", template="directory/actor_texts.html", load=lambda actor, at: other_texts(actor), order=80)
sections.register("nearby", template="directory/actor_nearby.html", load=load_nearby, order=90)
