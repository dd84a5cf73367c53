"""Contrast of a brand's colours by WCAG 2.2, and the way from a town's own colour to hue and chroma.

Colours are computed as the browser shows them (`portal.branding.hex_colour`), so the ratios are those that an audit would measure.
The lightness of every token is fixed; the pairs here are the ones that carry text (`frontend/css/tokens.css`).
"""

import math
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .branding import Brand, hex_colour

LEAST_TEXT = 4.5
"""WCAG 1.4.3, text of normal size."""
CHROMA_RANGE = (0.03, 0.14)
GREY = 0.015
"""Below this chroma a colour has no hue that people would name."""
GREY_HUE = 250
"""For those: the hue of the portal's own ink."""
NOT_SEEN = 0.02
"""A difference of chroma that isn't worth a sentence."""


@dataclass(frozen=True)
class Pair:
    """Two colours that stand on each other: a text and its ground, as #rrggbb."""

    name: str | Promise
    dark: bool
    text: str
    ground: str

    @property
    def ratio(self):
        return contrast(self.text, self.ground)

    @property
    def ratio_text(self):
        return ratio_text(self.ratio)


def ratio_text(ratio):
    """5.123 → "5,1 : 1", cut and not rounded: 4.49 is not 4.5."""
    return f"{number_format(math.floor(ratio * 10) / 10, 1)} : 1"


def channels(colour):
    """(red, green, blue) from 0 to 1 of #rrggbb."""
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(colour):
    """Relative luminance of #rrggbb, 0 to 1."""
    red, green, blue = (_linear(channel) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    """WCAG contrast ratio of two #rrggbb, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def oklch(colour):
    """(lightness 0–1, chroma, hue 0–360) of #rrggbb."""
    red, green, blue = (_linear(channel) for channel in channels(colour))
    # Björn Ottosson, https://bottosson.github.io/posts/oklab/
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return (0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def text_pairs(brand: Brand):
    """Every pair of the brand's colours that carries text of normal size, light mode first."""
    hue, chroma = brand.hue, brand.chroma
    light, strong = brand.colour, hex_colour(0.33, chroma, hue)
    bright = hex_colour(0.83, chroma, hue)
    dark_tint = hex_colour(0.285, chroma * 0.45, hue)
    on_deep, on_deep_soft = hex_colour(0.96, 0.012, brand.warmth_hue), hex_colour(0.84, 0.03, hue)
    deep, dark_deep = hex_colour(0.29, chroma * 0.75, hue), hex_colour(0.255, chroma * 0.5, hue)
    return [
        Pair(gettext_lazy("links on the page"), False, light, brand.paper),
        Pair(gettext_lazy("text on buttons"), False, "#ffffff", light),
        Pair(gettext_lazy("links on tinted ground"), False, light, brand.tint),
        Pair(gettext_lazy("links under the mouse"), False, strong, brand.mid),
        Pair(gettext_lazy("text on the dark band"), False, on_deep_soft, deep),
        Pair(gettext_lazy("links on the page"), True, bright, brand.dark_paper),
        Pair(gettext_lazy("text on buttons"), True, hex_colour(0.21, 0.03, hue), bright),
        Pair(gettext_lazy("links on tinted ground"), True, bright, dark_tint),
        Pair(gettext_lazy("text on the dark band"), True, on_deep, dark_deep),
    ]


def contrast_problems(brand: Brand, least=LEAST_TEXT):
    """One sentence for each pair that people with weak eyes could not read, empty when all is well."""
    sentences = {
        False: _("%(what)s would have a contrast of %(ratio)s in the light view; people with weak eyes need at least %(least)s."),
        True: _("%(what)s would have a contrast of %(ratio)s in the dark view; people with weak eyes need at least %(least)s."),
    }
    return [
        sentences[pair.dark] % {"what": _capital(pair.name), "ratio": pair.ratio_text, "least": ratio_text(least)}
        for pair in text_pairs(brand)
        if pair.ratio < least
    ]


def _capital(text):
    text = str(text)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class FromTown:
    """Hue and chroma for a town's own colour, and what had to change, as one text for the person who typed it."""

    hue: int
    chroma: float
    message: str


def from_town_colour(colour):
    """The nearest brand of #rrggbb. Lightness is ours, hue is theirs, chroma theirs within what stays calm and readable."""
    _lightness, chroma, hue = oklch(colour)
    kept = round(min(max(chroma, CHROMA_RANGE[0]), CHROMA_RANGE[1]), 3)
    brand = Brand(hue=GREY_HUE if chroma < GREY else round(hue) % 360, chroma=kept)
    parts = [
        _("From your colour %(colour)s the portal takes the hue. Links and buttons get %(result)s.")
        % {"colour": colour, "result": brand.colour}
    ]
    ratio = contrast(colour, brand.paper)
    if ratio < LEAST_TEXT:
        parts.append(
            _(
                "Your colour itself would be too light for text: its contrast on the page is %(ratio)s, at least %(least)s are needed. So it was darkened."
            )
            % {"ratio": ratio_text(ratio), "least": ratio_text(LEAST_TEXT)}
        )
    if chroma < GREY:
        parts.append(_("It is a grey and has no hue of its own, so a quiet tint was chosen. Set the hue by hand if it does not suit you."))
    elif chroma > CHROMA_RANGE[1] + NOT_SEEN:
        parts.append(_("It was also made a little quieter, because large areas in it would tire the eyes."))
    elif chroma < CHROMA_RANGE[0] - NOT_SEEN / 2:
        parts.append(_("It was also made a little stronger, so that links stand out from the text."))
    return FromTown(brand.hue, kept, " ".join(parts))
