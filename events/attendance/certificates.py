"""Certificates of attendance as PDF. What the page looks like stands in `documents/certificate.typ`."""

import json
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from directory import wording as words
from directory.typesetting import typeset

from .. import wording
from ..enums import AT_A_PLACE, Format
from . import checkin

SOURCE = Path(__file__).parent / "documents" / "certificate.typ"
LANGUAGE = "de"


def certificates_pdf(meeting, participants, *, origin) -> bytes:
    """One page for each of `participants`, who all have a code. `origin`: “https://portal.example”, for the address at which it is verified."""
    with override(LANGUAGE):
        data = {**_texts(meeting), "people": [_person(participant, origin) for participant in participants]}
    return typeset(SOURCE, {"data": json.dumps(data, ensure_ascii=False)})


def _texts(meeting):
    return {
        "language": LANGUAGE,
        "title": _("Certificate of attendance"),
        "took_part": _("took part in"),
        "facts": [[label, text] for label, text in _facts(meeting) if text],
        "meeting": meeting.name,
        "series": str(meeting.public_series or ""),
        "agenda_heading": _("Programme"),
        "agenda": [item.title for item in meeting.agenda.all()],
        "issued": _("This certificate was made by a computer and is valid without a signature."),
        "verify": _("Whether it is genuine can be checked at this address:"),
        "code_label": _("Code"),
        "qr_text": _("QR code with the address at which the certificate is checked"),
    }


def _facts(meeting):
    minutes = round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
    places = []
    if meeting.format in AT_A_PLACE and meeting.venue:
        places.append(str(meeting.venue))
    if meeting.format != Format.ONSITE:
        places.append(_("online"))
    return [
        (_("When"), wording.when(meeting)),
        (_("Length"), ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}),
        (_("Where"), ", ".join(places)),
        (_("Organiser"), str(meeting.organiser or "")),
    ]


def _person(participant, origin):
    address = origin + reverse("events:certificate_check", args=[participant.certificate])
    made = words.day(wording.local(participant.certified_at).date(), year=True)
    return {
        "name": participant.name,
        "institution": participant.registration.institution or str(participant.registration.actor or ""),
        "code": participant.certificate,
        "address": address,
        "made": _("Issued on %(day)s") % {"day": made},
        "qr": checkin.qr_svg(address).decode(),
    }
