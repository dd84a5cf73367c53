"""A table that editors fill like a spreadsheet (pasting from one works) and that can be translated cell by cell."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail_localize.segments import StringSegmentValue

MOST_COLUMNS = 10
MOST_ROWS = 200


class PlainTableBlock(TableBlock):
    def clean(self, value):
        value = super().clean(value)
        rows = (value or {}).get("data") or []
        if not any(cell for row in rows for cell in row):
            raise ValidationError(_("The table is empty."))
        if len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
            raise ValidationError(
                _("A table on a page has at most %(columns)d columns and %(rows)d rows. Offer a larger one as a file to download.")
                % {"columns": MOST_COLUMNS, "rows": MOST_ROWS}
            )
        return value

    def get_translatable_segments(self, value):
        """One string per filled cell, by its place."""
        rows = (value or {}).get("data") or []
        return [
            StringSegmentValue(f"{row}.{column}", cell)
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
            if cell and any(letter.isalpha() for letter in cell)
        ]

    def restore_translated_segments(self, value, segments):
        rows = [list(row) for row in value["data"]]
        for segment in segments:
            row, column = map(int, segment.path.split("."))
            rows[row][column] = segment.render_text()
        return value | {"data": rows}
