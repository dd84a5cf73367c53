"""Facets and their options. A page has a dozen with a hundred: in Python they take a thirtieth of the time of templates."""

from functools import lru_cache, partial

from django import template
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .portal_tags import escaped, hidden_options, number, soft_hyphens

register = template.Library()

LATER = "spaeter-"
"""Before the id of what is put in its place."""
SHOWN = 5
"""Options outside “more”, where a facet doesn't say how many."""


@register.simple_tag
def facet_fields(facets):
    """All of `facets` that have something to choose."""
    shown = [facet for facet in facets if facet["options"] or facet.get("later") or facet.get("opened")]
    return mark_safe("".join([facet_field(facet, facet.get("open") or SHOWN) for facet in shown]))


@register.simple_tag
def facet_field(facet, shown):
    """One facet (`components/facets.html` says what it holds); the first `shown` options stand outside “more”."""
    label = escaped(facet["label"])
    if facet.get("later"):
        return mark_safe(f'<details class="facet facet--minor"><summary>{label}</summary>{_later(facet, label)}</details>')
    content = _range(facet) if facet.get("kind") == "range" else _choices(facet, shown, label)
    if not facet.get("is_minor"):
        return mark_safe(f'<fieldset class="facet"><legend>{label}</legend>{content}</fieldset>')
    opened = "" if facet.get("folded") else " open"
    return mark_safe(
        f'<details class="facet facet--minor"{opened}><summary>{label}</summary>'
        f'<fieldset id="{_id(facet)}"><legend class="kern-sr-only">{label}</legend>{_state(facet)}{content}</fieldset></details>'
    )


def _later(facet, label):
    """In the place of options that nobody has asked for yet: a link, which follows itself when the disclosure is opened."""
    url, place, said = escaped(facet["later"]), _id(facet), escaped(_("Show the choices"))
    return (
        f'<p class="facet__later" id="{LATER}{place}" hx-get="{url}" hx-trigger="toggle once from:closest details" hx-target="this" '
        f'hx-select="#{place}" hx-swap="outerHTML" hx-push-url="false"><a href="{url}">{said}'
        f'<span class="kern-sr-only">: {label}</span></a></p>'
    )


def _id(facet):
    return f"werte-{escaped(facet['name'])}"


def _state(facet):
    """What was opened stays so when something is chosen elsewhere."""
    if not facet.get("opened"):
        return ""
    said = escaped(_("These results say nothing about it."))
    nothing = "" if facet["options"] else f'<p class="small muted">{said}</p>'
    return f'<input type="hidden" name="auf" value="{escaped(facet["name"])}">{nothing}'


def _range(facet):
    fields = [
        f'<label>{escaped(option["label"])}<input class="select" type="number" name="{option["name"]}" min="0" '
        f'max="{option.get("max") or 99}" value="{"" if option.get("value") is None else escaped(option["value"])}" inputmode="numeric"></label>'
        for option in facet["options"]
    ]
    return f'<div class="facet__range">{"".join(fields)}</div>'


def _choices(facet, shown, label):
    rest = hidden_options(facet["options"], shown)
    return (
        f"<div>{shown_options(facet, shown)}</div>"
        + (_number(facet["number"]) if facet.get("number") else "")
        + (_more(facet, rest, label) if rest else "")
    )


def _number(field):
    return (
        f'<label class="facet__number"><span>{escaped(field["label"])}</span><input class="select" type="number" '
        f'name="{field["name"]}" min="{field["least"]}" max="{field["most"]}" step="0.5" inputmode="decimal"></label>'
    )


def _more(facet, rest, label):
    all_url = escaped(facet.get("all_url") or "")
    more = _("Show more") if all_url else ngettext("%(counter)s more", "%(counter)s more", len(rest)) % {"counter": len(rest)}
    every = (
        f'<p class="facet__all"><a href="{all_url}">{_("Show all")}<span class="kern-sr-only">: {label}</span></a></p>' if all_url else ""
    )
    return (
        f'<details data-filter-list><summary>{escaped(more)}<span class="kern-sr-only">: {label}</span></summary>'
        f"{_box(label, all_url) if facet.get('box') else ''}"
        f"<div data-filter-options>{rest_options(facet, rest)}</div>{every}</details>"
    )


def _box(label, all_url):
    find = escaped(_("Find in this list"))
    url = f' data-url="{all_url}"' if all_url else ""
    return (
        f'<label class="facet__find" data-needs-script hidden><span class="kern-sr-only">{find}: {label}</span><input class="select" type="search" '
        f'maxlength="60" autocomplete="off" placeholder="{find}" data-filter-box{url}></label>'
        f'<p class="kern-sr-only" role="status" data-filter-status data-one="{escaped(_("1 value"))}" data-many="{escaped(_("# values"))}"></p>'
    )


@register.simple_tag
def shown_options(facet, shown):
    """Those that stand there at once: the first `shown`, and what is chosen."""
    options = enumerate(facet["options"], 1)
    return _labels(facet, [(place, option) for place, option in options if place <= shown or _value(option, "checked")])


@register.simple_tag
def rest_options(facet, options):
    """`options` behind “more”, as `hidden_options` gives them."""
    return _labels(facet, enumerate(options, 101))


def _labels(facet, numbered):
    kind = "radio" if facet.get("kind") == "radio" else "checkbox"
    name = escaped(facet["name"])
    return mark_safe("".join([_label(option, f'id="{name}-{place}" type="{kind}" name="{name}"') for place, option in numbered]))


def _label(option, attributes):
    of = option.get if isinstance(option, dict) else partial(getattr, option)
    count, label, lang = of("count", None), of("label", ""), of("lang", "")
    value, said = _written(str(of("value", "")), label if isinstance(label, SafeData) else str(label), lang or "")
    state = " checked" if of("checked", False) else " disabled" if count == 0 else ""
    counted = "" if count is None or count == "" else f'<span class="count">{number(count)}</span>'
    narrower = ' class="facet__below"' if of("below", False) else ""
    return f'<label{narrower}><input {attributes} value="{value}"{state}>{said}{counted}</label>'


@lru_cache(maxsize=5000, typed=True)  # a safe label is no plain one of the same letters
def _written(value, label, lang):
    """What is the same on every page: of a hundred options only counts and order change."""
    said = f' lang="{escaped(lang)}"' if lang else ""
    return escaped(value), f"<span{said}>{soft_hyphens(label)}</span>"


def _value(option, name):
    return option.get(name) if isinstance(option, dict) else getattr(option, name, None)
