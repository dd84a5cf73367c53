"""How many places a meeting has and how many are free, by `Occupancy`. Asks the database for nothing but `meeting.occupancy`, which lists load with the meeting.

A part is a `TakesPart`: a hybrid meeting has two with places of their own, others have one. None stands for “as many as come”.
"""

from functools import cache

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ..enums import Format, RegistrationWay, TakesPart

PARTS = {
    Format.ONSITE: (TakesPart.ONSITE,),
    Format.ONLINE: (TakesPart.ONLINE,),
    Format.HYBRID: (TakesPart.ONSITE, TakesPart.ONLINE),
}
COLUMNS = {TakesPart.ONSITE: "onsite", TakesPart.ONLINE: "online"}
"""Of `Occupancy`; the capacity of each is the `capacity_…` of the meeting."""


def parts(meeting):
    return PARTS[meeting.format]


def capacity(meeting, part):
    return getattr(meeting, f"capacity_{COLUMNS[part]}")


def taken(meeting, part):
    """People who have a place, or for whom one is kept."""
    occupancy = getattr(meeting, "occupancy", None)
    return getattr(occupancy, COLUMNS[part]) if occupancy else 0


def free(meeting, part):
    places = capacity(meeting, part)
    return None if places is None else max(0, places - taken(meeting, part))


def waiting(meeting):
    occupancy = getattr(meeting, "occupancy", None)
    return occupancy.waiting if occupancy else 0


def must_queue(meeting):
    """Whether whoever comes now goes behind those who wait, free places or not. Of hybrid meetings `Occupancy` doesn't tell for which part they wait."""
    return meeting.is_full or (meeting.waits_strictly and meeting.format != Format.HYBRID and waiting(meeting) > 0)


def open_parts(meeting):
    """Of a meeting with the form of this portal: the parts into which one more person fits now."""
    return [] if must_queue(meeting) else [part for part in parts(meeting) if free(meeting, part) != 0]


@cache
def room():
    """Meetings in which some part has a free place, whatever else keeps people out."""
    found = Q()
    for format, its_parts in PARTS.items():
        for part in its_parts:
            column = COLUMNS[part]
            has_room = (
                Q(**{f"capacity_{column}": None})
                | Q(**{"occupancy": None, f"capacity_{column}__gt": 0})
                | Q(**{f"capacity_{column}__gt": F(f"occupancy__{column}")})
            )
            found |= Q(format=format) & has_room
    return found


@cache
def with_room():
    """As `open_parts`, for the database; those without the form of this portal count as long as nobody says that they are full."""
    queue = Q(waits_strictly=True, occupancy__waiting__gt=0) & ~Q(format=Format.HYBRID)
    return Q(is_full=False) & (~Q(registration=RegistrationWay.HERE) | (room() & ~queue))


def told(meeting):
    """“12/20, 3 waiting”: people with a place, places, people who wait; "" where nobody registers with the form of this portal."""
    if meeting.registration != RegistrationWay.HERE:
        return ""
    capacities = [capacity(meeting, part) for part in parts(meeting)]
    there = sum(taken(meeting, part) for part in parts(meeting))
    text = str(there) if None in capacities else f"{there}/{sum(capacities)}"
    return text + (_(", %(count)d waiting") % {"count": waiting(meeting)} if waiting(meeting) else "")
