"""Facts of cooperations as people read them. Plain values in, text in the active language out; empty when nothing is known.

running(cooperation, today)   läuft seit August 2024 · geplant ab Februar 2027 · ruht seit … · beendet, 2019 bis 2023
period(cooperation)           August 2024 bis Juli 2027 · seit August 2024
confirmation(partners)        von beiden Seiten bestätigt · von 3 Einrichtungen bestätigt
form(value)                   Bildungspartnerschaft
agreement(cooperation)        zertifiziert
names(partners)               Grundschule A, Musikschule B und 2 weitere
hours(value)                  8 · 1,5
"""

from functools import lru_cache

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import wording as words

from .enums import Agreement, CooperationForm, CooperationStatus

NAMED = 2
"""So many partners stand in a row with their names."""


@lru_cache(maxsize=100)
def _form(value, language):
    return capfirst(str(CooperationForm(value).label))


def form(value):
    return _form(value, get_language()) if value else ""


@lru_cache(maxsize=100)
def _status(value, language):
    return capfirst(str(CooperationStatus(value).label))


def status(value):
    return _status(value, get_language())


def month(day):
    return date_format(day, "F Y")


def period(cooperation):
    begins, ends = cooperation.starts_on, cooperation.ends_on
    if begins and ends:
        if (begins.year, begins.month) == (ends.year, ends.month):
            return month(begins)
        return _("%(first)s to %(last)s") % {"first": month(begins), "last": month(ends)}
    if begins:
        return _("since %(month)s") % {"month": month(begins)}
    return _("until %(month)s") % {"month": month(ends)} if ends else ""


def running(cooperation, today):
    """What is so on `today`, a date."""
    begins, ends = cooperation.starts_on, cooperation.ends_on
    if cooperation.status == CooperationStatus.ENDED or (ends and ends < today):
        return _("ended, %(period)s") % {"period": period(cooperation)} if begins or ends else _("ended")
    if cooperation.status == CooperationStatus.PLANNED or (begins and begins > today):
        return _("planned from %(month)s") % {"month": month(begins)} if begins and begins > today else _("planned")
    if cooperation.status == CooperationStatus.PAUSED:
        return _("paused, begun in %(month)s") % {"month": month(begins)} if begins else _("paused")
    return _("running since %(month)s") % {"month": month(begins)} if begins else _("running")


def confirmation(confirmed, asked):
    """Of `asked` institutions, `confirmed` of which have confirmed."""
    if confirmed == 2 and asked == 2:
        return _("confirmed by both sides")
    return ngettext("confirmed by %(count)d institution", "confirmed by %(count)d institutions", confirmed) % {"count": confirmed}


def names(partners, most=NAMED):
    """Of partners that may be named."""
    shown = [str(partner.actor.name) for partner in partners[:most]]
    if more := len(partners) - len(shown):
        shown.append(ngettext("%(count)d other", "%(count)d others", more) % {"count": more})
    return words.join(shown)


def agreement(cooperation):
    if cooperation.agreement == Agreement.NONE:
        return ""
    return capfirst(str(cooperation.get_agreement_display()))


def hours(value):
    return number_format(value, decimal_pos=0 if value == int(value) else 1)
