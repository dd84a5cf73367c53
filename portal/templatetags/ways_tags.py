"""Ways on from a page: tabs, pages, views, orders, languages. In Python they take a fraction of the time of templates.

The components of the same names (`templates/components/`) only call these.
"""

from urllib.parse import urlencode

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .portal_tags import escaped, icon, number, page_range

register = template.Library()


@register.simple_tag
def language_list(languages, inline=False):
    """`languages` are `portal.shell.LanguageLink`s. `inline`: plain links to the others, else items of a list."""
    return mark_safe("".join([_language(one, inline) for one in languages if not (inline and one.current)]))


def _language(one, inline):
    current = ' aria-current="true"' if one.current else ""
    sign = icon("languages") if inline else ""
    link = f'<a href="{escaped(one.url)}" lang="{one.code}" hreflang="{one.code}"{current}>{sign}{escaped(one.name)}</a>'
    return link if inline else f"<li>{link}</li>"


@register.simple_tag
def tab_list(tabs):
    return mark_safe("".join([_tab(**tab) for tab in tabs]))


def _tab(url, name, count=None, current=False, **more):
    counted = "" if count is None or count == "" else f' <span class="count">{number(count)}</span>'
    return f'<li><a href="{escaped(url)}"{_current(current, "page")}>{escaped(name)}{counted}</a></li>'


@register.simple_tag
def view_list(views):
    return mark_safe(
        "".join(
            [
                f'<a href="{escaped(view["url"])}"{_current(view.get("current"), "true")}>{icon(view["icon"])}<span>{escaped(view["name"])}</span></a>'
                for view in views
            ]
        )
    )


def _current(current, value):
    return f' aria-current="{value}"' if current else ""


@register.simple_tag
def hidden_fields(pairs):
    """What a form carries along: [(name, value)]."""
    return mark_safe("".join([f'<input type="hidden" name="{escaped(name)}" value="{escaped(value)}">' for name, value in pairs or ()]))


@register.simple_tag
def sort_options(options):
    return mark_safe(
        "".join(
            [
                f'<option value="{escaped(option["value"])}"{" selected" if option.get("current") else ""}>{escaped(option["name"])}</option>'
                for option in options
            ]
        )
    )


@register.simple_tag(takes_context=True)
def page_links(context, here, pages, param=""):
    """The way back, the numbers and the way on; `here` is the page of `pages` that is shown."""
    request, name = context.request, param or "seite"
    kept = [(key, value) for key, values in request.GET.lists() if key != name and any(values) for value in values if value]

    def url(to):
        pairs = [*kept, (name, to)] if to > 1 else kept  # page one has one address only
        return escaped(f"?{urlencode(pairs)}" if pairs else request.path)

    said, links = f'<span class="kern-sr-only">{_("Page")} </span>', []
    for to in page_range(here, pages):
        if to is None:
            links.append("<li><span>…</span></li>")
        else:
            links.append(f'<li><a href="{url(to)}"{_current(to == here, "page")}>{said}{number(to)}</a></li>')
    back = f'<a href="{url(here - 1)}" rel="prev">{icon("chevron-left")} {_("Previous page")}</a>' if here > 1 else ""
    on = f'<a href="{url(here + 1)}" rel="next">{_("Next page")} {icon("chevron-right")}</a>' if here < pages else ""
    return mark_safe(f'{back}<ul class="bare">{"".join(links)}</ul>{on}')
