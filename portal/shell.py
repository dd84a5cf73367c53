"""The frame round every page: brand, navigation, legal links, languages. Read by `templates/base.html` as `shell`.

Costs at most four queries on a public page (site, its settings, menu and legal pages in one, translations of a page);
a test holds the number. It is lazy: a page that does not extend base.html pays nothing.
"""

import hashlib
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction, Site

from . import mailguard
from .enums import ListName

PLAIN_LANGUAGE = "de-simple"
FIXED = ("", *ListName.values, "konto")
"""First parts of addresses that exist in every language."""
NAMED_PAGES = ["imprint", "privacy", "accessibility", "plain_language", "sign_language", "contact"]


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    icon: str = ""
    current: str = ""
    """The value of `aria-current`: "page" on the page itself, "true" below it, empty elsewhere."""
    hidden: bool = False
    """A mail address that the script unmasks."""


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    current: bool
    same: bool = True
    """Whether the address is this page in that language, and not only its home page."""


def address(path, language=None):
    """A fixed German address in a language: `address("/suche/")` is "/en/suche/" for English readers."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def address_in(value, language=None):
    """Fixed addresses of the portal lead to the reader's language; everything else is left as it was written."""
    return address(value, language) if value.startswith("/") and value.split("/")[1].partition("?")[0] in FIXED else value


def _links(column):
    """The raw links of a footer column; a list block stores them with or without a wrapper, by its age."""
    return [link.get("value", link) for link in column["links"]]


def open_pages():
    """Live pages that nobody has restricted, with their parents. As Wagtail's `public()`, without a query of its own."""
    inner = ExpressionWrapper(OuterRef("path"), CharField())
    closed = PageViewRestriction.objects.alias(inner=inner).filter(inner__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(closed))


class Shell:
    def __init__(self, request):
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE

    # --- Brand ---------------------------------------------------------------------------------------------------

    @cached_property
    def site(self):
        return Site.find_for_request(self.request)

    @cached_property
    def settings(self):
        """The site's settings, or their defaults while there is no site."""
        from .models import SiteSettings  # when apps are loaded

        return SiteSettings.for_request(self.request) if self.site else SiteSettings()

    @cached_property
    def brand(self):
        return self.settings.brand

    @property
    def name(self):
        return self.settings.name or settings.WAGTAIL_SITE_NAME

    @property
    def wordmark(self):
        return self.settings.text("wordmark", self.language)

    @cached_property
    def description(self):
        """What the portal is, in the reader's language: for search engines and shared links."""
        return self.settings.text("description", self.language) or _(
            "What there is to learn here: all offers and institutions at a glance."
        )

    @property
    def full_name(self):
        return f"{self.name} {self.wordmark}".strip()

    @cached_property
    def home(self):
        return address("/")

    @cached_property
    def card_version(self):
        return hashlib.sha256(f"{self.brand.version} {self.full_name}".encode()).hexdigest()[:10]

    @cached_property
    def logo(self):
        return self.settings.logo.get_rendition("max-440x104|format-webp|preserve-svg") if self.settings.logo_id else None

    @cached_property
    def card_url(self):
        """The whole address of the picture that goes with a shared link: the office's own, else the drawn one."""
        if self.settings.social_card_id:
            card = self.settings.social_card.get_rendition("fill-1200x630|format-jpeg|preserve-svg")
            return card.url if card.url.startswith("http") else self.origin + card.url
        return f"{self.origin}{reverse('social_card')}?v={self.card_version}"

    @cached_property
    def notice(self):
        """The banner over all pages, while it is due."""
        return self.settings.notice(timezone.localdate(), self.language)

    @cached_property
    def intros(self):
        """`shell.intros.angebote`: what the office has written under the heading of a list, in the reader's language."""
        return {name: self.settings.list_text(name, self.language) for name in ListName.values}

    @cached_property
    def origin(self):
        return self.request.build_absolute_uri("/").rstrip("/")

    @property
    def canonical_url(self):
        """Without the query: filters and page numbers are views of the same thing. A template that thinks otherwise overrides the block."""
        return self.origin + self.request.path

    # --- Pages: menu and legal links in one query ------------------------------------------------------------------

    @cached_property
    def _named_pages(self):
        """Page ids by the part they play, as the settings name them (in whatever language they were chosen)."""
        chosen = self.settings
        return {part: getattr(chosen, f"{part}_page_id") for part in NAMED_PAGES if getattr(chosen, f"{part}_page_id")}

    @cached_property
    def _footer(self):
        """The columns of the reader's language, else the German ones, as stored: read raw, so that no link to a page costs a query of its own."""
        columns = [block["value"] for block in self.settings.footer.raw_data]
        own = [column for column in columns if column["language"] == self.language]
        return own or [column for column in columns if column["language"] == settings.LANGUAGE_CODE]

    @cached_property
    def _pages(self):
        """(menu pages, {chosen id: page to show}), for all pages that the frame links to, in one query.

        A chosen page is shown in the reader's language, else in German, else as it was chosen.
        """
        if not self.site:
            return [], {}
        root = self.site.root_page
        wanted = {*self._named_pages.values(), *(link["page"] for column in self._footer for link in _links(column) if link.get("page"))}
        homes = Page.objects.filter(translation_key=root.translation_key, locale__language_code=self.language)
        menu = Q(show_in_menus=True, depth=root.depth + 1, locale__language_code=self.language)
        chosen = Q(translation_key__in=Page.objects.filter(pk__in=wanted).values("translation_key"))
        same = Page.objects.filter(pk__in=wanted, translation_key=OuterRef("translation_key"))
        found = list(
            open_pages()
            .filter(menu | chosen)
            .annotate(home_path=homes.values("path")[:1], chosen_pk=Subquery(same.values("pk")[:1]))
            .select_related("locale")
            .order_by("path")
        )
        in_menu = [
            page for page in found if page.show_in_menus and page.depth == root.depth + 1 and page.path.startswith(page.home_path or "-")
        ]
        order = {self.language: 0, settings.LANGUAGE_CODE: 1}
        found.sort(key=lambda page: order.get(page.locale.language_code, 2), reverse=True)
        by_key = {page.translation_key: page for page in found}  # the best language comes last and stays
        return in_menu, {page.chosen_pk: by_key[page.translation_key] for page in found if page.chosen_pk}

    def _named_link(self, part, title, icon=""):
        page = self._pages[1].get(self._named_pages.get(part))
        return [Link(title or page.title, page.get_url(self.request), icon)] if page else []

    @cached_property
    def navigation(self):
        fixed = [(_("Offers"), address("/angebote/")), (_("Institutions"), address("/einrichtungen/"))]
        pages = [(page.title, page.get_url(self.request)) for page in self._pages[0]]
        return [Link(title, url, current=self._current(url)) for title, url in fixed + pages if url]

    def _current(self, url):
        here = self.request.path
        return "page" if here == url else "true" if here.startswith(url) else ""

    @cached_property
    def legal(self):
        return [
            *self._named_link("imprint", _("Imprint")),
            *self._named_link("privacy", _("Data protection")),
            *self._named_link("accessibility", _("Accessibility")),
        ]

    @cached_property
    def tools(self):
        return [
            *self._named_link("plain_language", self._plain_language_title, "book-open-text"),
            *self._named_link("sign_language", _("Sign language"), "hand"),
        ]

    @property
    def _plain_language_title(self):
        """In plain language itself, "Leichte Sprache" already names the language: there the page is called by its title."""
        return "" if self.language == PLAIN_LANGUAGE else _("Plain language")

    @cached_property
    def footer_columns(self):
        """What the office has set; else the menu and the tools, so that a new site has no empty footer."""
        columns = [{"title": column["title"], "links": self._footer_links(column)} for column in self._footer]
        if not columns:
            vocabularies = [Link(_("Topics"), address("/themen/")), Link(_("Areas"), address("/gebiete/"))]
            columns = [{"title": _("Find"), "links": self.navigation + vocabularies}, {"title": _("Help"), "links": self.tools}]
        return [column for column in columns if column["links"]]

    def _footer_links(self, column):
        links = []
        for link in _links(column):
            page = self._pages[1].get(link.get("page"))
            url = page.get_url(self.request) if page else address_in(link.get("address") or "", self.language)
            if url:
                links.append(Link(link.get("label") or page.title, url))
        return links

    # --- Languages -------------------------------------------------------------------------------------------------

    @cached_property
    def contact(self):
        """How to reach the office, for the footer: phone, mail, contact page, profiles in networks."""
        chosen = self.settings
        links = []
        if chosen.contact_phone:
            links.append(Link(chosen.contact_phone.as_national, chosen.contact_phone.as_rfc3966))
        if chosen.contact_email:
            links.append(Link(_("Show e-mail address"), mailguard.url(chosen.contact_email), hidden=True))
        links += self._named_link("contact", _("Contact"))
        return links + [Link(name, url) for name, url in chosen.profiles]

    @property
    def language_name(self):
        return capfirst(get_language_info(self.language)["name_local"])

    def languages(self, page=None, plain=False, lost=False):
        """Where to read on in other languages: the same page, else the home page of that language (`same` tells which).

        `plain`: a plain Django address has its texts in plain language too. `lost`: there is nothing at this address in any language.
        """
        if page is not None and getattr(page, "translation_key", None) and page.pk:
            home = self.site.root_page.translation_key if self.site else page.translation_key
            found = open_pages().filter(translation_key__in={page.translation_key, home}).select_related("locale")
            versions = {(version.translation_key == page.translation_key, version.locale.language_code): version for version in found}
            urls, same = {}, set()
            for code, _name in settings.LANGUAGES:
                if version := versions.get((True, code)) or versions.get((False, code)):
                    urls[code] = version.get_url(self.request)
                    same |= {code} if (True, code) in versions else set()
        else:
            path = "/" if lost else self.request.path
            offered = [code for code, _name in settings.LANGUAGES if code != PLAIN_LANGUAGE or plain or self.language == PLAIN_LANGUAGE]
            urls = {code: translate_url(path, code) for code in offered}
            same = set() if lost else set(urls)
        return [
            LanguageLink(code, capfirst(get_language_info(code)["name_local"]), urls[code], code == self.language, code in same)
            for code, _name in settings.LANGUAGES
            if urls.get(code)
        ]

    # --- The person ------------------------------------------------------------------------------------------------

    @cached_property
    def sign_in_url(self):
        return f"{reverse('account_login')}?next={quote(self.request.get_full_path())}"

    @cached_property
    def may_enter_admin(self):
        return self.request.user.has_perm("wagtailadmin.access_admin")
