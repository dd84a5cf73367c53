"""The home page and content pages. Wagtail's own `Page` is the base: wagtail-localize does not work with another.

Invariant: what a page shows of the register is public (`.public()`), whatever an editor chose.
"""

from urllib.parse import urlencode

from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from ..addresses import address
from ..blocks.content import ContentBlocks, TeaserBlock
from ..blocks.preparing import prepare
from ..figures import kind_links, register_figures, topic_links

NEWS_ON_HOME = 3


class InOneLanguage:
    """A page has one address, in its own language: `/en/aktuelles/` of a German page leads to `/aktuelles/`."""

    def serve(self, request, *args, **kwargs):
        if self.locale.language_code != get_language():
            return redirect(self.get_url(request))
        return super().serve(request, *args, **kwargs)


class Crumbs(InOneLanguage):
    """Adds the way from the home page to a page, for the breadcrumb: one query."""

    def breadcrumb(self, request):
        """[(title, url)] of the published pages between home and this one."""
        above = self.get_ancestors().live().filter(depth__gt=2)
        return [(page.title, page.get_url(request)) for page in above]


class HomePage(InOneLanguage, Page):
    """What people see first: search, ways in by need, topics, news, numbers. One per language, directly under the root."""

    hero_title = models.CharField(
        _("question or promise"),
        max_length=90,
        help_text=_("The largest words of the portal, for example “Was gibt es in Pankow zu lernen?”."),
    )
    hero_lead = models.TextField(
        _("sentence below"), max_length=250, blank=True,
        help_text=_("{angebote} and {einrichtungen} are replaced by the present numbers."),
    )  # fmt: skip
    examples = StreamField(
        [("example", blocks.CharBlock(label=_("Words"), max_length=60))], verbose_name=_("example searches"), blank=True, default=list, max_num=6,
        help_text=_("What people might type. A click searches for it."),
    )  # fmt: skip
    entries_title = models.CharField(_("heading above the ways in"), max_length=90, blank=True)
    entries = StreamField(
        [("entry", TeaserBlock())], verbose_name=_("ways in by need"), blank=True, default=list, max_num=9,
        help_text=_("For example “I am looking for a Kita”, “I am new in Germany”, “We want to cooperate”."),
    )  # fmt: skip
    show_topics = models.BooleanField(_("show topics and kinds of institution"), default=True)
    show_news = models.BooleanField(_("show the latest news"), default=True)
    figures_title = models.CharField(
        _("heading above the numbers"), max_length=90, blank=True, help_text=_("Without one the numbers are not shown.")
    )
    figures_text = models.TextField(_("text beside the numbers"), max_length=300, blank=True)
    body = StreamField(ContentBlocks(), verbose_name=_("free blocks"), blank=True, default=list)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["portal.ContentPage", "portal.NewsIndexPage"]
    template = "portal/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        prepare(self.entries, self.body)
        at = timezone.now()
        figures = register_figures(at)
        context = super().get_context(request, *args, **kwargs)
        if self.show_topics:
            topics, topic_count = topic_links(figures)
            kinds, kind_count = kind_links(figures, reverse("directory:actors"))
            context |= {"topics": topics, "topic_count": topic_count, "kinds": kinds, "kind_count": kind_count}
        return context | {
            "lead": self._lead(figures),
            "scopes": [
                {"value": "angebote", "label": gettext("Find an offer"), "icon": "music", "checked": True},
                {"value": "einrichtungen", "label": gettext("Find an institution"), "icon": "map-pin"},
            ],
            "example_links": [
                {"text": block.value, "url": f"{address('/suche/')}?{urlencode({'q': block.value})}"} for block in self.examples
            ],
            "figures": figures,
            "news_index": self._news_index() if self.show_news else None,
        }

    def _lead(self, figures):
        from ..templatetags.portal_tags import number  # template tags load when apps are there

        return self.hero_lead.replace("{angebote}", number(figures.offers)).replace("{einrichtungen}", number(figures.actors))

    def _news_index(self):
        """{page, news} of the newest ones, or None."""
        from .news import NewsIndexPage, NewsPage  # news know pages

        index = NewsIndexPage.objects.child_of(self).live().first()
        latest = list(NewsPage.objects.child_of(index).live().public().latest_first()[:NEWS_ON_HOME]) if index else []
        return {"page": index, "news": latest} if latest else None

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(["hero_title", "hero_lead", "examples"], heading=_("Search")),
        MultiFieldPanel(["entries_title", "entries"], heading=_("Ways in by need")),
        MultiFieldPanel(["show_topics", "show_news"], heading=_("Topics and news")),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_("<p>The portal counts by itself: institutions, offers, and how many entries were checked within a year.</p>")
                ),
                "figures_title",
                "figures_text",
            ],
            heading=_("Numbers"),
        ),
        FieldPanel("body"),
    ]


class ContentPage(Crumbs, Page):
    """A page with text and more, and with pages below it."""

    intro = models.TextField(
        _("introduction"), max_length=400, blank=True, help_text=_("What this page is about, in one to three sentences.")
    )
    body = StreamField(ContentBlocks(), verbose_name=_("content"), blank=True, default=list)
    show_children = models.BooleanField(
        _("list the pages below"),
        default=True,
        help_text=_("Published pages below this one are listed at its end, with their introductions."),
    )

    parent_page_types = ["portal.HomePage", "portal.ContentPage"]
    subpage_types = ["portal.ContentPage"]
    template = "portal/content_page.html"

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request, *args, **kwargs):
        prepare(self.body)
        return super().get_context(request, *args, **kwargs) | {
            "breadcrumb": self.breadcrumb(request) if self.pk else [],
            "children": self._children() if self.show_children and self.pk else [],
        }

    def _children(self):
        return list(ContentPage.objects.child_of(self).live().public().order_by("path"))

    content_panels = [*Page.content_panels, "intro", "body", "show_children"]
