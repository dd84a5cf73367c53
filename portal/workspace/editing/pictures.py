"""The picture or logo of an institution, put there by its own people. Each upload is a picture of its own in the library; a proposal says which one is shown.

What a camera writes into a file (place, device, time) never reaches the portal: the picture is drawn anew without it.
"""

import uuid
from io import BytesIO

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps
from wagtail.images import get_image_model
from wagtail.models import Collection

from directory.errors import OperationRefused
from directory.operations import proposals

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2_400
"""Pixels; larger ones are made smaller, as no page shows more."""


class PictureForm(forms.Form):
    """Without a new file the words of the present picture (`now`, or None) are changed."""

    file = forms.FileField(label=gettext_lazy("picture file"))
    alt_text = forms.CharField(label=gettext_lazy("alternative text"), max_length=250)
    credit = forms.CharField(label=gettext_lazy("credit"), max_length=200)
    licence = forms.CharField(label=gettext_lazy("licence"), max_length=100, required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("We may publish this picture, and everybody who can be recognised agrees (for children: their parents).")
    )

    def __init__(self, data=None, files=None, *, now=None):
        words = {name: getattr(now, name) for name in ("alt_text", "credit", "licence")} if now else {}
        super().__init__(data, files, initial=words, label_suffix="")
        largest = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        self.fields["file"].required = now is None
        self.fields["file"].widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        self.fields["file"].help_text = _("JPEG, PNG or WebP, at most %(size)s. Where and with what it was taken is removed.") % {
            "size": largest
        }
        self.fields["alt_text"].help_text = _("What is to be seen, in one sentence, for people who can't see the picture.")
        self.fields["credit"].help_text = _("Who made the picture.")
        self.fields["licence"].help_text = _("For example “CC BY 4.0” or “all rights with us”.")

    def clean_file(self):
        """(content, ending) of the picture drawn anew, or None."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            largest = filesizeformat(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
            raise ValidationError(_("This file is too large: at most %(size)s. Please make the picture smaller.") % {"size": largest})
        return drawn_anew(file)


def drawn_anew(file):
    """(content, ending) of an uploaded picture, upright, without anything that isn't the picture. Raises `ValidationError`."""
    try:
        with Image.open(file, formats=list(ENDINGS)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(_("This picture has too many pixels. Please make it smaller."))
            kind = opened.format
            upright = ImageOps.exif_transpose(opened)
            modes = {"JPEG": ("RGB", "L")}.get(kind, ("RGB", "RGBA", "L"))
            if upright.mode not in modes:
                upright = upright.convert("RGB" if kind == "JPEG" else "RGBA")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("This file can't be read as a picture. Please choose a JPEG, PNG or WebP.")) from error
    content = BytesIO()
    bare.save(content, kind, **({} if kind == "PNG" else {"quality": 88}))
    return content.getvalue(), ENDINGS[kind]


def show(actor, typed, *, now, by, at):
    """Propose a picture with its words for an institution. `typed`: `cleaned_data` of `PictureForm`; `now`: the picture that was seen, or None.

    Returns the proposal, or None when nothing is different. Raises `OperationRefused`; then nothing is left in the library.
    """
    words = {name: typed[name] for name in ("alt_text", "credit", "licence")}
    if typed["file"] is None and all(getattr(now, name) == value for name, value in words.items()):
        return None
    content, ending = typed["file"] or _content_of(now)
    picture = None
    try:
        with transaction.atomic():
            # a name that nobody guesses, as the picture may wait for a review
            picture = get_image_model()(title=str(actor)[:255], uploaded_by_user=by, collection=Collection.get_first_root_node(), **words)
            picture.decorative = False
            picture.file = ContentFile(content, name=f"{uuid.uuid4().hex}.{ending}")
            picture.file_size = len(content)
            with Image.open(BytesIO(content)) as opened:
                picture.width, picture.height = opened.size
            picture.save()
            return _propose(actor, picture.pk, now, by, at, _("Promised: the rights are there, and everybody in the picture agrees."))
    except OperationRefused:
        picture.file.storage.delete(picture.file.name)
        raise


def take_away(actor, *, now, by, at):
    """Propose to show no picture. It stays in the library, as other pages may show it. Returns the proposal. Raises `OperationRefused`."""
    return _propose(actor, None, now, by, at, "")


def _propose(actor, key, now, by, at, comment):
    return proposals.propose(actor, {"logo": key}, by=by, at=at, comment=comment, seen={"logo": now.pk if now else None})


def _content_of(picture):
    with picture.file.storage.open(picture.file.name) as file:
        if picture.file.name.lower().endswith((".svg", ".gif", ".avif")):
            raise OperationRefused(_("The words of this picture are changed by the office. You can upload another one."))
        return drawn_anew(file)
