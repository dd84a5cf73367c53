"""The part of the frame that is the same on every page of a site in one language: brand, menu, legal links, footer, contact.

Each process keeps it until something of it changes, which every process notices at its next request (`search.kept`).
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

from directory.signals import content_changed
from network.models import Alliance, Cooperation
from search.kept import Kept
from search.models import Version

from . import mailguard
from .addresses import address, address_in
from .enums import ListName

VERSION = "frame"
PLAIN_LANGUAGE = "de-simple"
NAMED_PAGES = ["imprint", "privacy", "accessibility", "plain_language", "sign_language", "contact"]
MOST_HOSTS = 100
"""Names under which people ask for a site; nobody fills the memory with invented ones."""


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    icon: str = ""
    current: str = ""
    """The value of `aria-current`: "page" on the page itself, "true" below it, empty elsewhere."""
    hidden: bool = False
    """A mail address that the script unmasks."""


def open_pages():
    """Live pages that nobody has restricted, with their parents. As Wagtail's `public()`, without a query of its own."""
    inner = ExpressionWrapper(OuterRef("path"), CharField())
    closed = PageViewRestriction.objects.alias(inner=inner).filter(inner__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(closed))


def _links(column):
    """The raw links of a footer column; a list block stores them with or without a wrapper, by its age."""
    return [link.get("value", link) for link in column["links"]]


class Frame:
    """At most five queries, when it is made: settings, all pages that the frame links to (menu, legal, footer) in one, pictures of the office's own,
    whether there are cooperations.

    `pieces`: what templates have written of it (`{% kept %}`).
    """

    def __init__(self, site: Site | None, language: str, request):
        from .models import SiteSettings  # when apps are loaded

        self.site, self.language = site, language
        self.pieces: dict[tuple, str] = {}
        self.settings = SiteSettings.for_site(site) if site else SiteSettings()
        self.brand = self.settings.brand
        with override(language):
            self._read(request)

    def _read(self, request):
        chosen = self.settings
        self.name = chosen.name or settings.WAGTAIL_SITE_NAME
        self.wordmark = chosen.text("wordmark", self.language)
        self.full_name = f"{self.name} {self.wordmark}".strip()
        self.description = chosen.text("description", self.language) or _(
            "What there is to learn here: all offers and institutions at a glance."
        )
        self.home = address("/")
        self.logo = chosen.logo.get_rendition("max-440x104|format-webp|preserve-svg") if chosen.logo_id else None
        self.card_url = self._card_url()
        self.intros = {name: chosen.list_text(name, self.language) for name in ListName.values}
        self._pages = self._read_pages(request)
        fixed = [
            Link(_("Offers"), address("/angebote/")),
            Link(_("Institutions"), address("/einrichtungen/")),
            Link(_("Meetings"), address("/termine/")),
            *([Link(_("Cooperations"), address("/kooperationen/"))] if Cooperation.objects.public().exists() else []),
        ]
        self.navigation = fixed + [Link(page.title, url) for page, url in self._pages[0] if url]
        self.tools = [
            *self._named_link("plain_language", self._plain_language_title, "book-open-text"),
            *self._named_link("sign_language", _("Sign language"), "hand"),
        ]
        self.legal = [
            *self._named_link("imprint", _("Imprint")),
            *self._named_link("privacy", _("Data protection")),
            *self._named_link("accessibility", _("Accessibility")),
        ]
        self.contact = self._contact()
        self.footer_columns = self._footer_columns()

    # --- Brand ---------------------------------------------------------------------------------------------------

    def _card_url(self):
        """The picture that goes with a shared link: the office's own, else the drawn one. Of this site or a whole address."""
        if self.settings.social_card_id:
            return self.settings.social_card.get_rendition("fill-1200x630|format-jpeg|preserve-svg").url
        return f"{reverse('social_card')}?v={self.card_version}"

    @cached_property
    def card_version(self):
        return hashlib.sha256(f"{self.brand.version} {self.full_name}".encode()).hexdigest()[:10]

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

    def _read_pages(self, request):
        """([(menu page, address)], {chosen id: (page to show, address)}), for all pages that the frame links to, in one query.

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
            (page, page.get_url(request))
            for page in found
            if page.show_in_menus and page.depth == root.depth + 1 and page.path.startswith(page.home_path or "-")
        ]
        order = {self.language: 0, settings.LANGUAGE_CODE: 1}
        found.sort(key=lambda page: order.get(page.locale.language_code, 2), reverse=True)
        by_key = {page.translation_key: page for page in found}  # the best language comes last and stays
        shown = {page.chosen_pk: by_key[page.translation_key] for page in found if page.chosen_pk}
        return in_menu, {pk: (page, page.get_url(request)) for pk, page in shown.items()}

    def _page(self, pk):
        return self._pages[1].get(pk, (None, ""))

    def _named_link(self, part, title, icon=""):
        page, url = self._page(self._named_pages.get(part))
        return [Link(title or page.title, url, icon)] if page else []

    @property
    def _plain_language_title(self):
        """In plain language itself, "Leichte Sprache" already names the language: there the page is called by its title."""
        return "" if self.language == PLAIN_LANGUAGE else _("Plain language")

    def _footer_columns(self):
        """What the office has set; else the menu and the tools, so that a new site has no empty footer."""
        columns = [{"title": column["title"], "links": self._footer_links(column)} for column in self._footer]
        if not columns:
            more = [Link(_("Topics"), address("/themen/")), Link(_("Areas"), address("/gebiete/"))]
            if any(link.url == address("/kooperationen/") for link in self.navigation):
                more.append(Link(_("Network"), address("/netzwerk/")))
            if Alliance.objects.public().exists():
                more.append(Link(_("Alliances"), address("/buendnisse/")))
            columns = [{"title": _("Find"), "links": self.navigation + more}, {"title": _("Help"), "links": self.tools}]
        return [column for column in columns if column["links"]]

    def _footer_links(self, column):
        links = []
        for link in _links(column):
            page, url = self._page(link.get("page"))
            url = url if page else address_in(link.get("address") or "", self.language)
            if url:
                links.append(Link(link.get("label") or page.title, url))
        return links

    def _contact(self):
        """How to reach the office, for the footer: phone, mail, contact page, profiles in networks."""
        chosen = self.settings
        links = []
        if chosen.contact_phone:
            links.append(Link(chosen.contact_phone.as_national, chosen.contact_phone.as_rfc3966))
        if chosen.contact_email:
            links.append(Link(_("Show e-mail address"), mailguard.url(chosen.contact_email), hidden=True))
        links += self._named_link("contact", _("Contact"))
        return links + [Link(name, url) for name, url in chosen.profiles]


class Frames:
    """Sites by the host that is asked for, and their frames by language; each read when it is first needed."""

    def __init__(self):
        self._sites: dict[tuple[str, str], Site | None] = {}
        self._frames: dict[tuple[int | None, str], Frame] = {}

    def of(self, request, language) -> Frame:
        site = request._wagtail_site = self._site(request)  # Wagtail asks for it as well
        key = (site and site.pk, language)
        if key not in self._frames:
            self._frames[key] = Frame(site, language, request)
        return self._frames[key]

    def _site(self, request):
        key = (request._get_raw_host(), request.get_port())
        if key not in self._sites:
            if len(self._sites) >= MOST_HOSTS:
                self._sites.clear()
            self._sites[key] = Site.find_for_request(request)
        return self._sites[key]


_kept = Kept(VERSION, Frames)


def frame_of(request, language) -> Frame:
    """As it is now."""
    return _kept.current().of(request, language)


def watch_changes():
    """Every change of what stands in a frame renews the token, in the transaction of the change."""
    from .media.models import PortalImage, Rendition
    from .models import SiteSettings

    def renew(sender, **kwargs):
        Version.renew(VERSION)

    def renew_for_pages(sender, **kwargs):
        if issubclass(sender, Page):
            Version.renew(VERSION)

    def renew_for_first(sender, ids, **kwargs):
        """The frame names them as soon as there are any: only the first ones and the last ones change that."""
        most = len(list(ids))
        if sender.objects.public().order_by()[: most + 1].count() <= most:
            Version.renew(VERSION)

    for model in (Cooperation, Alliance):
        content_changed.connect(renew_for_first, sender=model, weak=False, dispatch_uid=f"portal.frame.{model.__name__}")
    for model in (Site, SiteSettings, PageViewRestriction, Locale, PortalImage):
        for signal in (post_save, post_delete):
            signal.connect(renew, sender=model, weak=False, dispatch_uid=f"portal.frame.{model.__name__}")
    post_delete.connect(renew, sender=Rendition, weak=False, dispatch_uid="portal.frame.renditions")
    for signal in (post_save, post_delete):
        signal.connect(renew_for_pages, weak=False, dispatch_uid="portal.frame.pages")  # of every class of pages
    post_page_move.connect(renew, weak=False, dispatch_uid="portal.frame.moved")
