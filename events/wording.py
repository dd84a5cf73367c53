"""Facts of meetings as people read them. Plain values in, text in the active language out; empty when nothing is known. Times are Berlin's.

times(meeting)        9:00–12:30 Uhr
when(meeting)         Dienstag, 8. Dezember 2026, 9:00–12:30 Uhr · 8. bis 9. Dezember 2026
place(meeting)        Stadtteilbibliothek Leseinsel, Weißensee · online
price(meeting)        kostenlos · 15 €
capacity(meeting)     24 Plätze vor Ort, 40 online
month(day)            Dezember 2026
"""

from datetime import timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from directory import wording
from directory.freshness import BERLIN

from .enums import Format, MeetingKind

NO_BREAK = wording.NO_BREAK


def local(moment):
    return moment.astimezone(BERLIN)


def last_day(meeting):
    """The day on which it ends; what ends at midnight ends on the day before."""
    return local(meeting.ends_at - timedelta(microseconds=1)).date()


def is_one_day(meeting):
    return local(meeting.starts_at).date() == last_day(meeting)


def clock(moment):
    moment = local(moment)
    return f"{moment.hour}:{moment.minute:02d}"


def times(meeting):
    """Of what lasts several days the beginning alone."""
    if not is_one_day(meeting):
        return pgettext("time of day", "from %(time)s") % {"time": clock(meeting.starts_at)}
    return _span(local(meeting.starts_at).time(), local(meeting.ends_at).time(), get_language())


@lru_cache(maxsize=1000)
def _span(first, last, language):
    """Most meetings of a list take place at the same few times of day."""
    return pgettext("time of day", "%(first)s–%(last)s") % {
        "first": f"{first.hour}:{first.minute:02d}",
        "last": wording.clock(last, closing=True),
    }


def moment(value):
    """“3. Dezember 2026, 16:30 Uhr”."""
    return _("%(day)s, %(time)s") % {
        "day": wording.day(local(value).date()),
        "time": pgettext("time of day", "at %(time)s") % {"time": clock(value)},
    }


def days(meeting):
    first = local(meeting.starts_at).date()
    if is_one_day(meeting):
        return weekday_date(first)
    return wording.day_range(first, last_day(meeting))


def when(meeting):
    return f"{days(meeting)}, {times(meeting)}"


def weekday_date(day):
    """“Dienstag, 8. Dezember 2026”."""
    return date_format(day, _("l, j F Y")).replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")


def month(day):
    return date_format(day, "F Y")


def venue(meeting):
    """“Stadtteilbibliothek Leseinsel, Weißensee”: the area's name where one is known, else the town."""
    found = meeting.venue if meeting.format != Format.ONLINE and meeting.venue_id else None
    if not found:
        return ""
    area = found.area.name if found.area_id else found.municipality
    return ", ".join(part for part in (found.name, area) if part)


def place(meeting):
    at = venue(meeting)
    if meeting.format == Format.HYBRID and at:
        return _("%(place)s and online") % {"place": at}
    return at or format_words(meeting.format, get_language())


@lru_cache(maxsize=100)
def format_words(format, language):
    return str(Format(format).label)


@lru_cache(maxsize=100)
def kind_words(kind, language):
    return capfirst(str(MeetingKind(kind).label))


def price(meeting):
    if meeting.is_free:
        return _("free of charge")
    return wording.money(meeting.price) if meeting.price is not None else ""


def capacity(meeting):
    """How many people can take part, as far as the format allows it."""
    onsite = meeting.capacity_onsite if meeting.format != Format.ONLINE else None
    online = meeting.capacity_online if meeting.format != Format.ONSITE else None
    if onsite is not None and online is not None:
        return ngettext("%(onsite)d place on site, %(online)d online", "%(onsite)d places on site, %(online)d online", onsite) % {
            "onsite": onsite,
            "online": online,
        }
    places = onsite if onsite is not None else online
    return "" if places is None else ngettext("%(count)d place", "%(count)d places", places) % {"count": places}
