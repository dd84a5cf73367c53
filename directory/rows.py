"""Actors and offers as rows of a list: what `components/row.html` takes. The plain register, the pages and the search show the same rows.

Give entries from `for_listing()` or `directory.listed`; nothing here asks the database.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import wording
from .enums import OfferForm
from .freshness import BERLIN, State, freshness
from .richtext import without_mails

MOST_CHIPS = 4


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    icon: str
    kind: str
    kicker: list[str]
    lang: str = ""
    """Language of the title where it isn't the reader's."""
    meta: list[tuple[str, str]] = field(default_factory=list)
    """(icon, text)"""
    text: str = ""
    text_lang: str = ""
    chips: list[dict] = field(default_factory=list)
    side: str = ""
    checked_on: date | None = None
    due: bool = False
    is_long: bool = False
    """Not checked for a long time."""
    key: str = ""
    """Tells a script which thing this is."""
    second: tuple[str, str] | None = None
    """(icon, kind) of the other side, where a row stands for two."""


def foreign(language):
    """The language code to write into `lang`, "" when it is the reader's own."""
    return "" if language == (get_language() or "de") else language


def _said_languages(name_language, text_language):
    """`lang` and `text_lang` of a row. The text's is said when it is foreign, or when the name is and the text isn't: a row without it gives its text the name's."""
    reader = get_language() or "de"
    if name_language == text_language == reader:
        return {}
    return {"lang": "" if name_language == reader else name_language, "text_lang": text_language}


def actor_row(actor, at: datetime, *, km: float | None = None) -> Row:
    """`km` is the distance to show, in kilometres."""
    name, name_language = actor.localized("name")
    summary, summary_language = actor.localized("summary")
    places = wording.places(actor.locations.all())
    return Row(
        title=name,
        url=actor.get_absolute_url(),
        icon=actor.kind.icon,
        kind=actor.kind.slug,
        kicker=[actor.kind.local_name],
        meta=[("map-pin", places)] if places else [],
        text=without_mails(summary),
        **_said_languages(name_language, summary_language),
        side=wording.distance(km),
        **_freshness(actor, at),
    )


def offer_row(offer, at: datetime, *, km: float | None = None, with_actor=True, with_freshness=True) -> Row:
    name, name_language = offer.localized("name")
    summary, summary_language = offer.localized("summary")
    when = wording.when(offer, at.astimezone(BERLIN).date())
    places = wording.places(offer.locations.all())
    return Row(
        title=name,
        url=offer.get_absolute_url(),
        icon=offer.actor.kind.icon,
        kind=offer.actor.kind.slug,
        kicker=[capfirst(str(OfferForm(offer.form).label)), *([offer.actor.name] if with_actor else [])],
        meta=[(icon, text) for icon, text in (("map-pin", places), ("calendar", when)) if text],
        text=without_mails(summary),
        **_said_languages(name_language, summary_language),
        chips=offer_chips(offer),
        side=wording.distance(km),
        **(_freshness(offer, at) if with_freshness else {}),
    )


def offer_chips(offer) -> list[dict]:
    """At most four facts that decide: for whom, what it costs, whether there is room."""
    chips = []
    if ages := wording.ages(offer.age_from, offer.age_to):
        chips.append({"text": ages})
    if price := wording.price(offer):
        free = price == _("free of charge")
        chips.append({"text": price, "tone": "free" if free else "", "icon": "gift" if free else ""})
    if offer.accepts_education_package:
        chips.append({"text": _("Bildungspaket"), "icon": "ticket"})
    if places := wording.places_free(offer):
        chips.append({"text": places, "tone": "free" if offer.places_free else ""})
    if any(location.step_free for location in offer.locations.all()):
        chips.append({"text": _("step-free"), "icon": "accessibility"})
    if offer.inclusive:
        chips.append({"text": _("inclusive"), "icon": "heart-handshake"})
    return chips[:MOST_CHIPS]


def _freshness(entry, at):
    state = freshness(entry, at)
    return {"checked_on": state.checked_on, "due": state.state == State.DUE, "is_long": state.is_long}
