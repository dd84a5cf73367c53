"""Rows of meetings and entries of a month. A busy month has hundreds of them: in Python they take a tenth of the time of a template each.

The components of the same names (`templates/components/`) only call these.
"""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .portal_tags import escaped, icon, soft_hyphens
from .row_tags import chip_list

register = template.Library()


@register.simple_tag
def meeting_rows(rows, level=None):
    """All of `rows` (`events.calendar.rows.MeetingRow`)."""
    return mark_safe("".join([meeting_row(row, level) for row in rows]))


@register.simple_tag
def meeting_row(row, level=None):
    heading = f"h{int(level or 3)}"
    lang = f' lang="{escaped(row.lang)}"' if row.lang else ""
    series = f'<span class="series" data-kind="{escaped(row.colour)}"{lang}>{soft_hyphens(row.series)}</span>' if row.series else ""
    facts = "".join([f'<span class="iconed">{icon(sign)}<span>{escaped(text)}</span></span>' for sign, text in row.meta])
    side = (chip_list(row.chips) if row.chips else "") + (f"<span>{escaped(row.note)}</span>" if row.note else "")
    weekday, month, date = row.day_words
    return mark_safe(
        f'<li>\n<article class="meeting{" meeting--off" if row.is_off else ""}">\n<p class="meeting__date"><span class="kern-sr-only">'
        f'{date}</span><span aria-hidden="true">{weekday}</span><b aria-hidden="true">{row.day.day}</b>'
        f'<span aria-hidden="true">{month}</span></p>\n<div>\n<p class="kicker">{series}<span>{escaped(row.kind)}</span></p>\n'
        f'<{heading} class="row__title"><a href="{escaped(row.url)}"{lang}>{soft_hyphens(row.title)}</a></{heading}>'
        + (f'<p class="row__meta">{facts}</p>' if facts else "")
        + "</div>"
        + (f'<div class="meeting__side">{side}</div>' if side else "")
        + "\n</article>\n</li>\n"
    )


@register.simple_tag
def calendar_entries(rows):
    """What stands on one day of a month."""
    return mark_safe("".join([_entry(row) for row in rows]))


def _entry(row):
    lang = f' lang="{escaped(row.lang)}"' if row.lang else ""
    state = _("moved") if row.has_left else _("cancelled") if row.is_off else ""
    said = f'<span class="kern-sr-only">, {state}</span>' if state else ""
    return (
        f'<a class="event{" event--off" if row.is_off else ""}" data-kind="{escaped(row.colour)}" href="{escaped(row.url)}"{lang}>'
        f"{row.time} {soft_hyphens(row.title)}{said}</a>"
    )
