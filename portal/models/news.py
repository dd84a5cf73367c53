"""The weblog: an index with categories and feed, and its news."""

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField, TranslatableField

from directory import structured_data
from network.models import Alliance

from ..blocks.content import PICTURE_SPECS, ContentBlocks
from ..blocks.preparing import prepare
from ..feeds import news_feed
from ..shell import Shell
from .pages import Crumbs

PAGE_SIZE = 10


class NewsCategory(models.Model):
    """A word that news are sorted by. One row for all languages, so that a translated news keeps its categories."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    name_simple = models.CharField(_("name in plain language"), max_length=60, blank=True)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def local_name(self):
        return {"en": self.name_en, "de-simple": self.name_simple}.get(get_language(), "") or self.name


class NewsQuerySet(PageQuerySet):
    def latest_first(self):
        return self.order_by("-date", "-pk")

    def in_category(self, category):
        return self.filter(categories=category)

    def for_listing(self):
        """Categories with the news: one query more for any number."""
        return self.prefetch_related("categories")


class NewsIndexPage(Crumbs, RoutablePageMixin, Page):
    """The list of news under it, ten a page, by category; its Atom feed stands at `feed/`."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.NewsPage"]
    max_count_per_parent = 1
    template = "portal/news_index_page.html"

    class Meta:
        verbose_name = _("news overview")
        verbose_name_plural = _("news overviews")

    def news(self):
        return NewsPage.objects.child_of(self).live().public().latest_first()

    @path("")
    def listing(self, request):
        return self.render(request, context_overrides=self._listing(request))

    @path("feed/", name="feed")
    def feed(self, request):
        return news_feed(self, request)

    def _listing(self, request):
        """What isn't understood (an unknown category, a page beyond the end) is left out with a notice, never an error."""
        notices = []
        found = self.news()
        categories = list(NewsCategory.objects.filter(news__in=found.order_by().values("pk")).distinct())
        wanted = request.GET.get("kategorie", "")
        category = next((category for category in categories if category.slug == wanted), None)
        if wanted and not category:
            notices.append(gettext("There is no such category with news. You see all of them."))
        news = found.for_listing()
        pages = Paginator(news.in_category(category) if category else news, PAGE_SIZE)
        number = request.GET.get("seite", "1").strip()
        readable = number.isascii() and number.isdecimal() and int(number[:9]) > 0
        if not readable:
            notices.append(gettext("This is no page number. You see the first page."))
        elif int(number[:9]) > pages.num_pages:
            notices.append(gettext("The list has fewer pages. You see the last one."))
        return {
            "breadcrumb": self.breadcrumb(request),
            "items": pages.get_page(number[:9] if readable else 1),
            "notices": notices,
            "category": category,
            "tabs": self._tabs(request, categories, category),
            "feed_url": self.get_url(request) + self.reverse_subpage("feed"),
        }

    def _tabs(self, request, categories, chosen):
        if not categories:
            return []
        url = self.get_url(request)
        return [{"name": gettext("All"), "url": url, "current": chosen is None}] + [
            {"name": category.local_name, "url": f"{url}?kategorie={category.slug}", "current": category == chosen}
            for category in categories
        ]

    content_panels = [*Page.content_panels, "intro"]


class NewsPage(Crumbs, Page):
    """One piece of news."""

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    categories = ParentalManyToManyField(NewsCategory, verbose_name=_("categories"), blank=True, related_name="news")
    intro = models.TextField(
        _("in short"), max_length=400, help_text=_("One or two sentences. Lists, the feed and search results show them.")
    )
    alliance = models.ForeignKey(
        Alliance,
        verbose_name=_("alliance"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="news",
        help_text=_("Its page then shows this news."),
    )
    image = models.ForeignKey(
        get_image_model_string(), verbose_name=_("picture"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    image_alt = models.CharField(
        _("alternative text of the picture"), max_length=250, blank=True, help_text=_("Left empty, the picture's own text is taken.")
    )
    body = StreamField(ContentBlocks(), verbose_name=_("text"), blank=True, default=list)

    objects = PageManager.from_queryset(NewsQuerySet)()

    parent_page_types = ["portal.NewsIndexPage"]
    subpage_types = []
    template = "portal/news_page.html"

    # Written out because the list that wagtail-localize makes leaves many-to-many fields out.
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("slug"),
        TranslatableField("search_description"),
        SynchronizedField("show_in_menus"),
        SynchronizedField("date"),
        SynchronizedField("categories"),
        SynchronizedField("alliance"),
        TranslatableField("intro"),
        SynchronizedField("image"),
        TranslatableField("image_alt"),
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def clean(self):
        """The picture's words come along, so that a translation can put them into its language."""
        super().clean()
        if self.image and not self.image_alt:
            self.image_alt = self.image.default_alt_text

    def get_context(self, request, *args, **kwargs):
        prepare(self.body)
        return super().get_context(request, *args, **kwargs) | {
            "breadcrumb": self.breadcrumb(request) if self.pk else [],
            "news_categories": [category.local_name for category in self.categories.all()],
            "alliance": self.alliance if self.alliance and self.alliance.is_public else None,
            "picture": self.picture(request),
            "structured_data": self.structured_data(request),
        }

    def picture(self, request):
        if not self.image:
            return None
        small, large = self.image.get_renditions(*PICTURE_SPECS).values()  # in their order, but keyed without “preserve-svg”
        srcset = "" if large.width <= small.width else f"{small.url} {small.width}w, {large.url} {large.width}w"
        return {
            "rendition": small,
            "large": large,
            "srcset": srcset,
            "alt": "" if self.image.decorative else self.image_alt,
            "credit": self.image.credit_line,
        }

    def structured_data(self, request):
        """schema.org NewsArticle; the portal is author and publisher."""
        shell = Shell(request)
        url = self.get_full_url(request)
        publisher = {"@type": "Organization", "name": shell.full_name, "url": f"{shell.origin}{shell.home}"}
        picture = self.picture(request)
        data = {
            "@type": "NewsArticle",
            "@id": f"{url}#news",
            "headline": self.title[:110],
            "description": self.intro,
            "url": url,
            "mainEntityOfPage": url,
            "inLanguage": shell.language,
            "datePublished": self.date.isoformat(),
            "dateModified": (self.last_published_at or timezone.now()).isoformat(timespec="seconds"),
            "author": publisher,
            "publisher": publisher,
        }
        if picture:
            large = picture["large"].url
            data["image"] = [large if large.startswith("http") else shell.origin + large]
        return structured_data.script(data)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            ["date", FieldPanel("categories", widget=forms.CheckboxSelectMultiple), "intro"],
            heading=_("What is shown in lists"),
        ),
        FieldPanel("alliance"),
        MultiFieldPanel(["image", "image_alt"], heading=_("Picture")),
        "body",
    ]
