"""Tags and filters for templates of every app: icons, links in lists of pages, form fields, numbers, dates, soft hyphens."""

import html
import re
from functools import cache, lru_cache

from django import forms, template
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.template.defaultfilters import stringfilter
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import mailguard
from portal.addresses import address as localised_address
from portal.hyphens import soften

register = template.Library()

FALLBACK_ICON = "shapes"


# --- Icons -----------------------------------------------------------------------------------------------------------


@cache
def known_icons():
    """The names in the sprite, as frontend/icons.txt lists them."""
    lines = (settings.BASE_DIR / "frontend" / "icons.txt").read_text().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@register.simple_tag
def known_icon_list():
    return sorted(known_icons())


@register.simple_tag
def icon_url(name):
    """Where an icon stands in the sprite. A name that the sprite doesn't have (kinds are edited by people) gets a plain sign."""
    name = name if name in known_icons() else FALLBACK_ICON
    return f"{_sprite()}#i-{name}"


@cache
def _sprite():
    return static("portal/icons.svg")


@register.simple_tag
def icon(name, css=""):
    """`{% icon "music" %}`: decoration beside a word, so hidden from screen readers."""
    return _icon(name, css)


@lru_cache(maxsize=1000)
def _icon(name, css):
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', f"icon {css}".strip(), icon_url(name))


# --- Addresses -------------------------------------------------------------------------------------------------------


@register.simple_tag
def address(path):
    """`{% address "/suche/" %}`: a fixed address in the reader's language."""
    return localised_address(path)


@register.simple_tag(takes_context=True)
def language_links(context):
    """The same page in other languages, itself included; see `Shell.languages`."""
    page = context.get("page")
    return context["shell"].languages(
        page=page if hasattr(page, "get_translations") else None, plain=bool(context.get("plain_language")), lost=bool(context.get("lost"))
    )


@register.simple_tag
def page_range(number, pages):
    """Numbers for a pagination: first, last, the neighbours of the current one; None stands for a gap."""
    near = {1, pages, number - 1, number, number + 1}
    if number <= 3:
        near |= {2, 3}
    if number >= pages - 2:
        near |= {pages - 1, pages - 2}
    shown = sorted(page for page in near if 1 <= page <= pages)
    result = []
    for page in shown:
        if result and page - result[-1] == 2:
            result.append(page - 1)
        elif result and page - result[-1] > 2:
            result.append(None)
        result.append(page)
    return result


@register.simple_tag
def hidden_options(options, shown):
    """What a facet keeps behind "more": neither among the first ones nor chosen."""
    return [option for index, option in enumerate(options) if index >= shown and not _checked(option)]


def _checked(option):
    return option.get("checked") if isinstance(option, dict) else getattr(option, "checked", False)


def escaped(text):
    """As Django's `conditional_escape`, which asks of each text whether it is a lazy one: half the time of a page with hundreds of rows."""
    return text.__html__() if hasattr(text, "__html__") else html.escape(str(text))


# --- Words -----------------------------------------------------------------------------------------------------------


SHORT = 200


@register.filter
def soft_hyphens(value):
    """Soft hyphens in long words, and no line that begins with a dash. Text is escaped; in safe HTML only what stands between tags is touched."""
    if isinstance(value, SafeData):
        parts = re.split(r"(<[^>]*>|&[#\w]+;)", str(value))
        return mark_safe("".join(part if index % 2 else _breaking_well(part) for index, part in enumerate(parts)))
    text = str(value)
    return _short(text) if len(text) <= SHORT else mark_safe(html.escape(_breaking_well(text)))


@lru_cache(maxsize=5000)
def _short(text):
    """Names stand on a page more than once, and on many."""
    return mark_safe(html.escape(_breaking_well(text)))


def _breaking_well(text):
    return soften(text).replace(" – ", "\N{NO-BREAK SPACE}– ")


@register.filter
@stringfilter
def sentence_end(value):
    """The text with a full stop, if it ends without a mark."""
    return value if not value or value[-1] in ".!?…:" else f"{value}."


@register.simple_tag
def german():
    """`<p{% german %}>`: says that a text is German, as notes that people write once are, on a page that isn't."""
    return "" if (get_language() or "de").startswith("de") else mark_safe(' lang="de"')


# --- Numbers, money, distance, dates ---------------------------------------------------------------------------------


@register.filter
def number(value, digits=None):
    """1284 → "1.284" in German; a number of decimals is optional."""
    if value is None or value == "":
        return ""
    if digits is None and type(value) is int and 0 <= value < 1000:
        return str(value)  # most numbers of a page, and the rest takes long
    return formats.number_format(value, digits, use_l10n=True, force_grouping=True)


@register.filter
def percent(share):
    """0.914 → "91 %"."""
    return "" if share is None else _("%(number)s%%") % {"number": formats.number_format(share * 100, 0)}


@register.filter
def short_date(value):
    """12.10.2026 without leading noughts, 12 Oct 2026 in English, as the lists show it."""
    return _date(value, _("j M Y"))


@register.filter
def long_date(value):
    """12. Oktober 2026."""
    return _date(value, _("j F Y"))


@register.filter
def weekday_date(value):
    """Dienstag, 8. Dezember 2026."""
    return _date(value, _("l, j F Y"))


def _date(value, pattern):
    """No line breaks inside a date, but after the day of the week."""
    if not value:
        return ""
    return formats.date_format(_local(value), pattern).replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", ")


def _local(value):
    return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value


# --- Mail addresses --------------------------------------------------------------------------------------------------


@register.filter
def hidden_mail(email):
    """A mail address that people can read and harvesters can't (docs/decisions/0005-mail-addresses.md)."""
    return mailguard.link(email) if email else ""


@register.filter
def hidden_mail_url(email):
    """Only the address behind `hidden_mail`, for a link with words of its own."""
    return mailguard.url(email) if email else ""


# --- Forms -----------------------------------------------------------------------------------------------------------

CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag(name="field_kind_of")
def field_kind(field):
    """How a field is laid out: "check" (one box), "choices" (a group with a legend), "hidden" or "input"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CHOICE_WIDGETS):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "input"


@register.simple_tag
def field_widget(field, css="kern-form-input__input"):
    """The field's own widget in KERN's classes. Django adds id, aria-describedby and aria-invalid itself."""
    classes = [css, f"{css}--error" if field.errors and css else "", field.field.widget.attrs.get("class", "")]
    attrs = {"class": " ".join(filter(None, classes))} if any(classes) else {}
    attrs["placeholder"] = False  # the label above says it, and stays while somebody types
    autocomplete = {"email": "email", "password": None}.get(field.name)
    if autocomplete and "autocomplete" not in field.field.widget.attrs:
        attrs["autocomplete"] = autocomplete
    return field.as_widget(attrs=attrs)


@register.simple_tag
def form_error_list(form):
    """[(id of the field, label, text)] of all errors, in the form's order; errors of the whole form have no id."""
    found = [("", "", text) for text in form.non_field_errors()]
    for field in form:
        target = f"{field.auto_id}_0" if field_kind(field) == "choices" else field.auto_id
        found += [(target, field.label, text) for text in field.errors]
    return found


# --- Tables ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def labelled_cells(row, head):
    """[(label of the column, cell)]: on phones each cell says which column it is."""
    labels = list(head or [])
    return [(labels[index] if index < len(labels) else "", cell) for index, cell in enumerate(row)]


# --- Pictures --------------------------------------------------------------------------------------------------------


@register.filter
def alt_text(picture):
    """A picture's alternative text; empty for decoration."""
    try:
        return picture.default_alt_text
    except (AttributeError, ObjectDoesNotExist):
        return ""


@register.filter
def file_size(size):
    """2_400_000 → "2,4 MB"."""
    if not size:
        return ""
    for unit, factor in (("MB", 1_000_000), ("KB", 1000)):
        if size >= factor:
            amount = size / factor
            return f"{formats.number_format(amount, 1 if amount < 10 else 0)}\N{NO-BREAK SPACE}{unit}"
    return f"{size}\N{NO-BREAK SPACE}B"
