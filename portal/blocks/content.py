"""What content pages, news and the home page are put together from. Templates: `templates/portal/blocks/<name>.html`.

A page calls `portal.blocks.preparing.prepare` before it renders, so that any number of links, pictures and entries costs the same queries.
"""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from directory.merging.following import present_ids
from directory.models import Actor, Offer
from directory.rows import actor_row, offer_row

from .icons import ICONS
from .links import LinkBlock
from .tables import PlainTableBlock

PICTURE_SPECS = ("width-704|format-webp|preserve-svg", "width-1408|format-webp|preserve-svg")
"""The column of text is 44 rem wide; the second one is for fine screens."""
VIDEO_TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}


class TextBlock(blocks.RichTextBlock):
    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        if getattr(value, "lift_headings", False):
            html = str(value).replace("<h3", "<h2").replace("</h3>", "</h2>")
            context["value"] = mark_safe(html)  # what RichText has rendered
        return context

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "portal/blocks/text.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "portal/blocks/heading.html"


class PictureValue(blocks.StructValue):
    @cached_property
    def renditions(self):
        """(normal, for fine screens)"""
        return list(self["image"].get_renditions(*PICTURE_SPECS).values())  # in their order, but keyed without “preserve-svg”

    @property
    def srcset(self):
        small, large = self.renditions
        return "" if large.width <= small.width else f"{small.url} {small.width}w, {large.url} {large.width}w"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "portal/blocks/picture.html"
        value_class = PictureValue


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"), rows=3, max_length=600)
    name = blocks.CharBlock(label=_("Who says it"), required=False, max_length=100)
    role = blocks.CharBlock(label=_("What this person does"), required=False, max_length=150)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "portal/blocks/quote.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Question or heading"), max_length=150)
    text = blocks.RichTextBlock(label=_("Answer"), features=["bold", "italic", "ol", "ul", "link", "document-link"])


class AccordionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading above"), max_length=120, help_text=_("For example “Frequent questions”."))
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Entries"), min_num=1)

    def get_context(self, value, parent_context=None):
        shown = [{"title": item["title"], "body": item["text"]} for item in value["items"]]
        return super().get_context(value, parent_context) | {"shown": shown}

    class Meta:
        icon = "list-ul"
        label = _("Texts to unfold")
        template = "portal/blocks/accordion.html"


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=300, rows=2)
    link = LinkBlock(label=_("Button"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "portal/blocks/call_to_action.html"


class ContactBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=100)
    office = blocks.BooleanBlock(
        label=_("Our office"), required=False, help_text=_("Takes phone, e-mail and hours from the settings of the website.")
    )
    phone = blocks.CharBlock(label=_("Phone"), required=False, max_length=40)
    mail = blocks.EmailBlock(label=_("E-mail"), required=False)
    web = blocks.URLBlock(label=_("Website"), required=False)
    note = blocks.CharBlock(
        label=_("Note"), required=False, max_length=250, help_text=_("For example the name of the person or the hours.")
    )

    def clean(self, value):
        value = super().clean(value)
        if not (value["office"] or value["phone"] or value["mail"] or value["web"]):
            raise blocks.StructBlockValidationError({"phone": ValidationError(_("Give at least one way to get in touch."))})
        return value

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "portal/blocks/contact.html"


class DownloadItemBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(label=_("Words of the link"), required=False, max_length=150)


class DownloadsBlock(blocks.StructBlock):
    files = blocks.ListBlock(DownloadItemBlock(), label=_("Files"), min_num=1)

    def get_context(self, value, parent_context=None):
        shown = [
            {
                "title": item["title"] or item["document"].title,
                "url": item["document"].url,
                "type": item["document"].file_extension.upper(),
                "size": item["document"].file_size,
            }
            for item in value["files"]
            if item["document"]
        ]
        return super().get_context(value, parent_context) | {"shown": shown}

    class Meta:
        icon = "download"
        label = _("Files to download")
        template = "portal/blocks/downloads.html"


def _ending(document):
    return PurePosixPath(document.file.name).suffix.lower()


class VideoBlock(blocks.StructBlock):
    """A film from the portal's own files: no third party learns who watches."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    video = DocumentChooserBlock(label=_("Film"), help_text=_("A file of the kind MP4 or WebM."))
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A file of the kind VTT. Films in which somebody speaks need one.")
    )
    silent = blocks.BooleanBlock(label=_("Nobody speaks in the film"), required=False)
    sign_language = DocumentChooserBlock(
        label=_("The same in sign language"), required=False, help_text=_("A file of the kind MP4 or WebM.")
    )
    transcript = DocumentChooserBlock(label=_("The same as text"), required=False)
    poster = ImageBlock(label=_("Picture before the film starts"), required=False)

    def clean(self, value):
        value = super().clean(value)
        errors = {}
        for name in ("video", "sign_language"):
            if value[name] and _ending(value[name]) not in VIDEO_TYPES:
                errors[name] = ValidationError(_("This file is no film of the kind MP4 or WebM."))
        if value["captions"] and not self._are_captions(value["captions"]):
            errors["captions"] = ValidationError(_("This file has no captions. A file of the kind VTT begins with the word WEBVTT."))
        if not value["captions"] and not value["silent"]:
            errors["captions"] = ValidationError(
                _("Please add captions, or tick that nobody speaks. People who can't hear need them, and the law asks for them.")
            )
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return value

    @staticmethod
    def _are_captions(document):
        if _ending(document) != ".vtt":
            return False
        try:
            with document.file.open("rb") as file:
                return file.read(10).removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")
        except OSError:
            return False

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        poster = value["poster"]
        return context | {
            "type": VIDEO_TYPES.get(_ending(value["video"]), "") if value["video"] else "",
            "poster": poster.get_rendition("fill-1280x720|format-webp|preserve-svg").url if poster else "",
        }

    class Meta:
        icon = "media"
        label = _("Film")
        template = "portal/blocks/video.html"


class EntriesValue(blocks.StructValue):
    """`entries` holds what is public of the chosen ones, in the order chosen; `prepare` fills it for a whole page at once."""

    row = None

    @cached_property
    def entries(self):
        chosen = self.chosen()
        found = self.public().in_bulk(chosen)
        return [found[pk] for pk in chosen if pk in found]

    def chosen(self):
        return [entry.pk for entry in self["entries"] if entry]

    @property
    def rows(self):
        at = timezone.now()
        return [type(self).row(entry, at) for entry in self.entries]


class ActorsValue(EntriesValue):
    row = staticmethod(actor_row)

    def chosen(self):
        """The kept one for each that was merged into another since."""
        chosen = super().chosen()
        present = present_ids(entry.pk for entry in self["entries"] if entry and entry.is_archived)
        return list(dict.fromkeys(present.get(pk, pk) for pk in chosen))

    @staticmethod
    def public():
        return Actor.objects.public().for_listing()


class OffersValue(EntriesValue):
    row = staticmethod(offer_row)

    @staticmethod
    def public():
        return Offer.objects.public().for_listing()


class EntriesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading above"), max_length=120)

    class Meta:
        template = "portal/blocks/entries.html"


class ActorsBlock(EntriesBlock):
    entries = blocks.ListBlock(SnippetChooserBlock(Actor, label=_("Institution")), label=_("Institutions"), min_num=1, max_num=12)

    class Meta:
        icon = "home"
        label = _("Institutions")
        value_class = ActorsValue


class OffersBlock(EntriesBlock):
    entries = blocks.ListBlock(SnippetChooserBlock(Offer, label=_("Offer")), label=_("Offers"), min_num=1, max_num=12)

    class Meta:
        icon = "tag"
        label = _("Offers")
        value_class = OffersValue


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("What the table shows"), max_length=200)
    table = PlainTableBlock(label=_("Table"))

    def get_context(self, value, parent_context=None):
        table = value["table"] or {}
        rows = table.get("data") or []
        head = rows[0] if rows and table.get("first_row_is_table_header") else []
        body = rows[1:] if head else rows
        return super().get_context(value, parent_context) | {
            "head": head,
            "rows": body,
            "numeric": [
                column for column in range(1, len(rows[0]) if rows else 0) if body and all(_is_number(row[column]) for row in body)
            ],
            "first_column_is_head": bool(table.get("first_col_is_header")),
        }

    class Meta:
        icon = "table"
        label = _("Table")
        template = "portal/blocks/table.html"


def _is_number(cell):
    text = (cell or "").replace(".", "").replace(",", "").replace("%", "").replace("€", "").replace("−", "-").strip()
    return text.lstrip("-").isdigit()


class TeaserBlock(blocks.StructBlock):
    icon = blocks.ChoiceBlock(ICONS, label=_("Sign"), default="compass")
    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=200, rows=2)
    link = LinkBlock(label=_("Leads to"))

    class Meta:
        icon = "pick"
        label = _("Entry point")
        label_format = "{title}"


class TeasersBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading above"), max_length=120)
    teasers = blocks.ListBlock(TeaserBlock(), label=_("Entry points"), min_num=1, max_num=9)

    class Meta:
        icon = "grip"
        label = _("Entry points")
        template = "portal/blocks/teasers.html"


class ContentBlocks(blocks.StreamBlock):
    heading = HeadingBlock(max_length=150)
    text = TextBlock(features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"])
    picture = PictureBlock()
    quote = QuoteBlock()
    accordion = AccordionBlock()
    call_to_action = CallToActionBlock()
    teasers = TeasersBlock()
    contact = ContactBlock()
    table = TableBlock()
    downloads = DownloadsBlock()
    video = VideoBlock()
    actors = ActorsBlock()
    offers = OffersBlock()

    class Meta:
        block_counts = {}
