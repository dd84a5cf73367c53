"""Invented people and an invented meeting, for looking at a text before it is sent to anybody."""

import datetime as dt
from types import SimpleNamespace

from directory.freshness import BERLIN

from ..enums import Format, MailKind, MaterialAudience, RegistrationState, TakesPart
from ..models import Meeting, Message, Registration, Venue
from .values import Case

STATES = {
    MailKind.VERIFY: RegistrationState.PENDING,
    MailKind.WAITING: RegistrationState.WAITING,
    MailKind.OFFERED: RegistrationState.OFFERED,
    MailKind.EXPIRED: RegistrationState.EXPIRED,
    MailKind.CANCELLED: RegistrationState.CANCELLED,
}
WITH_LINK = (MailKind.LINK, MailKind.REMINDER)


def example(kind, language, at) -> Case:
    """A case in which as many placeholders as possible have a value: hybrid, a group, moved or cancelled as the kind asks for it."""
    kind = MailKind(kind)
    day = (at.astimezone(BERLIN) + dt.timedelta(days=1 if kind in WITH_LINK else 20)).replace(hour=9, minute=0, second=0, microsecond=0)
    meeting = Meeting(
        name="Musik in der Kita: vom Besuch zur Bildungspartnerschaft",
        slug="musik-in-der-kita",
        starts_at=day,
        ends_at=day + dt.timedelta(minutes=90),
        format=Format.HYBRID,
        venue=Venue(
            pk=1,
            name="Stadtteilbibliothek Leseinsel",
            room="Saal 2",
            street="Am Lesezeichen 7",
            postcode="13086",
            municipality="Berlin",
            transport="Tram M2, Haltestelle Am Lesezeichen",
        ),
        time_note="Einlass ab 8:45 Uhr",
        online_url="https://video.example.org/musik-in-der-kita",
        link_hours=48,
        contact_name="Ada Muster",
        contact_email="ada.muster@example.org",
        contact_phone="+4930901820",
        cancel_reason="Die Referentin ist krank." if kind == MailKind.MEETING_CANCELLED else "",
        live=True,
    )
    registration = Registration(
        meeting=meeting,
        name="Kim Beispiel",
        email="kim.beispiel@example.org",
        size=2,
        state=STATES.get(kind, RegistrationState.CONFIRMED),
        takes_part=TakesPart.ONLINE if kind in WITH_LINK else TakesPart.ONSITE,
        held_until=at + dt.timedelta(hours=48),
        language=language,
    )
    before = {"starts_at": (day - dt.timedelta(days=7)).isoformat(), "ends_at": (day - dt.timedelta(days=7, minutes=-90)).isoformat()}
    materials = (
        SimpleNamespace(title="Folien", url="https://example.org/folien.pdf", document_id=None, audience=MaterialAudience.ALL),
        SimpleNamespace(title="Aufzeichnung", url="https://example.org/film", document_id=None, audience=MaterialAudience.PARTICIPANTS),
    )
    return Case(
        registration,
        kind,
        at,
        {"before": before | {"format": Format.ONLINE, "venue": None}} if kind == MailKind.MEETING_MOVED else {},
        participants=("Kim Beispiel", "Alex Muster"),
        materials=materials,
        message=Message(subject="Bitte Instrumente mitbringen", body="wer ein kleines Instrument hat, bringt es bitte mit.\n\nBis bald!"),
    )
