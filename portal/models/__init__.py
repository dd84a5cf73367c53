"""Pages, news and the settings of a site."""

from .news import NewsCategory, NewsIndexPage, NewsPage
from .pages import ContentPage, HomePage
from .settings import SiteSettings

__all__ = ["ContentPage", "HomePage", "NewsCategory", "NewsIndexPage", "NewsPage", "SiteSettings"]
