"""Columns of the office's lists. They read what the list's queryset brought along and ask the database nothing."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn

from ..status import status_of

SECONDARY = "register-secondary"
"""Class of columns that narrow screens leave out."""


class StatusColumn(StatusTagColumn):
    """What `status_of` says of an entry; needs `with_status()`."""

    def __init__(self):
        super().__init__(
            "status", label=_("Status"), accessor=lambda entry: status_of(entry).label, primary=lambda entry: status_of(entry).is_public
        )


class DayColumn(Column):
    """A day and, as its title, the minute."""

    cell_template_name = "directory/admin/day_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        value = context["raw_value"]
        context["day"] = date_format(localtime(value), "SHORT_DATE_FORMAT") if value else "–"
        return context


def checked_column():
    return DayColumn("confirmed_at", label=_("Checked on"), sort_key="confirmed_at", classname=SECONDARY)


def changed_column():
    return DayColumn("updated_at", label=_("Changed on"), sort_key="updated_at", classname=SECONDARY)


class AreasColumn(Column):
    """The area of the first location and how many others there are; needs `locations` with `area` prefetched."""

    def get_value(self, instance):
        areas = list(dict.fromkeys(location.area.name for location in instance.locations.all() if location.area))
        if not areas:
            return "–"
        return areas[0] if len(areas) == 1 else f"{areas[0]} + {len(areas) - 1}"
