"""What the page of an alliance says from the weblog (`network.sections`)."""

from django.utils.translation import get_language

from .models import NewsPage

SHOWN = 3


def news_of_alliance(alliance, at):
    """The latest public news of it in the reader's language, else in German, as `components/news.html` takes them. Two queries at most, and one for the site."""
    language = get_language() or "de"
    for code in dict.fromkeys((language, "de")):
        found = NewsPage.objects.live().public().filter(alliance=alliance.pk, locale__language_code=code).latest_first()[:SHOWN]
        if news := list(found):
            return [{"date": page.date, "title": page.title, "url": page.url, "text": page.intro} for page in news]
    return None
