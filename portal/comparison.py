"""How versions of pages are compared: days, moments and yes/no in words. (Entries of the register have `directory.diff`.)"""

from datetime import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.compare import FieldComparison, register_comparison_class


class ComparisonInWords(FieldComparison):
    def __init__(self, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = in_words(self.val_a), in_words(self.val_b)


def in_words(value):
    if value is None:
        return _("not given")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT")


for field_class in (models.BooleanField, models.DateField, models.DateTimeField):
    register_comparison_class(field_class, comparison_class=ComparisonInWords)
