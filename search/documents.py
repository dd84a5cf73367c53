"""The documents of the register: what of an actor and an offer is found, and which other changes reach it.

Built from plain values of a handful of queries per batch, whatever its size; never from attributes of instances, which would ask for each.
"""

from collections import defaultdict

import phonenumbers
from django.utils.translation import get_language

from directory.enums import OfferForm
from directory.freshness import BERLIN, DEFAULT_MONTHS, add_months
from directory.languages import language_name, own_name
from directory.models import (
    Actor,
    ActorIdentifier,
    ActorKind,
    ActorTag,
    ActorText,
    Area,
    Location,
    Offer,
    OfferIdentifier,
    OfferSession,
    OfferTag,
    OfferText,
    TargetGroup,
    Topic,
)
from directory.rows import ACTOR_COLUMNS, OFFER_COLUMNS, actor_row, foreign, offer_row

from .analysis import fold, plain_text, query_words
from .engines.base import Document, Found, Label, Text
from .enums import Section
from .facets import ACCESS
from .facts import cost_values, hours_of, opening_of_sessions
from .language import compounds
from .names import actor_names, offer_names
from .numbers import is_code, national
from .opening import Span, opening_words, slots
from .registry import DocumentType

ENTRY_FIELDS = ["pk", "name", "summary", "description", "languages", "confirmed_at", "last_published_at"]
AIMED_GROUPS = 2
"""What is for more groups of people than these, whatever lies below them, is for nobody in particular."""
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
        rows = list(Actor.objects.public().filter(pk__in=ids).values(*ENTRY_FIELDS, "other_names", "kind_id", "phone", *operator))
        batch = _Batch(Actor, ActorText, ActorTag, ActorIdentifier, ids)
        further = _grouped(Actor.further_kinds.through.objects.filter(actor__in=ids).values_list("actor_id", "actorkind_id"))
        places = _Places(Location.objects.public().filter(actor__in=ids).order_by("-is_main", "pk"), "actor_id")
        kinds = ActorKind.objects.in_bulk()
        hours = hours_of(places.ids)
        return [self._document(row, batch, kinds, further[row["pk"]], places.of(row["pk"]), hours) for row in rows]

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
            due_on=_due_on(row["confirmed_at"], own_kinds[0]),
            codes=(*_phone_codes(row["phone"]), *batch.keys(row["pk"])),
            points=place.points,
            opening=opening_words(open_at),
            slots=pairs,
        )

    def names(self, ids, at):
        return actor_names(ids)

    def found(self, ids, at):
        return (
            {
                actor.pk: _found(actor, actor_row(actor, at))
                for actor in Actor.objects.public().for_listing().only(*ACTOR_COLUMNS).filter(pk__in=ids)
            }
            if ids
            else {}
        )

    def labels(self, ids):
        return _labels(Actor.objects, ActorText, "actor", "kind_id", ids)


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
        rows = list(Offer.objects.public().filter(pk__in=ids).values(*ENTRY_FIELDS, *self.FIELDS))
        batch = _Batch(Offer, OfferText, OfferTag, OfferIdentifier, ids)
        actors = {row["actor_id"] for row in rows}
        further = _grouped(Actor.further_kinds.through.objects.filter(actor__in=actors).values_list("actor_id", "actorkind_id"))
        places = _Places(Location.objects.public().filter(offers__in=ids).order_by("-is_main", "pk"), "offers")
        kinds = ActorKind.objects.in_bulk()
        sessions = _grouped(
            (pk, (Span(weekday, starts, ends), note))
            for pk, weekday, starts, ends, note in OfferSession.objects.filter(offer__in=ids)
            .order_by("pk")
            .values_list("offer_id", "weekday", "starts", "ends", "note")
        )
        return [
            self._document(row, batch, kinds, further[row["actor_id"]], places.of(row["pk"]), sessions.get(row["pk"], [])) for row in rows
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
            operator=_joined(
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
            due_on=_due_on(row["confirmed_at"], actor_kinds[0]),
            codes=(*_phone_codes(row["registration_phone"]), *batch.keys(row["pk"])),
            points=place.points,
            opening=opening_of_sessions(row, sessions),
            slots=pairs,
        )

    def names(self, ids, at):
        return offer_names(ids)

    def found(self, ids, at):
        return (
            {
                offer.pk: _found(offer, offer_row(offer, at))
                for offer in Offer.objects.public().for_listing().only(*OFFER_COLUMNS).filter(pk__in=ids)
            }
            if ids
            else {}
        )

    def labels(self, ids):
        return _labels(Offer.objects, OfferText, "offer", "actor__kind_id", ids)


def _labels(entries, texts, owner, kind, ids):
    """Two queries, three for readers of another language than German."""
    language = get_language() or "de"
    kinds = dict(ActorKind.objects.order_by().values_list("pk", "slug"))
    named = {}
    if language != "de":
        named = dict(texts.objects.filter(language=language, **{f"{owner}__in": ids}).exclude(name="").values_list(owner, "name"))
    rows = entries.public().filter(pk__in=ids).order_by().values_list("pk", "name", kind)
    if not named:
        lang = foreign("de")
        return {pk: Label(name, kinds[kind_id], lang) for pk, name, kind_id in rows}
    return {
        pk: Label(named[pk], kinds[kind_id]) if pk in named else Label(name, kinds[kind_id], foreign("de")) for pk, name, kind_id in rows
    }


def _found(entry, row):
    description, language = entry.localized("description")
    addresses = tuple(dict.fromkeys(location.address for location in entry.locations.all() if location.address))
    return Found(row, plain_text(description), foreign(language), addresses)


# --- Parts that actors and offers share ---------------------------------------------------------------------------------


class _Batch:
    """Texts and vocabularies of a batch of entries: eight queries."""

    def __init__(self, model, text_model, tag_model, identifier_model, ids):
        name = model._meta.model_name
        self.rows = _grouped(
            (row[name], row)
            for row in text_model.objects.filter(**{f"{name}__in": ids}).values(name, "language", "name", "summary", "description")
        )
        self.tags = _grouped(tag_model.objects.filter(content_object__in=ids).order_by("pk").values_list("content_object_id", "tag__name"))
        self.identifiers = _grouped(identifier_model.objects.filter(**{f"{name}__in": ids}).order_by("pk").values_list(name, "key"))
        self.topics = _TermsOfThings(Topic, model.topics.through, name, ids)
        self.groups = _TermsOfThings(TargetGroup, model.target_groups.through, name, ids)

    def texts(self, row, kinds):
        """German first; English and plain language even without a text of their own when a vocabulary has words in them."""
        terms = [*self.topics.of(row["pk"]), *self.groups.of(row["pk"])]
        texts = {
            "de": Text(
                row["name"],
                _joined(
                    [*(term.name for term in terms if not is_list(term.name)), *self.tags[row["pk"]], *_spoken_words(row["languages"])]
                ),
                _joined([row["summary"], plain_text(row["description"])]),
            )
        }
        for text in sorted(self.rows[row["pk"]], key=lambda text: text["language"]):
            texts[text["language"]] = Text(text["name"], "", _joined([text["summary"], plain_text(text["description"])]))
        for language in ("de-simple", "en"):
            words = [term.names[language] for term in kinds if term.names.get(language)]
            names = [term.names[language] for term in terms if term.names.get(language)]
            words += [name for name in names if not is_list(name)]
            if language == "en":
                words += [language_name(code, "en") for code in row["languages"] if code != "de"]
            if words or names:
                own = texts.get(language, Text())
                texts[language] = Text(own.name, _joined(words), _joined([own.body, *filter(is_list, names)]))
        return texts

    def listed(self, row):
        groups = self.groups.of(row["pk"]) if self._is_aimed(row) else []
        return _joined(term.name for term in (*self.topics.of(row["pk"]), *groups) if is_list(term.name))

    def _aims(self, row):
        """Its target groups; one above only where it has several of those below."""
        own = self.groups.own(row["pk"])
        above = [term for term in self.groups.of(row["pk"]) if sum(group.path.startswith(term.path) for group in own) > 1]
        return tuple(dict.fromkeys(group.slug for group in (*own, *above)))

    def _is_aimed(self, row):
        tops = {group.path[: TargetGroup.steplen] for group in self.groups.own(row["pk"])}
        return len(tops) <= AIMED_GROUPS

    def keys(self, pk):
        """Of registers, as people copy them: a school's number."""
        return [fold(key) for key in self.identifiers[pk] if is_code(key)]

    def facets(self, row, kinds):
        return {
            "kind": tuple(kind.slug for kind in kinds),
            "topic": self.topics.slugs(row["pk"]),
            "group": self.groups.slugs(row["pk"]),
            "aim": self._aims(row) if self._is_aimed(row) else (),
            "language": tuple(row["languages"]),
        }

    def ages(self, row):
        """Of the offer, else of its target groups as far as all of them have ages."""
        if row["age_from"] is not None or row["age_to"] is not None:
            return row["age_from"], row["age_to"]
        groups = self.groups.own(row["pk"])
        if not groups or any(group.age_from is None and group.age_to is None for group in groups):
            return None, None
        highest = [group.age_to for group in groups]
        return min(group.age_from or 0 for group in groups), None if None in highest else max(highest)


class _TermsOfThings:
    """Which terms of a tree each thing has, with all above them: two queries, one of them the whole vocabulary."""

    def __init__(self, model, through, name, ids):
        self.terms = {term.pk: term for term in model.objects.all()}
        by_path = {term.path: term for term in self.terms.values()}
        self.branches = {term.pk: [by_path[path] for path in _paths(term)] for term in self.terms.values()}
        self.links = _grouped(
            through.objects.filter(**{f"{name}__in": ids}).order_by("pk").values_list(f"{name}_id", f"{model._meta.model_name}_id")
        )

    def own(self, pk):
        return [self.terms[term] for term in self.links[pk]]

    def of(self, pk):
        """A term found below “Musik” is about music too."""
        terms = {term.pk: term for own in self.links[pk] for term in self.branches[own]}
        return list(terms.values())

    def slugs(self, pk):
        return tuple(term.slug for term in self.of(pk))


class _Place:
    def __init__(self):
        self.parts, self.areas, self.access, self.points, self.ids = [], (), (), (), []
        self.names = []
        """Of the areas."""

    @property
    def words(self):
        return _joined(dict.fromkeys(self.parts))


class _Places:
    """Places of things: words, areas with all above, what is accessible, points. Two queries. `owner` is the lookup of the thing from a location."""

    def __init__(self, locations, owner):
        columns = ["pk", "name", "street", "postcode", "municipality", "area__path", "lat", "lon", *ACCESS.values()]
        rows = list(locations.values(owner, *columns))
        self.ids = {row["pk"] for row in rows}
        paths = {row["area__path"] for row in rows if row["area__path"]}
        above = {path[:end] for path in paths for end in range(Area.steplen, len(path) + 1, Area.steplen)}
        self.areas = {path: (slug, name) for path, slug, name in Area.objects.filter(path__in=above).values_list("path", "slug", "name")}
        self.places = defaultdict(_Place)
        for row in rows:
            self._add(self.places[row[owner]], row)

    def of(self, pk):
        return self.places[pk] if pk in self.places else _Place()

    def _add(self, place, row):
        path = row["area__path"] or ""
        place.ids.append(row["pk"])
        above = [self.areas[path[:end]] for end in range(Area.steplen, len(path) + 1, Area.steplen)]
        place.parts += [row["name"], row["street"], row["postcode"], row["municipality"], *(name for slug, name in above)]
        place.names += [row["municipality"], *(name for slug, name in above)]
        place.areas = tuple(dict.fromkeys([*place.areas, *(slug for slug, name in above)]))
        place.access = tuple(value for value, column in ACCESS.items() if row[column] or value in place.access)
        if row["lat"] is not None:
            place.points += ((row["lat"], row["lon"]),)


def sort_name(name):
    """As German lists sort: folded, quotes and spaces at the ends don't count."""
    return fold(name).strip(" „“\"'»«")[:250]


def is_list(name):
    """“Theater, Tanz, Zirkus”: what carries such a term may be about any of them."""
    return len(query_words(name)) > 1


def _paths(term):
    return [term.path[:end] for end in range(term.steplen, len(term.path) + 1, term.steplen)]


def _kind_words(kinds):
    return _joined(word for kind in kinds for word in (kind.name, kind.name_plural))


def _spoken_words(codes):
    """“Türkisch Türkçe”. German is spoken nearly everywhere, so the word finds nothing."""
    return [word for code in codes if code != "de" for word in (language_name(code, "de"), own_name(code))]


def _if_public(row, prefix):
    return row[f"{prefix}__name"] if row[f"{prefix}__live"] and row[f"{prefix}__archived_at"] is None else ""


def _slug_if_public(row, prefix):
    return (row[f"{prefix}__slug"],) if row[f"{prefix}__slug"] and _if_public(row, prefix) else ()


def _joined(parts):
    return " ".join([part for part in parts if part])


def _day(moment):
    return moment.astimezone(BERLIN).date() if moment else None


def _due_on(confirmed_at, kind):
    """When a check grows old (`directory.freshness`)."""
    return add_months(_day(confirmed_at), kind.confirm_months if kind else DEFAULT_MONTHS) if confirmed_at else None


def _phone_codes(phone):
    """“+49 3555 123450” → 03555123450 and 123450: people leave the area code out."""
    if not phone:
        return ()
    digits = national(phone.as_e164)
    area = phonenumbers.length_of_geographical_area_code(phone)
    local = digits[area + 1 :] if area else ""
    return (digits, local) if len(local) >= LOCAL_DIGITS else (digits,)


def _grouped(pairs):
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
