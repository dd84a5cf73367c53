"""A link that editors set: to a page of the portal (which follows it through moves and into other languages) or to an address.

Pages are resolved for a whole stream at once by `resolve_links`, with one query for any number of links: a link to a page that is
not published, or no longer, is not shown.
"""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from ..addresses import address_in

REFUSED = _("Write an address that begins with “/”, “https://”, “mailto:” or “tel:”.")


def validate_address(value):
    """Refuses what is no address that a page may link to (`javascript:` above all)."""
    if value.startswith("/") and not value.startswith("//") and "\\" not in value and value.isprintable():
        return
    try:
        if value.startswith("mailto:"):
            return EmailValidator()(value.removeprefix("mailto:"))
        if value.startswith("tel:") and all(letter in "+0123456789 -/()" for letter in value.removeprefix("tel:")):
            return None
        return URLValidator(schemes=["http", "https"])(value)
    except ValidationError as error:
        raise ValidationError(REFUSED, code="invalid") from error


class AddressBlock(blocks.CharBlock):
    """An address; never translated, `portal.addresses.address` puts the language in front."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": 500, "validators": [validate_address], **kwargs})

    def get_translatable_segments(self, value):
        return []

    def restore_translated_segments(self, value, segments):
        return value

    class Meta:
        icon = "link"


class LinkValue(blocks.StructValue):
    """After `resolve_links`: `url` ("" when there is nothing to link to) and `label`."""

    target = None

    @property
    def page_id(self):
        raw = self.bound_blocks["page"].value
        return raw.pk if raw else None

    @cached_property
    def url(self):
        if self.target is not None:
            return self.target.url or ""
        return address_in(self["address"]) if self["address"] else ""

    @property
    def label(self):
        return self["label"] or (self.target.title if self.target is not None else self["address"])


class LinkBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(label=_("Page of this portal"), required=False)
    address = AddressBlock(
        label=_("or an address"),
        required=False,
        help_text=_("For example “/angebote/?kosten=kostenlos” for a list of this portal, or “https://…” for another site."),
    )
    label = blocks.CharBlock(
        label=_("Words of the link"), required=False, max_length=100, help_text=_("Left empty, the page's title stands there.")
    )

    def __init__(self, local_blocks=None, *, link_required=True, **kwargs):
        self.link_required = link_required
        super().__init__(local_blocks, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value["page"] and value["address"]:
            raise blocks.StructBlockValidationError({"address": ValidationError(_("Choose a page or write an address, not both."))})
        if self.link_required and not value["page"] and not value["address"]:
            raise blocks.StructBlockValidationError({"page": ValidationError(_("Choose a page or write an address."))})
        if value["address"] and not value["label"]:
            raise blocks.StructBlockValidationError({"label": ValidationError(_("Say in words where the link leads."))})
        return value

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue


def find_links(value):
    """All `LinkValue`s anywhere in a stream, list or struct value."""
    if isinstance(value, LinkValue):
        yield value
    elif isinstance(value, blocks.StructValue):
        for child in value.values():
            yield from find_links(child)
    elif isinstance(value, blocks.StreamValue):
        for child in value:
            yield from find_links(child.value)
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value:
            yield from find_links(child)


def resolve_links(*values, language=None):
    """Set `target` of every link to a page: its published version in `language` (the interface's), else the page itself if that is published."""
    language = language or get_language()
    links = [link for value in values for link in find_links(value) if link.page_id]
    if not links:
        return
    keys = {link["page"].translation_key for link in links}
    found = Page.objects.live().public().filter(translation_key__in=keys).select_related("locale")
    versions = {(page.translation_key, page.locale.language_code): page for page in found}
    by_pk = {page.pk: page for page in versions.values()}
    for link in links:
        link.target = versions.get((link["page"].translation_key, language)) or by_pk.get(link.page_id)
