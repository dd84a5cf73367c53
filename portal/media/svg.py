"""Refuses SVG pictures that are programs: scripts, event handlers, anything loaded from elsewhere.

An SVG is served from the portal's own address, so a script in it could act as whoever opens it. Nothing is repaired: what is
refused is named, and whoever uploads it can ask the studio for a clean file.
"""

import re
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, parse
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FORBIDDEN = {
    "script",
    "foreignObject",
    "iframe",
    "embed",
    "object",
    "handler",
    "listener",
    "set",
    "animate",
    "animateTransform",
    "animateMotion",
}
FOREIGN = ("{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2001/xml-events}")
"""Languages that browsers carry out inside a picture too: forms, frames, pages that lead on."""
INNER = re.compile(r"^\s*(#|data:image/(png|jpe?g|gif|webp)[;,])", re.IGNORECASE)
STYLE_REFERENCE = re.compile(r"url\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)


def check_svg(file):
    """Raises `ValidationError` with the reason; reads `file` from its beginning and puts it back there."""
    file.seek(0)
    if b"<?xml-stylesheet" in file.read().replace(b"\0", b""):  # whatever its encoding
        file.seek(0)
        raise ValidationError(_("This SVG loads style from elsewhere. Please put everything into the file."))
    file.seek(0)
    try:
        tree = parse(file, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ValidationError(
            _("This SVG defines entities of its own, which can hide code. Please export it again without them.")
        ) from error
    except (ParseError, ExpatError, ValueError, LookupError) as error:
        raise ValidationError(_("This is no picture: the file ends in .svg, but can't be read as one.")) from error
    finally:
        file.seek(0)
    if _local(tree.getroot().tag) != "svg":
        raise ValidationError(_("This is no picture: the file ends in .svg, but holds something else."))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment or processing instruction
        name = _local(element.tag)
        if element.tag.startswith(FOREIGN):
            raise ValidationError(
                _("This SVG contains “%(name)s”, which can run code. Please export it as a plain picture.") % {"name": name}
            )
        if name in FORBIDDEN:
            raise ValidationError(
                _("This SVG contains “%(name)s”, which can run code. Please export it as a plain picture.") % {"name": name}
            )
        if name == "style":
            _check_style(element.text or "")
        for attribute, value in element.attrib.items():
            _check_attribute(_local(attribute), value)


def _check_attribute(name, value):
    if name.lower().startswith("on"):
        raise ValidationError(
            _("This SVG contains the event handler “%(name)s”, which can run code. Please export it as a plain picture.") % {"name": name}
        )
    if name in ("href", "src") and value.strip() and not INNER.match(value):
        raise ValidationError(
            _("This SVG loads something from elsewhere (%(address)s). Please put everything into the file.") % {"address": value[:80]}
        )
    if "url(" in value.lower():
        _check_style(value)


def _check_style(text):
    if "@import" in text.lower() or "expression(" in text.lower() or "\\" in text:
        raise ValidationError(_("This SVG loads style from elsewhere. Please put everything into the file."))
    for address in STYLE_REFERENCE.findall(text):
        if address.strip() and not INNER.match(address):
            raise ValidationError(
                _("This SVG loads something from elsewhere (%(address)s). Please put everything into the file.") % {"address": address[:80]}
            )


def _local(name):
    return name.rpartition("}")[2]
