"""Facts of entries as the filters ask for them: what it costs, when it is open."""

from collections import defaultdict

from directory.enums import OfferForm, PriceUnit
from directory.models import OpeningException, OpeningSpan

from ..facets import MONTHLY, SINGLE
from ..opening import DayHours, Hours, Span, before, opening_words
from .reading import among

PER_MONTH = {PriceUnit.MONTH: 1, PriceUnit.TERM: 6, PriceUnit.YEAR: 12}
ONE_PAYMENT = (PriceUnit.ONCE, PriceUnit.SESSION)


def cost_values(row):
    """By the lowest regular price; what is free of charge is below every limit."""
    lowest = row["price_from"] if row["price_from"] is not None else row["price_to"]
    monthly = single = 0 if row["is_free"] else None
    if lowest is not None and row["price_unit"] in PER_MONTH:
        monthly = lowest / PER_MONTH[row["price_unit"]]
    elif lowest is not None and row["price_unit"] in ONE_PAYMENT:
        single = lowest
    return (
        *(("kostenlos",) if row["is_free"] else ()),
        *(value for value, most in MONTHLY.items() if monthly is not None and monthly <= most),
        *(value for value, most in SINGLE.items() if single is not None and single <= most),
        *(("bildungspaket",) if row["accepts_education_package"] else ()),
        *(("ermaessigt",) if row["price_reduced"] is not None else ()),
    )


def opening_of_sessions(row, sessions):
    """Only where people may walk in, and only what takes place every week; what a note restricts (“every second week”) may be closed today."""
    if row["form"] != OfferForm.OPEN:
        return ()
    spans = [span for span, note in sessions if not note]
    return opening_words([Hours(spans, [before(row["starts_on"])] if row["starts_on"] else [])])


def hours_of(locations) -> dict[int, Hours]:
    """Where people may walk in: location → weekly spans and exceptions. Two queries."""
    hours: dict[int, Hours] = defaultdict(Hours)
    for pk, weekday, opens, closes in (
        OpeningSpan.objects.filter(among("location_id", locations), location__by_appointment=False)
        .order_by("weekday", "opens", "pk")
        .values_list("location_id", "weekday", "opens", "closes")
    ):
        hours[pk].spans.append(Span(weekday, opens, closes))
    for pk, starts, ends, opens, closes in (
        OpeningException.objects.filter(among("location_id", locations), location__by_appointment=False)
        .order_by("starts", "opens", "pk")
        .values_list("location_id", "starts", "ends", "opens", "closes")
    ):
        hours[pk].exceptions.append(DayHours(starts, ends, opens, closes))
    return hours
