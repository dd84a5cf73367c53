"""What mails say of the portal, from the settings of its site."""

from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Site

from mailing.letterhead import Letterhead, whole

from .models import SiteSettings


def letterhead() -> Letterhead:
    """In the active language. Mails are written without a request, so it is the default site's."""
    site = Site.objects.filter(is_default_site=True).first()
    chosen = SiteSettings.for_site(site) if site else SiteSettings()
    name = chosen.name or settings.WAGTAIL_SITE_NAME
    town = f"{chosen.contact_postcode} {chosen.contact_place}".strip()
    phone = chosen.contact_phone.as_national if chosen.contact_phone else ""
    office = (chosen.contact_name, chosen.contact_street, town, phone)
    pages = [page for page in (chosen.imprint_page, chosen.privacy_page) if page and page.live]
    return Letterhead(
        name=f"{name} {chosen.text('wordmark', get_language())}".strip(),
        colour=chosen.brand.colour,
        office=" · ".join(part for part in office if part),
        pages=tuple((page.title, whole(page.get_url_parts()[2])) for page in map(in_language, pages) if page.get_url_parts()),
    )


def in_language(page):
    """The page in the active language where there is one, else as it was chosen."""
    own = page.get_translations(inclusive=True).live().filter(locale__language_code=get_language()).first()
    return own or page
