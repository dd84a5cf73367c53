"""The profile of a cooperation as a PDF of one page. What it looks like stands in `documents/profile.typ`.

It holds only what everybody may read: who prints it hands it on. A long story is set smaller, then shortened, until it fits.
"""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import segno
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory import richtext
from directory import wording as words
from directory.freshness import BERLIN
from directory.richtext import without_mails
from directory.typesetting import number_of_pages, typeset

from . import wording
from .profile import STORY

SOURCE = Path(__file__).parent / "documents" / "profile.typ"
LANGUAGE = "de"
SIZES = ("11pt", "10pt", "9pt")
LENGTHS = (4000, 2200, 1200, 600)
"""Letters of the whole story, tried one after the other with the smallest size."""
BLOCKS = re.compile(r"<(p|li|h[2-6])\b[^>]*>(.*?)</\1>", re.DOTALL)


def sheet_pdf(profile, *, origin, at) -> bytes:
    """`profile` with public parts only; `origin`: “https://portal.example”, for the address at which it stands."""
    with override(LANGUAGE):
        tries = [(size, None) for size in SIZES] + [(SIZES[-1], length) for length in LENGTHS]
        for size, length in tries:
            inputs = {"data": json.dumps(_data(profile, origin, at, length), ensure_ascii=False), "size": size}
            if number_of_pages(SOURCE, inputs) == 1 or (size, length) == tries[-1]:
                return typeset(SOURCE, inputs)
    raise AssertionError("unreachable: the last try is taken")


def _data(profile, origin, at, length):
    cooperation = profile.cooperation
    address = origin + cooperation.get_absolute_url()
    areas = words.join(area.name for area in profile.areas[:3])
    return {
        "language": LANGUAGE,
        "title": cooperation.name,
        "kicker": " · ".join([_("Cooperation"), wording.form(cooperation.form)]),
        "summary": without_mails(cooperation.summary),
        "state": " · ".join(part for part in (profile.confirmation, profile.running, areas) if part),
        "figures": [[str(figure["value"]), str(figure["label"])] for figure in profile.figures],
        "story": _story(profile, length),
        "partners_heading": _("Partners"),
        "partners": [_partner(partner) for partner in profile.partners],
        "facts_heading": _("Key facts"),
        "facts": [
            [str(fact["term"]), " ".join(part for part in (fact["value"], _in_brackets(fact.get("note"))) if part)]
            for fact in profile.facts
        ],
        "contact_heading": _("Contact"),
        "contact": _contact(profile),
        "made": _("As of %(day)s") % {"day": words.day(at.astimezone(BERLIN).date())},
        "address": address,
        "qr": _qr(address),
        "qr_text": _("QR code with the address of this profile"),
    }


def _qr(address):
    written = BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", scale=8, border=1, dark="#000", light="#fff", xmldecl=False)
    return written.getvalue().decode()


def _in_brackets(note):
    return f"({note})" if note else ""


def _partner(partner):
    name = partner.name or partner.role
    said = [partner.role if partner.name else "", partner.note]
    return ": ".join(part for part in (name, ", ".join(part for part in said if part)) if part)


def _contact(profile):
    if not profile.has_contact:
        return []
    cooperation = profile.cooperation
    phone = cooperation.contact_phone.as_national if cooperation.contact_phone else ""
    return [part for part in (cooperation.contact_name, without_mails(cooperation.contact_email), phone, cooperation.contact_note) if part]


def headings():
    return {"about": _("What it is about"), "running": _("How it runs"), "helps": _("What helps"), "hinders": _("What hinders")}


def _story(profile, length):
    """[{"heading", "blocks": [{"kind": "text", "text"} | {"kind": "list", "items"}]}], all together of at most `length` letters."""
    room, parts, names = length, [], headings()
    for part in STORY:
        blocks: list[dict] = []
        html = richtext.cleaned(getattr(profile.cooperation, part), pages=False) if part in profile.story else ""
        for tag, inside in BLOCKS.findall(html):
            text = without_mails(" ".join(unescape(strip_tags(inside.replace("<br", " <br"))).split()))
            if not text or room == 0:
                continue
            if room is not None and len(text) > room:
                text, room = f"{text[:room].rsplit(' ', 1)[0]} …", 0
            elif room is not None:
                room -= len(text)
            if tag == "li" and blocks and blocks[-1]["kind"] == "list":
                blocks[-1]["items"].append(text)
            else:
                blocks.append({"kind": "list", "items": [text]} if tag == "li" else {"kind": "text", "text": text})
        if blocks:
            parts.append({"heading": names[part], "blocks": blocks})
    return parts
