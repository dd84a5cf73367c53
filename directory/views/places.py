"""A location as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from .. import hours
from ..freshness import BERLIN
from ..models import Location


@dataclass(frozen=True)
class ShownLocation:
    location: Location
    is_open: bool
    state: str
    week: list[hours.HoursRow]
    exceptions: list[hours.ExceptionRow]
    yes: list[str]
    no: list[str]
    unknown: list[str]

    @property
    def route_url(self):
        """A link that the person opens; the portal itself asks nobody for a map."""
        if self.location.lat is None:
            return ""
        point = f"{self.location.lat:.5f},{self.location.lon:.5f}"
        return f"https://www.openstreetmap.org/directions?to={point.replace(',', '%2C')}"


def full_locations():
    """Prefetch of public locations with all that `shown_location` reads: four queries."""
    locations = Location.objects.public().select_related("area").defer("area__outline")
    return Prefetch("locations", locations.prefetch_related("opening_spans", "opening_exceptions"))


def shown_location(location, at: datetime) -> ShownLocation:
    today = at.astimezone(BERLIN).date()
    facts = location.accessibility
    return ShownLocation(
        location=location,
        is_open=hours.is_open(location, at),
        state=hours.state_text(location, at),
        week=hours.weekly_rows(location, today),
        exceptions=hours.exception_rows(location, today),
        yes=[label for _column, label, value in facts if value],
        no=[label for _column, label, value in facts if value is False],
        unknown=[label for _column, label, value in facts if value is None],
    )
