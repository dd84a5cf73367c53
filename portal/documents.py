"""The documents of pages and news: one for all translations of a page, named after the German one where there is one."""

from functools import partial

from django.conf import settings
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from directory.rows import Row, foreign
from directory.wording import day
from search.analysis import plain_text
from search.documents import sort_name
from search.engines.base import Document, Found, Name, Text
from search.enums import Section
from search.marking import mark, watch
from search.registry import DocumentType, register_document, register_spread

from .models import ContentPage, NewsCategory, NewsPage

GERMAN = settings.LANGUAGE_CODE


class PageDocuments(DocumentType):
    """Aliases (copies that wagtail-localize makes until somebody translates) have nothing of their own to be found."""

    section = Section.PAGES.value
    icon = "file-text"

    def __init__(self, model, name):
        self.model, self.name = model, name

    def _public(self):
        return self.model.objects.live().public().filter(alias_of=None)

    def public_ids(self):
        first = (
            self._public()
            .filter(translation_key=OuterRef("translation_key"))
            .order_by(Case(When(locale__language_code=GERMAN, then=Value(0)), default=Value(1)), "pk")
        )
        return self._public().filter(pk=Subquery(first.values("pk")[:1])).order_by().values_list("pk", flat=True)

    def touched(self, ids):
        same = self.model.objects.filter(pk__in=ids).values("translation_key")
        return [*ids, *self.model.objects.filter(translation_key__in=same).exclude(pk__in=ids).values_list("pk", flat=True)]

    def _versions(self, ids):
        """{id: versions of that page, the named one first}; two queries and those of the model's own relations."""
        first = list(self.public_ids().filter(pk__in=ids))
        keys = self.model.objects.filter(pk__in=first).values("translation_key")
        pages = self._with_relations(self._public().filter(translation_key__in=keys).select_related("locale").order_by("pk"))
        by_key = {}
        for page in pages:
            by_key.setdefault(page.translation_key, []).append(page)
        groups = (sorted(group, key=lambda page: (page.pk not in first, page.pk)) for group in by_key.values())
        return {group[0].pk: group for group in groups}

    def documents(self, ids):
        return [self._document(pk, versions) for pk, versions in self._versions(ids).items()]

    def _document(self, pk, versions):
        texts = {page.locale.language_code: Text(page.title, self._terms(page), self._body(page)) for page in versions}
        if GERMAN not in texts:
            texts = {GERMAN: Text(), **texts}
        return Document(
            doc_type=self.name,
            object_id=pk,
            section=self.section,
            texts=texts,
            sort_name=sort_name(versions[0].title),
            kind=self._kind(),
            changed_at=max((page.last_published_at for page in versions if page.last_published_at), default=None),
        )

    def found(self, ids, at):
        return {pk: self._found(self._for_reader(versions)) for pk, versions in self._versions(ids).items()} if ids else {}

    def names(self, ids, at):
        pages = self._public().filter(pk__in=ids).select_related("locale").defer("body")
        language = get_language() or GERMAN
        read = {page.translation_key: page for page in self._in_language(language, pages)} if language != GERMAN else {}
        return {page.pk: self._name(read.get(page.translation_key, page)) for page in pages}

    def _in_language(self, language, pages):
        keys = [page.translation_key for page in pages]
        return self._public().filter(translation_key__in=keys, locale__language_code=language).select_related("locale").defer("body")

    def _name(self, page):
        return Name(page.title, page.get_url() or "", self.icon, "seite", "", foreign(page.locale.language_code))

    def _for_reader(self, versions):
        language = get_language() or GERMAN
        return next((page for page in versions if page.locale.language_code == language), versions[0])

    def _found(self, page):
        language = foreign(page.locale.language_code)
        row = Row(
            title=page.title,
            url=page.get_url() or "",
            icon=self.icon,
            kind="",
            kicker=self._kicker(page),
            lang=language,
            text=page.intro,
            text_lang=language if page.intro else "",
        )
        return Found(row, partial(self._body, page, intro=False), language)

    def _body(self, page, *, intro=True):
        parts = page._meta.get_field("body").stream_block.get_searchable_content(page.body)
        return " ".join(plain_text(str(part)) for part in ([page.intro] if intro else []) + parts)

    # What differs between pages and news

    def _with_relations(self, pages):
        return pages

    def _terms(self, page):
        return ""

    def _kind(self):
        return "Seite"

    def _kicker(self, page):
        return [_("Page")]


class NewsDocuments(PageDocuments):
    icon = "newspaper"

    def _with_relations(self, pages):
        return pages.prefetch_related("categories")

    def _terms(self, page):
        return " ".join(category.name for category in page.categories.all())

    def _kind(self):
        return "Nachricht Aktuelles"

    def _kicker(self, page):
        return [_("News"), day(page.date)]


def register():
    builders = [PageDocuments(ContentPage, "page"), NewsDocuments(NewsPage, "news")]
    for builder in builders:
        register_document(builder.model, builder)
    register_spread(NewsCategory, lambda ids: [("news", NewsPage.objects.filter(categories__in=ids).values_list("pk", flat=True))])

    def below(page):
        """What may be seen below a page has changed: it moved, or a restriction came or went."""
        return [
            (builder.name, builder.model.objects.filter(Q(path__startswith=page.path)).values_list("pk", flat=True)) for builder in builders
        ]

    def moved(sender, instance, **kwargs):
        for name, ids in below(Page.objects.get(pk=instance.pk)):
            mark(name, ids)

    post_page_move.connect(moved, weak=False, dispatch_uid="portal.documents.moved")
    watch(PageViewRestriction, lambda ids: [pair for page in Page.objects.filter(pk__in=ids) for pair in below(page)], id_field="page_id")
