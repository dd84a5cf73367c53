"""Registrations as they lie in the database, without the way there."""

import datetime as dt

from django.utils import timezone

from events.enums import RegistrationState, TakesPart
from events.models import Participant, Registration


def registered(meeting, name="Kim Beispiel", *, others=(), attended=None, **fields):
    """A registration of `name` and `others`, confirmed where nothing else is said; `attended` for all of them."""
    at = fields.pop("created_at", None) or timezone.now()
    state = fields.setdefault("state", RegistrationState.CONFIRMED)
    defaults = {
        "email": f"{name.split()[0].lower()}@example.org",
        "takes_part": TakesPart.ONLINE if meeting.format == "online" else TakesPart.ONSITE,
        "size": 1 + len(others),
        "confirmed_at": at if state == RegistrationState.CONFIRMED else None,
        "waiting_since": at if state == RegistrationState.WAITING else None,
        "held_until": at + dt.timedelta(hours=2) if state in (RegistrationState.PENDING, RegistrationState.OFFERED) else None,
    }
    registration = Registration.objects.create(meeting=meeting, name=name, created_at=at, **{**defaults, **fields})
    Participant.objects.bulk_create(
        Participant(registration=registration, position=position, name=each, attended=attended)
        for position, each in enumerate([name, *others])
    )
    return registration
