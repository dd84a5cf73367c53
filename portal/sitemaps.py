"""`/sitemap.xml` and its parts: published pages, public institutions, offers, meetings, series, cooperations, wishes and alliances, each in every language, with its alternates.

A part holds `CHUNK` things, so that none passes the 50,000 addresses that the protocol allows. Parts are kept for an hour.
"""

from itertools import groupby
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page

from directory.freshness import BERLIN
from directory.models import Actor, Offer
from events.models import Meeting, Series
from network.models import Alliance, Cooperation, CooperationWish

from .addresses import address
from .frame import PLAIN_LANGUAGE

CHUNK = 10_000
CACHE_SECONDS = 3600
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
ENTRY_LANGUAGES = [code for code, _name in settings.LANGUAGES if code != PLAIN_LANGUAGE]
"""Of the register's addresses: plain language has few texts of its own yet."""


def _pages():
    return Page.objects.live().public().filter(depth__gt=1).select_related("locale").order_by("translation_key", "locale__language_code")


def _actors():
    return Actor.objects.public().order_by("pk").values_list("slug", "updated_at")


def _offers():
    today = timezone.now().astimezone(BERLIN).date()
    return Offer.objects.public().current(today).order_by("pk").values_list("slug", "updated_at")


def _meetings():
    """Those to come; the ones behind us are found through their series."""
    return Meeting.objects.public().coming(timezone.now()).order_by("pk").values_list("slug", "updated_at")


def _series():
    return Series.objects.public().order_by("pk").values_list("slug", "updated_at")


def _alliances():
    return Alliance.objects.public().order_by("pk").values_list("slug", "updated_at")


def _cooperations():
    return Cooperation.objects.public().order_by("pk").values_list("slug", "updated_at")


def _wishes():
    return CooperationWish.objects.public().open(timezone.now().astimezone(BERLIN).date()).order_by("pk").values_list("slug", "updated_at")


ENTRIES = {
    "einrichtungen": (_actors, "/einrichtungen/{}/"),
    "angebote": (_offers, "/angebote/{}/"),
    "termine": (_meetings, "/termine/{}/"),
    "reihen": (_series, "/termine/reihen/{}/"),
    "kooperationen": (_cooperations, "/kooperationen/{}/"),
    "gesuche": (_wishes, "/kooperationen/gesuche/{}/"),
    "buendnisse": (_alliances, "/buendnisse/{}/"),
}


@require_safe
def sitemap_index(request):
    origin = _origin(request)

    def build():
        parts = [("seiten", 1)] + [
            (name, number) for name, (entries, _path) in ENTRIES.items() for number in range(1, -(-entries().count() // CHUNK) + 1)
        ]
        places = "".join(f"<sitemap><loc>{escape(origin + reverse('sitemap_part', args=part))}</loc></sitemap>\n" for part in parts)
        return f"{HEAD}<sitemapindex {XMLNS}>\n{places}</sitemapindex>\n"

    return _answer(f"index.{origin}", build)


@require_safe
def sitemap_part(request, part, number):
    """404 for a part that does not exist; an empty part is a part."""
    origin = _origin(request)
    if number < 1 or (part == "seiten" and number > 1) or part not in {"seiten", *ENTRIES}:
        raise Http404

    def build():
        urls = _page_urls(origin, request) if part == "seiten" else _entry_urls(origin, part, number)
        return f'{HEAD}<urlset {XMLNS} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(urls)}</urlset>\n'

    return _answer(f"{part}.{number}.{origin}", build)


def _page_urls(origin, request):
    for _key, versions in groupby(_pages(), key=lambda page: page.translation_key):
        places = {}
        for page in versions:
            if url := page.get_url(request):
                places[page.locale.language_code] = (url if url.startswith("http") else origin + url, page.last_published_at)
        yield from _urls(places)


def _entry_urls(origin, part, number):
    entries, path = ENTRIES[part]
    chunk = entries()[(number - 1) * CHUNK : number * CHUNK]
    if number > 1 and not chunk.exists():
        raise Http404
    for slug, changed in chunk:
        yield from _urls({code: (origin + address(path.format(slug), code), changed) for code in ENTRY_LANGUAGES})


def _urls(places):
    """One <url> per language of a thing, each naming all of them."""
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(url)}"/>' for code, (url, _changed) in places.items())
    for url, changed in places.values():
        day = f"<lastmod>{changed.astimezone(BERLIN).date().isoformat()}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(url)}</loc>{day}{links if len(places) > 1 else ''}</url>\n"


def _origin(request):
    return request.build_absolute_uri("/").rstrip("/")


def _answer(key, build):
    text = caches["numbers"].get_or_set(f"portal.sitemap.{key}", build, CACHE_SECONDS)
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request):
    """Searches, accounts and the admin are nothing for programs; everything else is."""
    hidden = [
        "/cms/",
        *(address(path, code) for path in ("/konto/", "/mein/", "/kontakt/mail/", "/suche/?") for code, _name in settings.LANGUAGES),
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), "", f"Sitemap: {_origin(request)}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
