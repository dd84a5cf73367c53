"""A site's colours as a style sheet, symbol and social card. Only hue and chroma vary; lightness is fixed, so contrast holds.

Colours are OKLCH as in `frontend/css/tokens.css`; what leaves the style sheet (symbol, card, manifest) is converted to sRGB,
because programs outside the browser don't know OKLCH.
"""

import hashlib
import math
from dataclasses import astuple, dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import pairwise

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from directory.colours import hex_colour

FONTS = settings.BASE_DIR / "frontend" / "dist" / "fonts"
CARD_SIZE = (1200, 630)
"""What social networks show without cutting."""


@dataclass(frozen=True)
class Brand:
    """What a municipality chooses: three hues (0–360) and one chroma (.03 quiet – .14 loud)."""

    hue: int = 212
    chroma: float = 0.08
    accent_hue: int = 78
    warmth_hue: int = 85

    @cached_property
    def version(self):
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:10]

    @property
    def colour(self):
        """The brand colour of the light mode, as #rrggbb."""
        return hex_colour(0.42, self.chroma, self.hue)

    @property
    def accent(self):
        return hex_colour(0.82, 0.15, self.accent_hue)

    @property
    def tint(self):
        return hex_colour(0.958, self.chroma * 0.22, self.hue)

    @property
    def mid(self):
        return hex_colour(0.86, self.chroma * 0.52, self.hue)

    @cached_property
    def paper(self):
        return hex_colour(0.988, 0.006, self.warmth_hue)

    @cached_property
    def dark_paper(self):
        return hex_colour(0.20, 0.016, 250)

    @property
    def ink(self):
        return hex_colour(0.25, 0.035, 255)


def style_sheet(brand, kinds, topics=(), series=()):
    """The site's own rules: `:root` for the brand, one rule for each kind, one for each topic with a hue and each series of meetings."""
    rules = [f":root{{--brand-h:{brand.hue};--brand-c:{brand.chroma:g};--accent-h:{brand.accent_hue};--warmth-h:{brand.warmth_hue}}}"]
    rules += [f'[data-kind="{slug}"]{{--kind-h:{hue};--kind-c:{float(chroma):g}}}' for slug, hue, chroma in kinds]
    rules += [f'[data-kind="thema-{slug}"]{{--kind-h:{hue}}}' for slug, hue in topics]
    rules += [f'[data-kind="reihe-{slug}"]{{--kind-h:{hue}}}' for slug, hue in series]
    return "\n".join(rules) + "\n"


def admin_style_sheet(brand):
    """The admin's own colours (Wagtail's variables) in the brand's hue, at lightnesses that keep its contrasts."""
    steps = {
        "primary": (0.31, 0.8),
        "primary-200": (0.26, 0.7),
        "secondary": (0.45, 1),
        "secondary-400": (0.40, 1),
        "secondary-600": (0.34, 0.9),
        "secondary-100": (0.85, 0.7),
        "secondary-75": (0.93, 0.4),
        "secondary-50": (0.96, 0.25),
    }
    rules = "".join(f"--w-color-{name}:{hex_colour(light, brand.chroma * share, brand.hue)};" for name, (light, share) in steps.items())
    return f":root{{{rules}}}\n"


def symbol_svg(brand):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 42 42">'
        f'<rect width="42" height="42" rx="12" fill="{brand.colour}"/><circle cx="29.5" cy="12.5" r="4.5" fill="{brand.accent}"/>'
        '<path d="M0 30c7-8 13-9 20-4s14 4 22-4v8a12 12 0 0 1-12 12H12A12 12 0 0 1 0 30Z" fill="#fff" opacity=".45"/>'
        '<path d="M0 34c9-5 16-4 22-1s13 3 20-2a12 12 0 0 1-12 11H12A12 12 0 0 1 0 34Z" fill="#fff"/></svg>'
    )


@lru_cache(maxsize=32)
def symbol_png(brand, size):
    """The symbol as a full square: home screens round the corners themselves."""
    large = size * 4
    image = Image.new("RGB", (large, large), brand.colour)
    draw = ImageDraw.Draw(image, "RGBA")
    unit = large / 42
    draw.ellipse([25 * unit, 8 * unit, 34 * unit, 17 * unit], fill=brand.accent)
    _hill(draw, large, large, [(0, 0.71), (0.24, 0.58), (0.48, 0.62), (0.76, 0.63), (1, 0.52)], (255, 255, 255, 115))
    _hill(draw, large, large, [(0, 0.81), (0.3, 0.74), (0.52, 0.79), (0.78, 0.81), (1, 0.74)], (255, 255, 255, 255))
    return _png(image.resize((size, size), Image.Resampling.LANCZOS))


@lru_cache(maxsize=32)
def social_card(brand, name, wordmark):
    """The picture that goes with a shared link: the landscape in the brand's tints and the portal's name."""
    scale = 2
    width, height = CARD_SIZE[0] * scale, CARD_SIZE[1] * scale
    image = Image.new("RGB", (width, height), brand.tint)
    draw = ImageDraw.Draw(image)
    draw.ellipse([940 * scale, 150 * scale, 1080 * scale, 290 * scale], fill=brand.accent)
    _hill(draw, width, height, [(0, 0.66), (0.2, 0.58), (0.45, 0.68), (0.75, 0.52), (1, 0.6)], _mix(brand.tint, brand.mid, 0.45))
    _hill(draw, width, height, [(0, 0.78), (0.25, 0.68), (0.55, 0.79), (0.8, 0.7), (1, 0.74)], brand.mid)
    _hill(draw, width, height, [(0, 0.9), (0.3, 0.84), (0.6, 0.9), (0.85, 0.84), (1, 0.88)], brand.colour)
    for size in (104, 88, 72, 60, 48):
        font = _font("SemiBold", size * scale)
        if draw.textlength(name, font=font) <= 1040 * scale:
            break
    draw.text((80 * scale, 130 * scale), name, font=font, fill=brand.ink)
    draw.text((82 * scale, (150 + size) * scale), wordmark, font=_font("Regular", 54 * scale), fill=brand.colour)
    return _png(image.resize(CARD_SIZE, Image.Resampling.LANCZOS))


def _font(weight, size):
    try:
        return ImageFont.truetype(str(FONTS / f"FiraSans-{weight}.woff2"), size)
    except OSError:  # a FreeType without woff2, or a front end that was never built
        return ImageFont.load_default(size)


def _hill(draw, width, height, points, colour):
    """Fill everything below a soft line through the points (shares of width and height)."""
    line = []
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(60):
            share = step / 60
            soft = (1 - math.cos(math.pi * share)) / 2
            line.append(((x0 + (x1 - x0) * share) * width, (y0 + (y1 - y0) * soft) * height))
    draw.polygon([*line, (width, points[-1][1] * height), (width, height), (0, height)], fill=colour)


def _mix(first, second, share):
    pairs = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return tuple(round(a + (b - a) * share) for a, b in pairs)


def _png(image):
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
