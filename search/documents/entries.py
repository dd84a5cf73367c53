"""Actors and offers as documents, as results and as names."""

from functools import partial

import phonenumbers
from django.utils.translation import get_language

from directory.enums import OfferForm
from directory.freshness import BERLIN, DEFAULT_MONTHS, add_months
from directory.listed import listed_actors, listed_offers
from directory.models import (
    Actor,
    ActorIdentifier,
    ActorKind,
    ActorTag,
    ActorText,
    Location,
    Offer,
    OfferIdentifier,
    OfferSession,
    OfferTag,
    OfferText,
)
from directory.prepared import Prepared
from directory.rows import actor_row, foreign, offer_row

from ..analysis import fold, plain_text
from ..engines.base import Document, Found, Label
from ..enums import Section
from ..language import compounds
from ..names import actor_names, offer_names
from ..numbers import national
from ..opening import Span, opening_words, slots
from ..registry import DocumentType
from ..vocabularies import vocabularies
from .facts import cost_values, hours_of, opening_of_sessions
from .places import Places
from .reading import among, grouped, joined
from .texts import Batch

ENTRY_FIELDS = [
    "pk",
    "name",
    "summary",
    "description",
    "languages",
    "confirmed_at",
    "first_published_at",
    "created_at",
    "last_published_at",
]
LABELS_AT_ONCE = 1000
LOCAL_DIGITS = 5
"""So many digits at least follow an area code that people leave out."""


class ActorDocuments(DocumentType):
    model = Actor
    name = "actor"
    section = Section.INSTITUTIONS.value
    has_places = True

    def public_ids(self):
        return Actor.objects.public().order_by().values_list("pk", flat=True)

    def documents(self, ids):
        operator = {"operator__name", "operator__slug", "operator__live", "operator__archived_at"}
        rows = _rows(Actor.objects.public(), ids, *ENTRY_FIELDS, "other_names", "kind_id", "phone", *operator)
        batch = Batch(Actor, ActorText, ActorTag, ActorIdentifier, ids)
        further = _further_kinds(ids)
        places = Places(Location.objects.public().filter(among("actor_id", ids)).order_by("-is_main", "pk"), "actor_id")
        kinds = ActorKind.objects.in_bulk()
        hours = hours_of(places.ids)
        return [self._document(row, batch, kinds, further.get(row["pk"], ()), places.of(row["pk"]), hours) for row in rows]

    def _document(self, row, batch, kinds, further, place, hours):
        open_at = [hours[pk] for pk in place.ids if pk in hours]
        days, times, pairs = slots(span for hours in open_at for span in hours.spans)
        own_kinds = [kinds[pk] for pk in dict.fromkeys([row["kind_id"], *further])]
        texts = batch.texts(row, own_kinds)
        return Document(
            doc_type=self.name,
            object_id=row["pk"],
            section=self.section,
            texts=texts,
            sort_name=sort_name(row["name"]),
            other_names=tuple(name.strip() for name in row["other_names"].split(",") if name.strip()),
            kind=_kind_words(own_kinds),
            parts=compounds.parts_in(texts["de"].name, row["other_names"], texts["de"].terms, _kind_words(own_kinds), places=place.names),
            listed=batch.listed(row),
            place=place.words,
            operator=_if_public(row, "operator"),
            facets=batch.facets(row, own_kinds)
            | {"area": place.areas, "access": place.access, "operator": _slug_if_public(row, "operator"), "day": days, "time": times},
            checked_on=_day(row["confirmed_at"]),
            changed_at=row["last_published_at"],
            due_on=_due_on(row, own_kinds[0]),
            codes=(*_phone_codes(row["phone"]), *batch.keys(row["pk"])),
            points=place.points,
            opening=opening_words(open_at),
            slots=pairs,
        )

    def names(self, ids, at):
        return actor_names(ids)

    def found(self, ids, at):
        return {actor.pk: _found(actor, actor_row(actor, at)) for actor in listed_actors(ids, vocabularies().kinds_by_key)}

    def labels(self, ids):
        return _labels(Actor, ActorText, "actor", ids)


class OfferDocuments(DocumentType):
    model = Offer
    name = "offer"
    section = Section.OFFERS.value
    has_places = True

    FIELDS = [
        "form", "age_from", "age_to", "inclusive", "is_free", "accepts_education_package", "last_day", "registration_phone",
        "actor_id", "actor__name", "actor__other_names", "actor__kind_id",
        "actor__operator__name", "actor__operator__slug", "actor__operator__live", "actor__operator__archived_at",
        "starts_on", "price_from", "price_to", "price_unit", "price_reduced",
    ]  # fmt: skip

    def public_ids(self):
        return Offer.objects.public().order_by().values_list("pk", flat=True)

    def documents(self, ids):
        rows = _rows(Offer.objects.public(), ids, *ENTRY_FIELDS, *self.FIELDS)
        batch = Batch(Offer, OfferText, OfferTag, OfferIdentifier, ids)
        further = _further_kinds({row["actor_id"] for row in rows})
        places = Places(Location.objects.public().filter(among("offers__pk", ids)).order_by("-is_main", "pk"), "offers")
        kinds = ActorKind.objects.in_bulk()
        sessions = grouped(
            (pk, (Span(weekday, starts, ends), note))
            for pk, weekday, starts, ends, note in OfferSession.objects.filter(among("offer_id", ids))
            .order_by("pk")
            .values_list("offer_id", "weekday", "starts", "ends", "note")
        )
        return [
            self._document(row, batch, kinds, further.get(row["actor_id"], ()), places.of(row["pk"]), sessions.get(row["pk"], []))
            for row in rows
        ]

    def _document(self, row, batch, kinds, further, place, sessions):
        days, times, pairs = slots(span for span, note in sessions)
        actor_kinds = [kinds[pk] for pk in dict.fromkeys([row["actor__kind_id"], *further])]
        age_from, age_to = batch.ages(row)
        texts = batch.texts(row, [])
        access = place.access + (("inklusiv",) if row["inclusive"] else ())
        return Document(
            doc_type=self.name,
            object_id=row["pk"],
            section=self.section,
            texts=texts,
            sort_name=sort_name(row["name"]),
            kind=str(OfferForm(row["form"]).label),
            parts=compounds.parts_in(texts["de"].name, texts["de"].terms, places=place.names),
            listed=batch.listed(row),
            place=place.words,
            operator=joined(
                [row["actor__name"], row["actor__other_names"], *(kind.name for kind in actor_kinds), _if_public(row, "actor__operator")]
            ),
            facets=batch.facets(row, actor_kinds)
            | {
                "area": place.areas,
                "access": access,
                "form": (row["form"],),
                "cost": cost_values(row),
                "operator": _slug_if_public(row, "actor__operator"),
                "day": days,
                "time": times,
            },
            age_from=age_from,
            age_to=age_to,
            last_day=row["last_day"],
            checked_on=_day(row["confirmed_at"]),
            changed_at=row["last_published_at"],
            due_on=_due_on(row, actor_kinds[0]),
            codes=(*_phone_codes(row["registration_phone"]), *batch.keys(row["pk"])),
            points=place.points,
            opening=opening_of_sessions(row, sessions),
            slots=pairs,
        )

    def names(self, ids, at):
        return offer_names(ids)

    def found(self, ids, at):
        return {offer.pk: _found(offer, offer_row(offer, at)) for offer in listed_offers(ids, vocabularies().kinds_by_key)}

    def labels(self, ids):
        return _labels(Offer, OfferText, "offer", ids)


def _rows(entries, ids, *columns):
    wanted = set(ids)
    return [row for row in entries.filter(among("pk", ids)).values(*columns) if row["pk"] in wanted]


def _further_kinds(actors):
    through = Actor.further_kinds.through.objects
    return grouped(through.filter(among("actor_id", actors)).values_list("actor_id", "actorkind_id")) if actors else {}


def _prepared_labels(entries, kind):
    return Prepared(
        lambda ids: entries.public().filter(pk__in=ids).order_by().values_list("pk", "name", kind),
        usual=LABELS_AT_ONCE,
        most=LABELS_AT_ONCE,
    )


_LABELS = {Actor: _prepared_labels(Actor.objects, "kind_id"), Offer: _prepared_labels(Offer.objects, "actor__kind_id")}


def _labels(model, texts, owner, ids):
    """A query for each `LABELS_AT_ONCE`, one more for readers of another language than German."""
    language = get_language() or "de"
    kinds = {pk: kind.slug for pk, kind in vocabularies().kinds_by_key.items()}
    named = {}
    if language != "de":
        named = dict(texts.objects.filter(language=language, **{f"{owner}__in": ids}).exclude(name="").values_list(owner, "name"))
    rows = _LABELS[model].rows(ids)
    if not named:
        lang = foreign("de")
        return {pk: Label(name, kinds[kind_id], lang) for pk, name, kind_id in rows}
    return {
        pk: Label(named[pk], kinds[kind_id]) if pk in named else Label(name, kinds[kind_id], foreign("de")) for pk, name, kind_id in rows
    }


def _found(entry, row):
    description, language = entry.localized("description")
    return Found(row, partial(plain_text, description), foreign(language), partial(_addresses, entry))


def _addresses(entry):
    return tuple(dict.fromkeys(location.address for location in entry.locations.all() if location.address))


def sort_name(name):
    """As German lists sort: folded, quotes and spaces at the ends don't count."""
    return fold(name).strip(" „“\"'»«")[:250]


def _kind_words(kinds):
    return joined(word for kind in kinds for word in (kind.name, kind.name_plural))


def _if_public(row, prefix):
    return row[f"{prefix}__name"] if row[f"{prefix}__live"] and row[f"{prefix}__archived_at"] is None else ""


def _slug_if_public(row, prefix):
    return (row[f"{prefix}__slug"],) if row[f"{prefix}__slug"] and _if_public(row, prefix) else ()


def _day(moment):
    return moment.astimezone(BERLIN).date() if moment else None


def _due_on(row, kind):
    """When a check grows old (`directory.freshness`); what was never checked counts from its publication."""
    looked_at = row["confirmed_at"] or row["first_published_at"] or row["created_at"]
    return add_months(_day(looked_at), kind.confirm_months if kind else DEFAULT_MONTHS)


def _phone_codes(phone):
    """“+49 3555 123450” → 03555123450 and 123450: people leave the area code out."""
    if not phone:
        return ()
    digits = national(phone.as_e164)
    area = phonenumbers.length_of_geographical_area_code(phone)
    local = digits[area + 1 :] if area else ""
    return (digits, local) if len(local) >= LOCAL_DIGITS else (digits,)
