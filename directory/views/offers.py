from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import richtext, wording
from ..filter_groups import offer_groups
from ..freshness import BERLIN, State, freshness
from ..listing import read_listing
from ..loaded import public_offer
from ..models import Offer
from ..prepared import Asked
from ..rows import foreign, offer_chips, offer_row
from ..similar import similar_offers
from ..structured_data import breadcrumb_data, offer_data, script
from .entries import find_entry, pages_of_entries
from .places import full_locations, shown_location
from .texts import other_texts, shown_texts


def offer_list(request):
    """The plain register of offers that are not past; by name."""
    at = timezone.now()
    offers = Offer.objects.public().current(at.astimezone(BERLIN).date()).for_listing()
    listing = read_listing(offers, offer_groups(), request.GET)
    rows = [offer_row(offer, at) for offer in listing.items]
    url = reverse("directory:offers")
    way_on = [(_("Show all offers"), url)]
    return render(request, "directory/offer_list.html", {"listing": listing, "rows": rows, "list_url": url, "way_on": way_on})


_current_of = Asked(
    lambda actor, today: Offer.objects.public().current(today).filter(actor=actor).order_by().values_list("pk")[:1], int, date
)


@pages_of_entries
def offer_detail(request, slug):
    return offer_page(request, find_entry(request, Offer.objects.all(), slug, load=public_offer))


def offer_page(request, offer):
    """The page of an offer, be it published or the draft of a preview (`directory.previews`): reads relations by `.all()` only."""
    at = timezone.now()
    today = at.astimezone(BERLIN).date()
    topics = list(offer.topics.all())
    crumbs = [(_("Offers"), reverse("directory:offers"))]
    if topics:
        crumbs.append((topics[0].local_name, topics[0].get_absolute_url()))
    origin = request.build_absolute_uri("/").rstrip("/")
    state = freshness(offer, at)
    texts = shown_texts(offer)
    description, description_language = offer.localized("description")
    return render(
        request,
        "directory/offer_detail.html",
        {
            "offer": offer,
            **texts,
            "lead": "" if richtext.begins_with(description, texts["summary"]) else texts["summary"],
            "description": richtext.shown(description) if description else "",
            "description_lang": foreign(description_language),
            "other_texts": other_texts(offer),
            "form": capfirst(offer.get_form_display()),
            "chips": offer_chips(offer),
            "facts": facts(offer, today),
            "locations": [shown_location(location, at) for location in offer.locations.all()],
            "similar": [offer_row(other, at, km=km) for other, km in similar_offers(offer, today)],
            "similar_url": topics[0].get_absolute_url() if topics else "",
            "similar_topic": topics[0].local_name if topics else "",
            "phone": offer.registration_phone or offer.actor.phone,
            "email": offer.registration_email or offer.actor.email,
            "is_past": offer.last_day is not None and offer.last_day < today,
            "current_offers_url": f"{reverse('directory:offers')}?einrichtung={offer.actor.slug}",
            "actor_has_current": bool(_current_of.rows(offer.actor_id, today)),
            "checked_on": state.checked_on,
            "due": state.state == State.DUE,
            "is_long": state.is_long,
            "breadcrumb": crumbs,
            "plain_language": any(text.language == "de-simple" for text in offer.texts.all()),
            "structured_data": script(
                offer_data(offer, origin), breadcrumb_data([*crumbs, (offer.name, offer.get_absolute_url())], origin)
            ),
        },
    )


def for_page(offers):
    """All that the page of one offer reads, but similar offers."""
    relations = ["texts", "sessions", "topics", "target_groups", "tags", full_locations()]
    return offers.select_related("actor", "actor__kind", "image").prefetch_related(*relations)


def facts(offer, today):
    """What decides, as questions: [{"icon", "question", "answer", "notes": [text], "own": texts people wrote, in German}], unknown ones left out."""
    sessions = wording.session_groups(offer, full=True)
    days = wording.join(days for days, _times, _note in sessions)
    several = len(sessions) > 1
    times = [
        " ".join(part for part in (days if several else "", times, f"({note})" if note else "") if part)
        for days, times, note in sessions
        if times or note
    ]
    period = wording.period(offer, today)
    count = _("%(count)d dates") % {"count": offer.session_count} if offer.session_count and offer.session_count > 1 else ""
    groups = wording.join(group.local_name for group in offer.target_groups.all())
    ages = wording.ages(offer.age_from, offer.age_to)
    places = [location.name or wording.place(location) for location in offer.locations.all()]
    found = [
        fact(
            "calendar",
            _("When?"),
            days or period or offer.schedule_note,
            [*times, period if days else "", count, offer.schedule_note if days or period else ""],
            own=[offer.schedule_note],
        ),
        fact(
            "users",
            _("For whom?"),
            ages or groups,
            [
                groups if ages else "",
                wording.group_size(offer),
                _("People with and without disabilities together") if offer.inclusive else "",
            ],
        ),
        fact(
            "euro",
            _("What does it cost?"),
            wording.price(offer),
            [wording.price_reduced(offer), _("Bildungspaket accepted") if offer.accepts_education_package else "", offer.price_note],
            own=[offer.price_note],
        ),
        fact(
            "map-pin",
            _("Where?"),
            wording.places(offer.locations.all()[:1]) if len(places) == 1 else wording.join(places[:3]),
            [_("and more") if len(places) > 3 else ""],
        ),
        fact("languages", _("Languages"), wording.languages(offer.languages), []),
        fact("ticket", _("Places"), wording.places_free(offer), []),
    ]
    return [each for each in found if each["answer"] or each["notes"]]


def fact(icon, question, answer, notes, own=()):
    notes = [note for note in notes if note and note != answer]
    if not answer and notes:
        answer, *notes = notes
    return {"icon": icon, "question": question, "answer": answer, "notes": notes, "own": own}
