"""The options of facets. A page has a hundred of them: in Python they take a thirtieth of the time of a template each."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from .portal_tags import number, soft_hyphens

register = template.Library()


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
    name = conditional_escape(facet["name"])
    return mark_safe("".join([_label(option, f'id="{name}-{place}" type="{kind}" name="{name}"') for place, option in numbered]))


def _label(option, attributes):
    count, lang = _value(option, "count"), _value(option, "lang")
    below = ' class="facet__below"' if _value(option, "below") else ""
    state = " checked" if _value(option, "checked") else " disabled" if count == 0 else ""
    said = f' lang="{conditional_escape(lang)}"' if lang else ""
    counted = "" if count is None or count == "" else f'<span class="count">{number(count)}</span>'
    return (
        f'<label{below}><input {attributes} value="{conditional_escape(_value(option, "value"))}"{state}>'
        f"<span{said}>{soft_hyphens(_value(option, 'label'))}</span>{counted}</label>"
    )


def _value(option, name):
    return option.get(name) if isinstance(option, dict) else getattr(option, name, None)
