"""What the screens have in common: for the office alone, lists with words, a choice and pages, buttons that are operations."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from directory.viewsets.overviews import OverviewView
from directory.viewsets.wordsearch import containing_words

from .. import operations
from ..permissions import can_steer

PAGE_SIZE = 50
LONGEST_KEY = 18


class OfficeView(OverviewView):
    may = staticmethod(can_steer)
    parents = ()
    """((name of an address, words), …) before the screen itself."""

    def get_breadcrumbs_items(self):
        above = [{"url": reverse(name), "label": label} for name, label in self.parents]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def operate(self, do, success):
        """`do()`, with the words for how it went."""
        try:
            do()
        except operations.OperationRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, success)
        return redirect(self.request.get_full_path())


class ListView(OfficeView):
    """`choices`: {value of ?zeige=: (words, function of a queryset)}; the first one is shown without it."""

    http_method_names = ["get"]
    search_columns = ()
    choices = {}

    def rows(self):
        raise NotImplementedError

    def shown(self, row):
        """What the template gets of a row."""
        return row

    def get_context_data(self, **kwargs):
        chosen = self.request.GET.get("zeige", "")
        if chosen not in self.choices:
            chosen = next(iter(self.choices))
        query = self.request.GET.get("q", "").strip()[:100]
        rows = self.choices[chosen][1](self.rows())
        if query:
            rows = rows.filter(containing_words(query, self.search_columns, None))
        page = Paginator(rows, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            choices=[(value, words) for value, (words, _narrow) in self.choices.items()],
            chosen=chosen,
            query=query,
            page=page,
            rows=[self.shown(row) for row in page.object_list],
            **kwargs,
        )


def key_of(text):
    """A key that somebody sent; 404 for what can't be one."""
    if not str(text).isdecimal() or len(str(text)) > LONGEST_KEY:
        raise Http404
    return int(text)
