"""Simple fields written in Python: their templates loop over attributes and would take a third of the time of a form's page."""

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join

PLACE = "django/forms/widgets/"


class QuickRenderer(DjangoTemplates):
    """As Django's own, which writes all that isn't named here."""

    def render(self, template_name, context, request=None):
        write = WRITERS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def _input(widget):
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget["attrs"]))


def _attributes(attrs):
    """In their order, as Django's template writes them."""
    return format_html_join(
        "",
        " {}",
        ((name if value is True else format_html('{}="{}"', name, value),) for name, value in attrs.items() if value is not False),
    )


def _textarea(widget):
    return format_html('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget["attrs"]), widget["value"] or "")


WRITERS = {f"{PLACE}{name}.html": _input for name in ("text", "email", "tel", "hidden", "checkbox")} | {f"{PLACE}textarea.html": _textarea}
