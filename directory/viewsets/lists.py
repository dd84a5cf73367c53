"""Lists of the office: search by the database, filters, tables for download."""

import csv

from django.contrib.admin.utils import quote
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.mixins import Echo
from wagtail.snippets.views.snippets import IndexView

from ..exports import guard
from .wordsearch import containing_words


class WordSearchIndexView(IndexView):
    """`search_columns` are searched word by word. Wagtail's own search would use its index, which is slow on SQLite (docs/decisions)."""

    search_columns = ()
    search_elsewhere = None
    is_searchable = True

    def search_condition(self, query):
        return containing_words(query, self.search_columns, self.search_elsewhere)

    def search_queryset(self, queryset):
        return queryset.filter(self.search_condition(self.search_query)) if self.is_searching else queryset

    title_label = ""
    title_accessor = ""
    title_sort_key = ""

    def _get_title_column(self, field_name, *args, **kwargs):
        """Wagtail's column shows the latest draft's name, with a query for each row; this one shows the row's."""
        column = super()._get_title_column(field_name, *args, **kwargs)
        if self.title_accessor:
            column.accessor = self.title_accessor
        column.sort_key = self.title_sort_key or column.sort_key
        column.label = self.title_label or column.label
        return column


class ExportIndexView(WordSearchIndexView):
    """A list with downloads. `export_columns` (directory.exports) make them; `export_prefetch` is what they read."""

    export_columns = ()
    export_prefetch = ()

    @cached_property
    def show_export_buttons(self):
        return bool(self.export_columns)

    @property
    def list_export(self):
        return [column.key for column in self.export_columns]

    def get_heading(self, queryset, field):
        return next(str(column.heading) for column in self.export_columns if column.key == field)

    def to_row_dict(self, item):
        return {column.key: column.read(item) for column in self.export_columns}

    def preprocess_field_value(self, field, value, export_format):
        return "" if value is None else guard(value)

    def get(self, request, *args, **kwargs):
        if self.is_export:  # the list page would read every row first, to count them
            queryset = self.get_queryset().prefetch_related(*self.export_prefetch)
            return self.as_spreadsheet(queryset, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def stream_csv(self, queryset):
        """As German spreadsheets open it by a double click: a byte order mark, semicolons."""
        writer = csv.writer(Echo(), delimiter=";")
        yield "\ufeff".encode()
        yield writer.writerow([guard(self.get_heading(queryset, field)) for field in self.list_export])
        for item in queryset.iterator(chunk_size=500):
            yield writer.writerow(
                [self.preprocess_field_value(field, value, self.FORMAT_CSV) for field, value in self.to_row_dict(item).items()]
            )

    def write_xlsx(self, queryset, output):
        super().write_xlsx(queryset.iterator(chunk_size=500), output)

    def write_csv_response(self, queryset):
        return StreamingHttpResponse(
            self.stream_csv(queryset),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self.get_filename()}.csv"'},
        )


class EntryIndexView(ExportIndexView):
    """A list of actors, locations or offers."""

    archive_url_name = restore_url_name = None

    def search_condition(self, query):
        by_key = self.model.objects.filter(identifiers__key__iexact=query.strip())
        return super().search_condition(query) | Q(pk__in=by_key.values("pk"))

    def filter_queryset(self, queryset):
        if self.filters and not self.filters.is_valid():  # then nothing of it is applied, and the archive must not show for that
            return queryset.filter(archived_at=None)
        return super().filter_queryset(queryset)

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("publish"):
            if instance.is_archived:
                buttons.append(
                    MenuItem(
                        _("Restore"),
                        url=reverse(self.restore_url_name, args=[quote(instance.pk)]),
                        icon_name="folder-open-inverse",
                        priority=30,
                    )
                )
            else:
                buttons.append(
                    MenuItem(
                        _("Archive"), url=reverse(self.archive_url_name, args=[quote(instance.pk)]), icon_name="folder-inverse", priority=30
                    )
                )
        return buttons
