"""Rows of lists and their parts. A page of results has hundreds of these parts: in Python they take a tenth of the time of a template each.

The components of the same names (`templates/components/`) only call these.
"""

import datetime as dt
from functools import lru_cache

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .portal_tags import escaped, icon, long_date, short_date, soft_hyphens

register = template.Library()


@register.simple_tag
def list_rows(rows, level=None):
    """All of `rows` (`directory.rows.Row`)."""
    return mark_safe("".join([row(**_facts(one), level=level) for one in rows]))


def _facts(one):
    facts = {name: getattr(one, name) for name in ("title", "url", "kind", "icon", "kicker", "lang", "text_lang", "meta", "text", "chips")}
    return facts | {
        "side": one.side,
        "confirmed_at": one.checked_on,
        "due": one.due,
        "is_long": one.is_long,
        "key": one.key,
        "second": one.second,
    }


@register.simple_tag(name="row")
def row(
    title="", url="", icon="", kind="", kicker=(), lang="", text_lang="", meta=(), text="", chips=(), side="", confirmed_at=None, due=False,
    level=None, key="", second=None, is_long=False,
):  # fmt: skip
    thing = f' data-thing="{escaped(key)}"' if key else ""
    heading = f"h{int(level or 3)}"
    head = f'<{heading} class="row__title"><a href="{escaped(url)}"{_lang(lang)}>{soft_hyphens(title)}</a></{heading}>'
    facts = "".join([_iconed(*fact) for fact in meta or ()])
    parts = [
        kicker_line(kicker) if kicker else "",
        head,
        f'<p class="row__meta">{facts}</p>' if facts else "",
        f'<p class="row__text"{_lang(text_lang or lang)}>{soft_hyphens(text)}</p>' if text else "",
        chip_list(chips) if chips else "",
    ]
    beside = f"<strong>{escaped(side)}</strong>" if side else ""
    beside += fresh(confirmed_at, due=due, short=True, is_long=is_long) if confirmed_at else ""
    return mark_safe(
        f'<li{thing}>\n<article class="row" data-kind="{escaped(kind or "")}">\n{_sign(icon, kind, second)}\n<div>{"".join(parts)}</div>'
        + (f'\n<p class="row__side">{beside}</p>' if beside else "")
        + "\n</article>\n</li>\n"
    )


def _sign(icon_name, kind, second):
    return f'<span class="duo">{tile(icon_name, kind)}{tile(*second)}</span>' if second else tile(icon_name, kind)


def _lang(code):
    return f' lang="{escaped(code)}"' if code else ""


def _iconed(sign, text):
    return f'<span class="iconed">{icon(sign)}<span>{escaped(text)}</span></span>'


@register.simple_tag
def tile(icon_name="", kind="", size=""):
    """The sign of a kind on its colour."""
    return _tile(icon_name, kind or "", size)


@lru_cache(maxsize=1000)
def _tile(icon_name, kind, size):
    larger = f" tile--{size}" if size else ""
    return mark_safe(f'<span class="tile{larger}" data-kind="{escaped(kind)}">{icon(icon_name)}</span>')


@register.simple_tag
def kicker_line(parts, kind=""):
    kind = f' data-kind="{escaped(kind)}"' if kind else ""
    texts = [f"<b>{soft_hyphens(part)}</b>" if place == 0 else soft_hyphens(part) for place, part in enumerate(parts) if part]
    return mark_safe(f'<p class="kicker"{kind}>{"".join([f"<span>{text}</span> " for text in texts])}</p>')


@register.simple_tag
def chip_list(chips, label=""):
    label = f' aria-label="{escaped(label)}"' if label else ""
    return mark_safe(f'<ul class="chips"{label}>{"".join([_chip(chip) for chip in chips])}</ul>')


def _chip(chip):
    sign = icon(chip["icon"]) if chip.get("icon") else ""
    text = f"{sign}{soft_hyphens(chip['text'])}"
    if chip.get("url"):
        return f'<li><a class="chip" href="{escaped(chip["url"])}">{text}</a></li>'
    tone = f" chip--{escaped(chip['tone'])}" if chip.get("tone") else ""
    return f'<li class="chip{tone}">{text}</li>'


@register.simple_tag
def fresh(date=None, due=False, short=False, is_long=False):
    """When an entry was checked; `short`: in numbers; `is_long`: the check has been due for months."""
    if type(date) is dt.date:
        return _fresh(date, bool(due), bool(short), bool(is_long), get_language())
    return _checked(date, due, short, is_long)


@lru_cache(maxsize=2000)
def _fresh(date, due, short, is_long, language):
    return _checked(date, due, short, is_long)


def _checked(date, due, short, is_long):
    if not date:
        return mark_safe(f'<span class="fresh fresh--none">{icon("circle-dashed")}{escaped(_("not checked yet"))}</span>')
    if is_long:
        words = _("not checked for a long time: %(date)s") if short else _("not checked for a long time: last on %(date)s")
        text = words % {"date": short_date(date) if short else long_date(date)}
    elif short:
        text = (_("last checked %(date)s") if due else _("checked %(date)s")) % {"date": short_date(date)}
    else:
        text = (_("last checked on %(date)s") if due else _("checked on %(date)s")) % {"date": long_date(date)}
    sign, late = ("hourglass", " fresh--due") if due else ("badge-check", "")
    return mark_safe(f'<span class="fresh{late}">{icon(sign)}{escaped(text)}</span>')
