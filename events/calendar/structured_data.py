"""schema.org descriptions of meetings and series (JSON-LD), for search machines. Mail addresses stay out."""

from directory.freshness import BERLIN
from directory.richtext import without_mails
from directory.structured_data import CONTEXT

from ..admission.entrance import State, entrance
from ..enums import AT_A_PLACE, REMOTE, Format, RegistrationWay

MODES = {Format.ONLINE: "OnlineEventAttendanceMode", Format.ONSITE: "OfflineEventAttendanceMode", Format.HYBRID: "MixedEventAttendanceMode"}


def meeting_data(meeting, origin, at):
    """`origin` is the address of the site without path (“https://example.org”). Reads loaded relations only."""
    url = origin + meeting.get_absolute_url()
    state = "EventCancelled" if meeting.is_cancelled else "EventRescheduled" if meeting.is_moved else "EventScheduled"
    capacities = {
        "maximumPhysicalAttendeeCapacity": meeting.capacity_onsite if meeting.format in AT_A_PLACE else None,
        "maximumVirtualAttendeeCapacity": meeting.capacity_online if meeting.format in REMOTE else None,
    }
    places = _places(meeting, url)
    return known(
        {
            "@type": "EducationEvent",
            "@id": f"{url}#event",
            "name": meeting.name,
            "url": url,
            "description": without_mails(meeting.summary),
            "startDate": _time(meeting.starts_at),
            "endDate": _time(meeting.ends_at),
            "eventStatus": f"{CONTEXT}/{state}",
            "previousStartDate": _time(meeting.moved_from) if meeting.is_moved else "",
            "eventAttendanceMode": f"{CONTEXT}/{MODES[meeting.format]}",
            "location": places[0] if len(places) == 1 else places,
            "organizer": _organiser(meeting.public_organiser, origin),
            "superEvent": _series(meeting.public_series, origin),
            "isAccessibleForFree": meeting.is_free,
            "offers": _price(meeting, url, at),
            "audience": {"@type": "Audience", "audienceType": meeting.audience} if meeting.audience else None,
            "inLanguage": "de",
            **capacities,
            "remainingAttendeeCapacity": entrance(meeting, at).free,
        }
    )


def series_data(series, meetings, origin):
    """With the next dates."""
    url = origin + series.get_absolute_url()
    dates = [
        {"@type": "EducationEvent", "name": meeting.name, "url": origin + meeting.get_absolute_url(), "startDate": _time(meeting.starts_at)}
        for meeting in meetings
    ]
    return known(
        {
            "@type": "EventSeries",
            "@id": f"{url}#series",
            "name": series.name,
            "url": url,
            "description": without_mails(series.summary),
            "organizer": _organiser(series.organiser if series.organiser_id and series.organiser.is_public else None, origin),
            "subEvent": dates,
        }
    )


def known(data):
    return {key: value for key, value in data.items() if value is not None and value != "" and value != [] and value != {}}


def _time(moment):
    return moment.astimezone(BERLIN).isoformat(timespec="minutes")


def _organiser(actor, origin):
    return {"@type": "Organization", "name": actor.name, "url": origin + actor.get_absolute_url()} if actor else None


def _series(series, origin):
    return {"@type": "EventSeries", "name": series.name, "url": origin + series.get_absolute_url()} if series else None


def _places(meeting, url):
    places = []
    if meeting.format in AT_A_PLACE and meeting.venue_id:
        places.append(_place(meeting.venue))
    if meeting.format in REMOTE:
        places.append({"@type": "VirtualLocation", "url": meeting.public_online_url or url})
    return places


def _place(venue):
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postcode,
        "addressLocality": venue.municipality,
        "addressCountry": "DE",
    }
    point = {"@type": "GeoCoordinates", "latitude": venue.lat, "longitude": venue.lon} if venue.lat is not None else None
    return known({"@type": "Place", "name": str(venue), "address": known(address), "geo": point})


def _price(meeting, url, at):
    if not meeting.is_free and meeting.price is None:
        return None
    state = entrance(meeting, at).state
    available = {
        State.FULL: "SoldOut",
        State.WAITING_LIST: "SoldOut",
        State.CLOSED: "SoldOut",
        State.NOT_YET: "PreOrder",
        State.OPEN: "InStock",
        State.NOT_NEEDED: "InStock",
    }
    return known(
        {
            "@type": "Offer",
            "price": "0" if meeting.is_free else str(meeting.price),
            "priceCurrency": "EUR",
            "url": _where_to_register(meeting, url),
            "availability": f"{CONTEXT}/{available[state]}" if state in available else "",
            "validFrom": _time(meeting.opens_at) if meeting.opens_at else "",
        }
    )


def _where_to_register(meeting, url):
    if meeting.registration == RegistrationWay.HERE:
        return f"{url}anmeldung/"
    return meeting.registration_url or url
