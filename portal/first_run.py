"""What a portal needs before anybody has edited anything: languages, a page tree with a home page, a site with its settings.

Runs after every migration and in tests, where migrations don't run; what is there already stays as it is.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

WAGTAIL_ROOT = "Root"


def ensure_locales():
    """A row for each language of the portal: German, English, plain language."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def ensure_site():
    """A site whose root is a home page. Takes the place of Wagtail's own welcome page, which has no template here."""
    from .models import HomePage, SiteSettings  # models are there when migrations have run

    german = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.exists():
        Collection.add_root(name=WAGTAIL_ROOT)
    root = Page.objects.filter(depth=1).first() or Page.add_root(title=WAGTAIL_ROOT, slug="root", locale=german)
    _name_roots()
    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    welcome = site.root_page if site and type(site.root_page.specific) is Page else None
    if site and not welcome:
        SiteSettings.for_site(site)
        return site
    home = HomePage.objects.filter(depth=2, locale=german).first()
    if not home:
        with translation.override(settings.LANGUAGE_CODE):
            home = root.add_child(
                instance=HomePage(
                    title=_("Home page"), slug="start", locale=german, hero_title=_("What is there to learn?"), show_in_menus=False
                )
            )
            home.save_revision().publish()
    if site:
        site.root_page = home
        site.save()
    else:
        site = Site.objects.create(
            hostname="localhost", port=80, root_page=home, is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME
        )
    if welcome:
        Page.objects.get(pk=welcome.pk).delete()
    SiteSettings.for_site(site)
    return site


def _name_roots():
    """Editors meet the roots of pages and files by name, and Wagtail's name for them is no German word."""
    with translation.override(settings.LANGUAGE_CODE):
        Page.objects.filter(depth=1, title=WAGTAIL_ROOT).update(title=_("All pages"), draft_title=_("All pages"))
        Collection.objects.filter(depth=1, name=WAGTAIL_ROOT).update(name=_("All files"))
