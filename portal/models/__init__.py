"""Pages, news and the settings of a site."""

from .settings import SiteSettings

__all__ = ["SiteSettings"]
