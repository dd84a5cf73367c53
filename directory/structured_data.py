"""schema.org descriptions of actors and offers (JSON-LD), for search machines.

Mail addresses stay out: harvesters read this too. `script()` makes text that may stand in a script element, whatever a name contains.
"""

import json
import re
from datetime import time
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from .enums import OfferForm
from .richtext import without_mails

CONTEXT = "https://schema.org"
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PLACES_ONLY = {
    "Museum",
    "PerformingArtsTheater",
    "CivicStructure",
    "Park",
    "Playground",
    "PublicSwimmingPool",
    "StadiumOrArena",
    "TouristInformationCenter",
}
"""Types that are places and no organisations: address, geo and hours belong to themselves."""
ORGANISATIONS_ONLY = {
    "Organization",
    "NGO",
    "GovernmentOrganization",
    "Corporation",
    "PerformingGroup",
    "MusicGroup",
    "SportsOrganization",
    "SportsTeam",
}
"""Types that have no hours and no point: their places do."""
COURSES = {OfferForm.COURSE, OfferForm.LESSON, OfferForm.WORKSHOP, OfferForm.ENSEMBLE}
EVENTS = {OfferForm.EVENT, OfferForm.TOUR}
BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|div|ul|ol)>|<br ?/?>")
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def script(*things):
    """The text between `<script type="application/ld+json">` and its end."""
    graph = [thing for thing in things if thing]
    data = {"@context": CONTEXT, "@graph": graph}
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))


def actor_data(actor, origin):
    """`origin` is the address of the site without path (“https://example.org”). Reads prefetched relations only."""
    kind = actor.kind.schema_type if actor.kind and re.fullmatch(r"[A-Z][A-Za-z]{2,59}", actor.kind.schema_type) else "Organization"
    url = origin + actor.get_absolute_url()
    locations = list(actor.locations.all())
    main = locations[0] if locations else None
    data = {
        "@type": kind,
        "@id": f"{url}#{kind.lower()}",
        "name": actor.localized("name")[0],
        "url": url,
        "description": _description(actor),
        "telephone": str(actor.phone) if actor.phone else "",
        "sameAs": [actor.website] if actor.website else [],
        "alternateName": [name.strip() for name in actor.other_names.split(",") if name.strip()],
    }
    if main:
        data["address"] = _address(main)
        if kind not in ORGANISATIONS_ONLY:
            data |= {"geo": _point(main), "openingHoursSpecification": _hours(main)}
    if kind in ORGANISATIONS_ONLY or (len(locations) > 1 and kind not in PLACES_ONLY):
        data["location"] = [_place(location) for location in locations]
    if actor.operator_id and actor.operator.live and not actor.operator.archived_at and kind not in PLACES_ONLY:
        data["parentOrganization"] = {
            "@type": "Organization",
            "name": actor.operator.name,
            "url": origin + actor.operator.get_absolute_url(),
        }
    return _known(data)


def offer_data(offer, origin):
    """A Course, an Event (when its first day is known) or a Service, with what it costs."""
    url = origin + offer.get_absolute_url()
    provider = {"@type": "Organization", "name": offer.actor.name, "url": origin + offer.actor.get_absolute_url()}
    places = [_place(location) for location in offer.locations.all()]
    data = {
        "name": offer.localized("name")[0],
        "url": url,
        "description": _description(offer),
        "inLanguage": offer.languages,
        "offers": _price(offer, url),
        "typicalAgeRange": _age_range(offer),
        "isAccessibleForFree": offer.is_free,
    }
    if offer.form in EVENTS and offer.starts_on:
        data |= {
            "@type": "Event",
            "@id": f"{url}#event",
            "organizer": provider,
            "location": places,
            "startDate": offer.starts_on.isoformat(),
        }
        data["endDate"] = offer.ends_on.isoformat() if offer.ends_on else ""
        data["eventAttendanceMode"] = f"{CONTEXT}/OfflineEventAttendanceMode" if places else ""
        return _known(data)
    if offer.form in COURSES:
        data |= {"@type": "Course", "@id": f"{url}#course", "provider": provider}
        instance = {
            "@type": "CourseInstance",
            "courseMode": "Onsite" if places else "",
            "startDate": offer.starts_on.isoformat() if offer.starts_on else "",
            "endDate": offer.ends_on.isoformat() if offer.ends_on else "",
            "location": places,
            "courseSchedule": _schedule(offer),
        }
        data["hasCourseInstance"] = _known(instance) if len(_known(instance)) > 1 else None
        return _known(data)
    audience = {"@type": "PeopleAudience", "suggestedMinAge": offer.age_from, "suggestedMaxAge": offer.age_to}
    data |= {
        "@type": "Service",
        "@id": f"{url}#service",
        "provider": provider,
        "serviceType": offer.get_form_display(),
        "audience": _known(audience) if len(_known(audience)) > 1 else None,
        "availableChannel": [{"@type": "ServiceChannel", "serviceLocation": place} for place in places],
        "availableLanguage": data.pop("inLanguage"),
    }
    for name in ("typicalAgeRange", "isAccessibleForFree"):
        data.pop(name)  # no properties of a Service
    return _known(data)


def breadcrumb_data(items, origin):
    """`items` are (title, path) from the outside in."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(title), "item": origin + path}
            for position, (title, path) in enumerate(items, 1)
        ],
    }


def _known(data):
    """Without what says nothing; False and 0 say something."""
    return {key: value for key, value in data.items() if value is not None and value != "" and value != [] and value != {}}


def _description(entry):
    return without_mails(entry.localized("summary")[0] or _words(entry.localized("description")[0]))


def _words(html, length=300):
    """Running text of rich text, cut between words."""
    text = " ".join(unescape(strip_tags(BLOCK_END.sub(r"\g<0> ", html))).split())
    return text if len(text) <= length else text[:length].rpartition(" ")[0] + " …"


def _address(location):
    return _known(
        {
            "@type": "PostalAddress",
            "streetAddress": location.street,
            "postalCode": location.postcode,
            "addressLocality": location.municipality,
            "addressCountry": "DE",
        }
    )


def _point(location):
    return {"@type": "GeoCoordinates", "latitude": location.lat, "longitude": location.lon} if location.lat is not None else None


def _place(location):
    hours = _hours(location)
    name = location.name or location.address
    return _known(
        {"@type": "Place", "name": name, "address": _address(location), "geo": _point(location), "openingHoursSpecification": hours}
    )


def _hours(location):
    if location.by_appointment:
        return []
    by_times: dict[tuple[time, time], list[str]] = {}
    for span in location.opening_spans.all():
        by_times.setdefault((span.opens, span.closes), []).append(f"{CONTEXT}/{WEEKDAYS[span.weekday]}")
    weekly = [{"@type": "OpeningHoursSpecification", "dayOfWeek": days, **_times(*times)} for times, days in by_times.items()]
    exceptions = [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": exception.starts.isoformat(),
            "validThrough": exception.ends.isoformat(),
            **_times(exception.opens or time(0), exception.closes if exception.opens else time(0), closed=exception.opens is None),
        }
        for exception in location.opening_exceptions.all()
    ]
    return weekly + exceptions


def _times(opens, closes, *, closed=False):
    """Closed is 00:00 to 00:00; midnight at the end of a day is 23:59."""
    ends = "23:59" if closes == time(0) and not closed else f"{closes:%H:%M}"
    return {"opens": f"{opens:%H:%M}", "closes": ends}


def _price(offer, url):
    if offer.is_free:
        return {"@type": "Offer", "price": "0", "priceCurrency": "EUR", "category": "Free", "url": url}
    low, high = offer.price_from, offer.price_to
    if low is None and high is None:
        return None
    if low is not None and high is not None and low != high:
        return {"@type": "AggregateOffer", "lowPrice": str(low), "highPrice": str(high), "priceCurrency": "EUR", "url": url}
    return {"@type": "Offer", "price": str(high if low is None else low), "priceCurrency": "EUR", "category": "Paid", "url": url}


def _age_range(offer):
    if offer.age_from is None and offer.age_to is None:
        return ""
    return f"{offer.age_from or 0}-{'' if offer.age_to is None else offer.age_to}"


def _schedule(offer):
    return [
        _known(
            {
                "@type": "Schedule",
                "repeatFrequency": "P1W",
                "byDay": f"{CONTEXT}/{WEEKDAYS[session.weekday]}",
                "startTime": f"{session.starts:%H:%M}" if session.starts else "",
                "endTime": f"{session.ends:%H:%M}" if session.ends else "",
                "scheduleTimezone": "Europe/Berlin",
            }
        )
        for session in offer.sessions.all()
    ]
