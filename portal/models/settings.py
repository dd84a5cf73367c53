"""What the office sets for its site: name, brand, contact, legal pages, banner, introductions.

Facts stand once; texts are German on the row and in `texts` for other languages (an empty one shows in German).
Invariant: no brand is saved whose text people could not read (`portal.contrast`).
"""

import datetime as dt
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from ..addresses import address_in
from ..blocks.links import validate_address
from ..blocks.settings import FooterColumnBlock, ListTextBlock, SiteTextBlock, SocialLinkBlock
from ..branding import Brand
from ..contrast import contrast_problems, from_town_colour
from ..enums import NoticeTone, SocialNetwork
from ..panels import BrandPanel


def _page_field(label, help_text=""):
    return models.ForeignKey(
        "wagtailcore.Page", verbose_name=label, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text=help_text
    )


def validate_map_style(value):
    """A plain https address: its host goes into the policy that browsers hold us to."""
    parts = urlsplit(value)
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+(:\d{1,5})?", parts.netloc):
        raise ValidationError(_("A street map's address starts with https:// and a host without name and password."))


class SiteSettingsForm(WagtailAdminModelForm):
    def clean(self):
        """A new colour of the town sets hue and chroma; what was changed about it is told after saving (`wagtail_hooks`)."""
        cleaned = super().clean()
        colour = cleaned.get("town_colour")
        if colour and "town_colour" in self.changed_data:
            found = from_town_colour(colour.lower())
            cleaned |= {"town_colour": colour.lower(), "brand_hue": found.hue, "brand_chroma": found.chroma}
            self.instance.brand_message = found.message
        return cleaned


@register_setting(icon="cog", order=10)
class SiteSettings(BaseSiteSetting):
    """One row per site. Read as `shell.settings` in templates, `SiteSettings.for_request(request)` elsewhere."""

    name = models.CharField(
        _("name of the portal"), max_length=60, blank=True, help_text=_("First line of the word mark, for example “Bildungslandschaft”.")
    )
    wordmark = models.CharField(
        _("second line of the word mark"), max_length=60, blank=True, help_text=_("The town, district or region, for example “Pankow”.")
    )
    description = models.TextField(
        _("what the portal is"), max_length=300, blank=True, help_text=_("One or two sentences. Search engines and shared links show them.")
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name=_("logo"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Stands in front of the word mark. SVG or PNG with a transparent ground; without one the portal's own sign is shown."),
    )  # fmt: skip
    social_card = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name=_("picture for shared links"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("1200 × 630 points. Without one the portal draws a picture with its name."),
    )  # fmt: skip

    town_colour = models.CharField(
        _("colour of your town"), max_length=7, blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("A colour looks like this: #004f9f."))],
        help_text=_("As it stands in your style guide, for example #004f9f. The portal takes the hue from it and chooses a lightness that everybody can read."),
    )  # fmt: skip
    brand_hue = models.PositiveSmallIntegerField(
        _("hue"), default=212, validators=[MaxValueValidator(360)], help_text=_("0 to 360 on the colour wheel: 20 red, 90 yellow, 150 green, 250 blue, 330 pink.")
    )  # fmt: skip
    brand_chroma = models.FloatField(
        _("strength"), default=0.08, validators=[MinValueValidator(0.03), MaxValueValidator(0.14)], help_text=_("0.03 is quiet, 0.14 loud.")
    )
    accent_hue = models.PositiveSmallIntegerField(
        _("hue of the sun"),
        default=78,
        validators=[MaxValueValidator(360)],
        help_text=_("For marks and the current page. 78 is a warm yellow."),
    )
    warmth_hue = models.PositiveSmallIntegerField(
        _("hue of the paper"), default=85, validators=[MaxValueValidator(360)], help_text=_("A breath of colour in the background.")
    )

    contact_name = models.CharField(_("office"), max_length=150, blank=True, help_text=_("Who answers, for example “Bildungsbüro Pankow”."))
    contact_street = models.CharField(_("street and number"), max_length=150, blank=True)
    contact_postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    contact_place = models.CharField(_("place"), max_length=100, blank=True)
    contact_phone = PhoneNumberField(_("phone"), blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True, help_text=_("Shown to people, hidden from programs that collect addresses."))
    contact_hours = models.TextField(_("office hours"), max_length=500, blank=True)
    social_links = StreamField([("profile", SocialLinkBlock())], verbose_name=_("profiles in networks"), blank=True, default=list)

    imprint_page = _page_field(_("imprint"))
    privacy_page = _page_field(_("data protection"))
    accessibility_page = _page_field(_("accessibility statement"))
    plain_language_page = _page_field(
        _("plain language"), _("What the portal is and how it is used, in plain language. Linked above every page.")
    )
    sign_language_page = _page_field(_("sign language"), _("The same as films in German Sign Language. Linked above every page."))
    contact_page = _page_field(_("contact page"))
    footer = StreamField([("column", FooterColumnBlock())], verbose_name=_("columns of the footer"), blank=True, default=list)

    notice_text = models.CharField(
        _("text of the notice"), max_length=300, blank=True, help_text=_("Stands above all pages. Keep it to one sentence.")
    )
    notice_tone = models.CharField(_("how loud"), max_length=5, choices=NoticeTone, default=NoticeTone.INFO)
    notice_from = models.DateField(_("shown from"), null=True, blank=True)
    notice_until = models.DateField(
        _("shown until"), null=True, blank=True, help_text=_("The last day. Without one it stays until you take it away.")
    )
    notice_url = models.CharField(_("link"), max_length=500, blank=True, validators=[validate_address])
    notice_label = models.CharField(_("words of the link"), max_length=60, blank=True)

    map_credit = models.CharField(
        _("source of the outlines"),
        max_length=200,
        blank=True,
        help_text=_("Stands below the map, for example “Outlines: © GeoBasis-DE / BKG”. Many sources ask for it."),
    )
    map_style_url = models.URLField(
        _("address of a street map"), max_length=500, blank=True, validators=[validate_map_style],
        help_text=_(
            "A MapLibre style (https), with tiles, letters and signs on the same host. Without one the map shows the outlines of areas and asks nobody else. "
            "With one people may load the street map by a button; that host then learns their IP address. Please name it in your privacy notice."
        ),
    )  # fmt: skip

    list_texts = StreamField([("text", ListTextBlock())], verbose_name=_("introductions of the lists"), blank=True, default=list)
    texts = StreamField([("language", SiteTextBlock())], verbose_name=_("texts in other languages"), blank=True, default=list)

    base_form_class = SiteSettingsForm
    select_related = ["logo", "social_card"]
    brand_message = ""

    class Meta:
        verbose_name = _("website")
        verbose_name_plural = _("websites")
        permissions = [("office", _("May do what the network office does: steer freshness, import, invite"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(brand_hue__lte=360, accent_hue__lte=360, warmth_hue__lte=360), name="site_hues_in_range"
            ),
            models.CheckConstraint(condition=models.Q(brand_chroma__gte=0.03, brand_chroma__lte=0.14), name="site_chroma_in_range"),
        ]

    def clean(self):
        super().clean()
        if problems := contrast_problems(self.brand):
            raise ValidationError({"brand_hue": [_("These colours can't be saved:"), *problems]})
        if self.notice_from and self.notice_until and self.notice_until < self.notice_from:
            raise ValidationError({"notice_until": _("The last day lies before the first.")})
        if bool(self.notice_url) != bool(self.notice_label):
            field = "notice_label" if self.notice_url else "notice_url"
            raise ValidationError({field: _("A link needs an address and words.")})
        for name, keys in [("texts", ["language"]), ("list_texts", ["list", "language"])]:
            seen = [tuple(block.value[key] for key in keys) for block in getattr(self, name)]
            if len(seen) != len(set(seen)):
                raise ValidationError({name: _("There are two texts for the same place and language. Please keep one.")})

    @property
    def brand(self):
        return Brand(self.brand_hue, float(self.brand_chroma), self.accent_hue, self.warmth_hue)

    def text(self, name, language=None):
        """The German `name` in `language` (the interface's), where the office has written it there."""
        language = language or get_language()
        for block in self.texts:
            if block.value["language"] == language and block.value.get(name):
                return block.value[name]
        return getattr(self, name)

    @property
    def local_contact_hours(self):
        return self.text("contact_hours")

    def notice(self, today: dt.date, language=None):
        """{text, tone, url, label} of the banner that is due on `today`, or None."""
        if not self.notice_text or (self.notice_from and today < self.notice_from) or (self.notice_until and today > self.notice_until):
            return None
        texts = {"text": self.text("notice_text", language), "label": self.text("notice_label", language)}
        return texts | {"tone": self.notice_tone, "url": address_in(self.notice_url, language)}

    def list_text(self, name, language=None):
        """The introduction of the list `name` (`ListName`) in `language` only: a German one over an English list helps nobody."""
        language = language or get_language()
        return next(
            (block.value["text"] for block in self.list_texts if (block.value["list"], block.value["language"]) == (name, language)), ""
        )

    @property
    def map_host(self):
        """“tiles.example.org”, the only other host that a page with a map may ask; "" without a street map."""
        return urlsplit(self.map_style_url).netloc

    @property
    def profiles(self):
        """[(name of the network, address)]."""
        return [(SocialNetwork(block.value["network"]).label, block.value["url"]) for block in self.social_links]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldRowPanel(["name", "wordmark"]), "description", "logo", "social_card"], heading=_("Name and logo")
                    ),
                    MultiFieldPanel(
                        [
                            "town_colour",
                            FieldRowPanel(["brand_hue", "brand_chroma"]),
                            FieldRowPanel(["accent_hue", "warmth_hue"]),
                            BrandPanel(),
                        ],
                        heading=_("Colours"),
                    ),
                ],
                heading=_("Name and look"),
            ),
            ObjectList(
                [
                    "contact_name",
                    "contact_street",
                    FieldRowPanel(["contact_postcode", "contact_place"]),
                    FieldRowPanel(["contact_phone", "contact_email"]),
                    "contact_hours",
                    "social_links",
                ],
                heading=_("Contact"),
            ),
            ObjectList(
                [
                    HelpPanel(
                        content=_("<p>Choose the German pages. Readers of another language get the translated page where there is one.</p>")
                    ),
                    FieldRowPanel(["imprint_page", "privacy_page"]),
                    FieldRowPanel(["accessibility_page", "contact_page"]),
                    FieldRowPanel(["plain_language_page", "sign_language_page"]),
                    "footer",
                ],
                heading=_("Legal pages and footer"),
            ),
            ObjectList(
                [
                    "notice_text",
                    "notice_tone",
                    FieldRowPanel(["notice_from", "notice_until"]),
                    FieldRowPanel(["notice_url", "notice_label"]),
                ],
                heading=_("Notice"),
            ),
            ObjectList(["map_credit", "map_style_url"], heading=_("Map")),
            ObjectList(["list_texts", "texts"], heading=_("Introductions and languages")),
        ]
    )
