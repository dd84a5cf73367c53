"""Parts of the site settings that repeat: texts per language, footer columns, introductions of lists, links to other networks.

They stand in streams and not in child rows, because the settings are read on every page: one row, one query.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..enums import ListName, SocialNetwork
from .links import LinkBlock

LANGUAGE_CHOICES = settings.LANGUAGES
OTHER_LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class SocialLinkBlock(blocks.StructBlock):
    network = blocks.ChoiceBlock(SocialNetwork.choices, label=_("Network"))
    url = blocks.URLBlock(label=_("Address"), help_text=_("The whole address, beginning with https://"))

    class Meta:
        icon = "link"
        label = _("Profile")


class SiteTextBlock(blocks.StructBlock):
    """What the settings say in German, in another language. What is empty shows in German."""

    language = blocks.ChoiceBlock(OTHER_LANGUAGES, label=_("Language"))
    wordmark = blocks.CharBlock(label=_("second line of the word mark"), required=False, max_length=60)
    description = blocks.TextBlock(label=_("what the portal is"), required=False, max_length=300, rows=2)
    contact_hours = blocks.TextBlock(label=_("office hours"), required=False, max_length=500, rows=2)
    notice_text = blocks.CharBlock(label=_("text of the notice"), required=False, max_length=300)
    notice_label = blocks.CharBlock(label=_("words of the notice's link"), required=False, max_length=60)

    class Meta:
        icon = "wagtail-localize-language"
        label = _("Texts in another language")
        label_format = "{language}"


class FooterColumnBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(LANGUAGE_CHOICES, label=_("Language"), default=settings.LANGUAGE_CODE)
    title = blocks.CharBlock(label=_("Heading"), max_length=60)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"), min_num=1, max_num=10)

    class Meta:
        icon = "list-ul"
        label = _("Column")
        label_format = "{language}: {title}"


class ListTextBlock(blocks.StructBlock):
    list = blocks.ChoiceBlock(ListName.choices, label=_("List"))
    language = blocks.ChoiceBlock(LANGUAGE_CHOICES, label=_("Language"), default=settings.LANGUAGE_CODE)
    text = blocks.TextBlock(label=_("Introduction"), max_length=500, rows=3, help_text=_("One or two sentences under the heading."))

    class Meta:
        icon = "doc-full"
        label = _("Introduction")
        label_format = "{list}, {language}"
