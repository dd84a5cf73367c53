"""/kooperationen/ in its forms: list, feed, table."""

import csv
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import exports
from directory.freshness import BERLIN
from directory.richtext import without_mails

from .. import wording
from ..listing import board as boards
from ..listing.pages import Sort, in_order, keys_of, read_listing
from ..models import CooperationWish
from ..rows import cooperation_row

FEED_SIZE = 50
TABLE_SIZE = 5000
CHUNK = 500


@require_safe
def cooperation_list(request):
    """Anyone may see it. A state of the list is its address."""
    listing = read_listing(request.GET)
    at = timezone.now()
    url = reverse("network:cooperations")
    query = f"?{listing.filters_only}" if listing.filters_only else ""
    return render(
        request,
        "network/cooperation_list.html",
        {
            "listing": listing,
            "rows": [cooperation_row(cooperation, at, listing.areas.get(cooperation.pk, ())) for cooperation in listing.items],
            "list_url": url,
            "feed_url": f"{reverse('network:cooperation_feed')}{query}",
            "table_url": f"{reverse('network:cooperation_table')}{query}",
            "wishes_url": reverse("network:wishes") if CooperationWish.objects.public().open(at.astimezone(BERLIN).date()).exists() else "",
            "way_on": [(_("Show all cooperations"), url)],
        },
    )


@require_safe
def cooperation_feed(request):
    """Atom (RFC 4287): what was published last stands first, under the filters of the list."""
    board = boards.current()
    keys, asked = keys_of(board, request.GET, FEED_SIZE, sort=Sort.CHANGED)
    origin = request.build_absolute_uri("/").rstrip("/")
    url = origin + reverse("network:cooperations")
    title = _("Cooperations")
    feed = Atom1Feed(
        title=title, link=f"{url}{asked.url() if asked.query else ''}", description="", language=get_language() or "de",
        feed_url=request.build_absolute_uri(), author_name=title,
    )  # fmt: skip
    today = timezone.now().astimezone(BERLIN).date()
    for cooperation in in_order(board, keys):
        lines = (wording.running(cooperation, today), wording.names(cooperation.named_partners, 5), without_mails(cooperation.summary))
        feed.add_item(
            title=cooperation.name,
            link=origin + cooperation.get_absolute_url(),
            description="\n".join(line for line in lines if line),
            unique_id=cooperation.uuid.urn,
            pubdate=cooperation.first_published_at or cooperation.created_at,
            updateddate=cooperation.last_published_at or cooperation.updated_at,
            categories=[wording.form(cooperation.form)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def cooperation_table(request):
    """CSV for spreadsheets, in the order of the list: what everybody may read, at most `TABLE_SIZE` rows."""
    board = boards.current()
    keys, _asked = keys_of(board, request.GET, TABLE_SIZE)
    origin = request.build_absolute_uri("/").rstrip("/")
    today = timezone.now().astimezone(BERLIN).date()
    out = StringIO()
    out.write("\ufeff")  # without it, spreadsheets take umlauts for something else
    writer = csv.writer(out, delimiter=";")
    writer.writerow(
        [
            _("Title"),
            _("Form"),
            _("Status"),
            _("Since"),
            _("Until"),
            _("Partners"),
            _("Areas"),
            _("In short"),
            _("Checked on"),
            _("Address"),
        ]
    )
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        areas = board.areas_of(part)
        for cooperation in in_order(board, part):
            writer.writerow(exports.guard(cell) for cell in _cells(cooperation, areas.get(cooperation.pk, ()), origin, today))
    return HttpResponse(
        out.getvalue(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="kooperationen.csv"'}
    )


def _cells(cooperation, areas, origin, today):
    return [
        cooperation.name,
        wording.form(cooperation.form),
        wording.running(cooperation, today),
        cooperation.starts_on.isoformat() if cooperation.starts_on else "",
        cooperation.ends_on.isoformat() if cooperation.ends_on else "",
        ", ".join(partner.actor.name for partner in cooperation.named_partners),
        ", ".join(area.name for area in areas),
        without_mails(cooperation.summary),
        exports.day(cooperation.confirmed_at),
        origin + cooperation.get_absolute_url(),
    ]
