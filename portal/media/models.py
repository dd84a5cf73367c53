"""Pictures and documents. Own models from the first migration, because they can't be swapped later
(named Portal… because Wagtail's own `Image` and `Document` stay installed and would clash).

Invariant: a picture has an alternative text or is marked as decorative, never neither.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from .svg import check_svg


class PortalImage(AbstractImage):
    alt_text = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What is to be seen, in one sentence, for people who can't see the picture."),
    )
    decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("Tick this if the picture says nothing that the text does not say. Screen readers skip it then."),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made the picture. It is shown below the picture."))
    licence = models.CharField(_("licence"), max_length=100, blank=True, help_text=_("For example “CC BY 4.0” or “all rights with us”."))

    admin_form_fields = ("title", "file", "alt_text", "decorative", "credit", "licence", "collection", "tags",
                         "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(condition=Q(decorative=True, alt_text="") | Q(decorative=False), name="decorative_has_no_alt_text")
        ]

    @property
    def default_alt_text(self):
        return "" if self.decorative else self.alt_text

    @property
    def credit_line(self):
        """“Studio Beispiel, CC BY 4.0”, for below the picture."""
        return ", ".join(filter(None, [self.credit, self.licence]))

    def clean(self):
        """Holds for every way a picture comes in: the library, several at once, a chooser on a page."""
        super().clean()
        errors = {}
        if self.decorative and self.alt_text:
            errors["decorative"] = _("Either describe the picture or mark it as decoration, not both.")
        if not self.decorative and not self.alt_text.strip():
            errors["alt_text"] = _("Please say what is to be seen, or tick “only decoration”.")
        if self.file and not self.file._committed and self.file.name.lower().endswith(".svg"):
            try:
                check_svg(self.file.file)
            except ValidationError as error:
                errors["file"] = error
        if errors:
            raise ValidationError(errors)


class Rendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class PortalDocument(AbstractDocument):
    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
