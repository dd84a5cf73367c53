"""Writes the demo's pages, news and site settings.

A page is one table per language; the pages of a row are translations of each other. Blocks are written short:

    heading = "…"                              text = (see `notation.rich_text`)
    picture = "name", caption = "…"            quote = {text, name, role}
    accordion = {title, items = [[question, answer]]}
    call_to_action = {title, text, to, label}  teasers = {title, items = [{icon, title, text, to}]}
    contact = {title, office | phone, mail, note}
    table = {caption, rows}                    offers, actors = {title, keys}

`to` is "page:<key>", "offer:<key>" or an address of the portal. "{today}" is the day the demo is loaded.
"""

import datetime as dt
import uuid

from django.utils.formats import date_format
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from ..models import ContentPage, HomePage, NewsCategory, NewsIndexPage, NewsPage, SiteSettings
from . import data, notation

LANGUAGES = {"de": "de", "en": "en", "simple": "de-simple"}
"""Table in the data files → language."""
FILES = ["families", "about", "legal"]
"""In the order of the menu."""
KEYS = uuid.UUID("9e0d5d3a-6a43-4f5c-8a3b-0c7f5f6f2b11")


class SiteWriter:
    """Writes the pages of one site. `register` gives the entries that blocks show (`actors`, `offers`: {key: entry})."""

    def __init__(self, *, today, pictures, register, alliances, office):
        self.today, self.pictures, self.register, self.alliances, self.office = today, pictures, register, alliances, office
        self.site = Site.objects.select_related("root_page").get(is_default_site=True)
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.homes, self.pages, self.written = {}, {}, []

    def write(self):
        """Pages first without their blocks: a block may link to a page that comes later."""
        rows = [row for name in FILES for row in data.read(f"pages/{name}")["pages"]]
        self._write_homes()
        for row in rows:
            self._write_page(row)
        self._write_news_index()
        for row in rows:
            for table, language in self._languages(row):
                page = self.pages[row["key"], language]
                page.body = self._blocks(row[table].get("blocks", []))
                self._publish(page)
        self._fill_homes()
        self._write_news()
        self._write_settings(rows)

    # --- Home ---------------------------------------------------------------------------------------------------------

    def _write_homes(self):
        home = self.site.root_page.specific
        self.homes["de"] = home
        root = Page.objects.get(depth=1)
        for table, language in self._languages(data.read("home")):
            if language != "de":
                row = data.read("home")[table]
                self.homes[language] = root.add_child(
                    instance=HomePage(
                        title=row["title"],
                        slug=row["slug"],
                        hero_title=row["hero_title"],
                        locale=self.locales[language],
                        translation_key=home.translation_key,
                    )
                )

    def _fill_homes(self):
        for table, language in self._languages(data.read("home")):
            row, home = data.read("home")[table], self.homes[language]
            home = type(home).objects.get(pk=home.pk)  # children have come since
            for name in ("title", "hero_title", "hero_lead", "entries_title", "figures_title", "figures_text"):
                setattr(home, name, row.get(name, ""))
            home.examples = [("example", words) for words in row["examples"]]
            home.entries = [("entry", self._teaser(entry)) for entry in row["entries"]]
            home.body = self._blocks(row.get("blocks", []))
            self._publish(home)

    # --- Pages --------------------------------------------------------------------------------------------------------

    def _write_page(self, row):
        for table, language in self._languages(row):
            text = row[table]
            page = ContentPage(
                title=text["title"],
                slug=text["slug"],
                intro=self._dated(text.get("intro", ""), language),
                show_in_menus=row.get("menu", False),
                locale=self.locales[language],
                translation_key=uuid.uuid5(KEYS, row["key"]),
            )
            self.pages[row["key"], language] = self._add(self.homes[language], page)

    def _write_news_index(self):
        for table, language in self._languages(data.read("news")["index"]):
            text = data.read("news")["index"][table]
            index = NewsIndexPage(
                title=text["title"],
                slug=text["slug"],
                intro=text["intro"],
                show_in_menus=True,
                locale=self.locales[language],
                translation_key=uuid.uuid5(KEYS, "aktuelles"),
            )
            self.pages["aktuelles", language] = self._add(self.homes[language], index)
            self._publish(index)

    def _write_news(self):
        categories = {
            row["slug"]: NewsCategory.objects.create(slug=row["slug"], name=row["name"], name_en=row["en"], name_simple=row["simple"])
            for row in data.read("news")["categories"]
        }
        for row in reversed(data.read("news")["news"]):  # the newest comes last into the tree
            for table, language in self._languages(row):
                text, image = row[table], self.pictures[row["image"]]
                news = NewsPage(
                    title=text["title"],
                    slug=text["slug"],
                    intro=text["intro"],
                    date=self.today - dt.timedelta(days=row["days_ago"]),
                    alliance=self.alliances[row["alliance"]] if "alliance" in row else None,
                    image=image,
                    image_alt=image.alt_text if language != "en" else text.get("alt", ""),
                    body=self._blocks(text["blocks"]),
                    locale=self.locales[language],
                    translation_key=uuid.uuid5(KEYS, f"news/{row['key']}"),
                )
                news.categories = [categories[slug] for slug in row["category"]]
                self._publish(self._add(self.pages["aktuelles", language], news))

    def _add(self, parent, page):
        """Below `parent`, fetched anew: treebeard counts the children in memory."""
        return Page.objects.get(pk=parent.pk).add_child(instance=page)

    def _publish(self, page):
        page.save_revision(user=self.office, clean=False).publish(user=self.office, skip_permission_checks=True)
        self.written.append(page)

    # --- Settings -----------------------------------------------------------------------------------------------------

    def _write_settings(self, rows):
        texts = data.read("home")["settings"]
        settings = SiteSettings.for_site(self.site)
        for name, value in texts.items():
            if isinstance(value, str):
                setattr(settings, name, value)
        for row in rows:
            if "setting" in row:
                setattr(settings, row["setting"], self.pages[row["key"], "de"])
        settings.social_links = [("profile", {"network": network, "url": url}) for network, url in texts["social_links"]]
        settings.texts = [("language", text) for text in texts["texts"]]
        settings.list_texts = [("text", text) for text in texts["list_texts"]]
        settings.footer = [
            ("column", column | {"links": [self._link(to, label) for to, label in column["links"]]}) for column in texts["footer"]
        ]
        settings.full_clean()
        settings.save()
        self.written.append(settings)

    # --- Blocks -------------------------------------------------------------------------------------------------------

    def _blocks(self, rows):
        return [self._block(row) for row in rows]

    def _block(self, row):
        kind = next(iter(row))
        value = row[kind]
        if kind == "heading":
            return kind, value
        if kind == "text":
            return kind, notation.rich_text(self._dated(value, "de"))
        if kind == "picture":
            return kind, {"image": self.pictures[value], "caption": row.get("caption", "")}
        if kind == "quote":
            return kind, value
        if kind == "accordion":
            items = [{"title": question, "text": notation.rich_text(answer)} for question, answer in value["items"]]
            return kind, {"title": value["title"], "items": items}
        if kind == "call_to_action":
            return kind, {"title": value["title"], "text": value["text"], "link": self._link(value["to"], value["label"])}
        if kind == "teasers":
            return kind, {"title": value["title"], "teasers": [self._teaser(item) for item in value["items"]]}
        if kind == "contact":
            return kind, value
        if kind == "table":
            table = {"data": value["rows"], "first_row_is_table_header": True, "first_col_is_header": True, "table_header_choice": "both"}
            return kind, {"caption": value["caption"], "table": table}
        if kind in ("offers", "actors"):
            return kind, {"title": value["title"], "entries": [getattr(self.register, kind)[key] for key in value["keys"]]}
        raise ValueError(f"“{kind}” is no block of the demo’s pages.")

    def _teaser(self, item):
        return {"icon": item["icon"], "title": item["title"], "text": item["text"], "link": self._link(item["to"], "")}

    def _link(self, to, label):
        kind, _, key = to.partition(":")
        if kind == "page":
            return {"page": self.pages[key, "de"], "label": label}
        if kind == "offer":
            return {"address": self.register.offers[key].get_absolute_url(), "label": label}
        return {"address": to, "label": label}

    def _dated(self, text, language):
        with override(language):
            return text.replace("{today}", date_format(self.today, "j. F Y"))

    @staticmethod
    def _languages(row):
        return [(table, language) for table, language in LANGUAGES.items() if table in row]
