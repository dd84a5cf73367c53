"""Facts of the register as people read them: prices, ages, times, places, distances. One home for each phrase; lists, pages and search use it.

Every function takes plain values or an object with its relations prefetched, asks the database nothing else, and answers in the active
language with a string that is empty when nothing is known.

    money(amount)            26 €
    price(offer)             kostenlos · 26 € im Monat · 10 bis 26 € im Monat · ab 10 € · bis 26 €
    price_reduced(offer)     ermäßigt 13 €
    price_in_full(offer)     26 € im Monat, ermäßigt 13 €
    ages(age_from, age_to)   6 bis 9 Jahre · ab 6 Jahren · bis 12 Jahre · 6 Jahre
    weekdays(days)           Mo bis Fr · Di und Do
    clock(time)              8:00
    span(starts, ends)       15:15–16:00
    sessions(offer)          Di und Do, 15:15 · Mo bis Sa
    day_range(first, last)   5. Mai bis 9. Juni 2027
    period(offer, today)     ab 12. Januar 2027 · 12. Januar bis 30. Juni 2027 · am 5. Mai 2027
    when(offer, today)       the one of the two that a row has room for
    places_free(offer)       4 Plätze frei · 1 Platz frei · ausgebucht
    group_size(offer)        3 bis 4 Teilnehmende
    place(location)          Notenweg 12, Pankow
    places(locations)        Notenweg 12, Pankow und 3 weitere Standorte
    languages(codes)         Deutsch, Türkisch und Ukrainisch
    distance(km)             am selben Ort · 350 m · 0,8 km · 12 km
    join(parts)              a, b und c
"""

from decimal import Decimal
from functools import lru_cache, wraps

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from .enums import PriceUnit
from .languages import language_name

NO_BREAK = "\u00a0"


def _made_once(function):
    """For texts that follow from plain values alone: each is made once in each language. A page has dozens that many others have too."""

    @lru_cache(maxsize=2000)
    def made(language, *values):
        return function(*values)

    @wraps(function)
    def of(*values):
        return made(get_language(), *values)

    return of


def join(parts):
    """“a, b und c”."""
    parts = [str(part) for part in parts if part]
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


# --- Prices -----------------------------------------------------------------------------------------------------------


def money(amount):
    """“26 €”, with cents only where there are some."""
    amount = Decimal(amount)
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, force_grouping=True)}{NO_BREAK}€"


def _amounts(price_from, price_to):
    if price_from is not None and price_to is not None and price_from != price_to:
        low = number_format(price_from, decimal_pos=0 if price_from == price_from.to_integral_value() else 2, force_grouping=True)
        return pgettext("price", "%(low)s to %(high)s") % {"low": low, "high": money(price_to)}
    if price_from is not None and price_to is None:
        return pgettext("price", "from %(low)s") % {"low": money(price_from)}
    if price_to is not None and price_from is None:
        return pgettext("price", "up to %(high)s") % {"high": money(price_to)}
    return money(price_from) if price_from is not None else ""


def price(offer):
    """“kostenlos”, “26 € im Monat”. A price from without a price to means: from this amount up; both the same means exactly this."""
    return _price(offer.is_free, offer.price_from, offer.price_to, offer.price_unit)


@_made_once
def _price(is_free, price_from, price_to, unit):
    if is_free or (price_from == 0 and price_to == 0):
        return _("free of charge")
    amounts = _amounts(price_from, price_to)
    if not amounts or not unit or unit == PriceUnit.ONCE:
        return amounts
    return f"{amounts} {PriceUnit(unit).label}"


def price_reduced(offer):
    if offer.is_free or offer.price_reduced is None:
        return ""
    amount = _("free of charge") if offer.price_reduced == 0 else money(offer.price_reduced)
    return _("reduced %(amount)s") % {"amount": amount}


def price_in_full(offer):
    return ", ".join(part for part in (price(offer), price_reduced(offer)) if part)


# --- People -----------------------------------------------------------------------------------------------------------


@_made_once
def ages(age_from, age_to):
    """Both in years, either may be None. From 0 with no end, and up to 99 or more, say nothing."""
    if age_to is not None and age_to >= 99:
        age_to = None
    if age_from and age_to is not None and age_from == age_to:
        return ngettext("%(count)d year", "%(count)d years", age_to) % {"count": age_to}
    if age_from is not None and age_to is not None:
        return ngettext("%(low)d to %(count)d year", "%(low)d to %(count)d years", age_to) % {"low": age_from, "count": age_to}
    if age_from:
        return ngettext("from %(count)d year", "from %(count)d years", age_from) % {"count": age_from}
    if age_to is not None:
        return ngettext("up to %(count)d year", "up to %(count)d years", age_to) % {"count": age_to}
    return ""


def group_size(offer):
    low, high = offer.places_min, offer.places_max
    if low and high and low != high:
        return _("%(low)d to %(high)d participants") % {"low": low, "high": high}
    if high:
        return ngettext("at most %(count)d participant", "at most %(count)d participants", high) % {"count": high}
    if low:
        return ngettext("at least %(count)d participant", "at least %(count)d participants", low) % {"count": low}
    return ""


def places_free(offer):
    if offer.places_free is None:
        return ""
    if offer.places_free == 0:
        return _("fully booked")
    return ngettext("%(count)d place free", "%(count)d places free", offer.places_free) % {"count": offer.places_free}


def languages(codes):
    return join(language_name(code) for code in codes)


# --- Times ------------------------------------------------------------------------------------------------------------


def clock(time, *, closing=False):
    """“8:00”. The midnight that ends a day reads 24:00."""
    if closing and (time.hour, time.minute) == (0, 0):
        return "24:00"
    return f"{time.hour}:{time.minute:02d}"


def span(starts, ends):
    """“15:15–16:00”."""
    if starts is None:
        return ""
    if ends is None:
        return clock(starts)
    return f"{clock(starts)}–{clock(ends, closing=True)}"


def weekdays(days, *, full=False):
    """“Mo bis Fr” for three or more in a row, else “Di und Do”. `days` count from 0 for Monday."""
    return _weekdays(frozenset(days), full)


@_made_once
def _weekdays(days, full):
    names = WEEKDAYS if full else WEEKDAYS_ABBR
    runs = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(pgettext("weekdays", "%(first)s to %(last)s") % {"first": names[run[0]], "last": names[run[-1]]})
        else:
            parts += [str(names[day]) for day in run]
    return join(parts)


def session_groups(offer, *, full=False):
    """[(“Di und Do”, “15:15–16:00”, note), …]: days that share times and note together, in the order of the week."""
    groups = {}
    for session in sorted(offer.sessions.all(), key=lambda session: (session.weekday, session.starts is not None, session.starts)):
        groups.setdefault((session.starts, session.ends, session.note), []).append(session.weekday)
    return [(weekdays(days, full=full), span(starts, ends), note) for (starts, ends, note), days in groups.items()]


def sessions(offer):
    """One line for a row; only when each time begins. Where times are many, the days alone."""
    entries = list(offer.sessions.all())
    days = weekdays(session.weekday for session in entries)
    starts = {session.starts for session in entries if session.starts}
    if len(starts) > 2 or not starts:
        return days
    return f"{days}, {join(clock(time) for time in sorted(starts))}"


def day(date, *, year=True):
    """“5. Mai 2027”, “5 May 2027”; a line never ends inside of it."""
    return _day(date, year)


@_made_once
def _day(date, year):
    return date_format(date, _("j F Y") if year else _("j F")).replace(" ", NO_BREAK)


def day_range(first, last):
    """“5. Mai bis 9. Juni 2027”, “10. bis 14. August 2020” within a month, “5. Mai 2027” when both are the same."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s to %(last)s") % {"first": date_format(first, pgettext("day of the month alone", "j")), "last": day(last)}
    return _("%(first)s to %(last)s") % {"first": day(first, year=first.year != last.year), "last": day(last)}


def period(offer, today):
    """When it begins and ends; what has begun and has no end says nothing."""
    first, last = offer.starts_on, offer.ends_on
    if first and first == last:
        return _("on %(day)s") % {"day": day(first)}
    if first and last:
        return day_range(first, last)
    if last:
        return _("until %(day)s") % {"day": day(last)}
    if first and first > today:
        return _("from %(day)s on") % {"day": day(first)}
    return ""


def when(offer, today):
    return ", ".join(part for part in (sessions(offer), period(offer, today)) if part) or offer.schedule_note


# --- Places -----------------------------------------------------------------------------------------------------------


def place(location):
    """“Notenweg 12, Pankow”: the area's name where one is known, else the town."""
    area = location.area.name if location.area_id else location.municipality
    return ", ".join(part for part in (location.street or location.name, area) if part)


def places(locations):
    """The first with what is known of it, and how many more."""
    locations = list(locations)
    if not locations:
        return ""
    first = place(locations[0]) or str(locations[0])
    more = len(locations) - 1
    if not more:
        return first
    return ngettext("%(place)s and %(count)d more location", "%(place)s and %(count)d more locations", more) % {
        "place": first,
        "count": more,
    }


def distance(km):
    """`km` is a float of kilometres."""
    if km is None:
        return ""
    if km < 0.025:
        return _("in the same place")
    metres = round(km * 1000 / 50) * 50
    if metres < 1000:
        return f"{metres}{NO_BREAK}m"
    return f"{number_format(round(km, 1) if km < 10 else round(km), decimal_pos=1 if km < 10 else 0)}{NO_BREAK}km"
