"""The Atom feed (RFC 4287) of a news overview."""

import datetime as dt
import uuid

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import get_default_timezone

from .shell import Shell

FEED_SIZE = 30


def news_feed(index, request):
    """The newest news under `index` with their introductions. The address of an entry may change, its id does not."""
    shell = Shell(request)
    url = index.get_full_url(request)
    feed = Atom1Feed(
        title=f"{index.title} – {shell.full_name}",
        link=url,
        description=index.intro or shell.description,
        language=shell.language,
        author_name=shell.full_name,
        author_link=shell.origin + shell.home,
        feed_url=f"{url}feed/",
        feed_guid=_urn(index),
    )
    for news in index.news().for_listing()[:FEED_SIZE]:
        published = dt.datetime.combine(news.date, dt.time(8), get_default_timezone())
        feed.add_item(
            title=news.title,
            link=news.get_full_url(request),
            description=news.intro,
            unique_id=_urn(news),
            pubdate=published,
            updateddate=max(news.last_published_at or published, published),
            categories=[category.local_name for category in news.categories.all()],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _urn(page):
    return uuid.uuid5(page.translation_key, str(page.locale_id)).urn
