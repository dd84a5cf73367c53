"""Writes the demo's areas, institutions, locations and offers into the register."""

import datetime as dt
import zlib
from zoneinfo import ZoneInfo

from directory import operations
from directory.geo import current_finder
from directory.models import (
    Actor,
    ActorIdentifier,
    ActorKind,
    ActorLink,
    ActorText,
    Area,
    Location,
    LocationIdentifier,
    Offer,
    OfferIdentifier,
    OfferSession,
    OfferText,
    OpeningException,
    OpeningSpan,
    Postcode,
    TargetGroup,
    Topic,
)

from . import data, notation, outlines
from .bulk import publish_new

SOURCE = "demo"
BERLIN = ZoneInfo("Europe/Berlin")
LANGUAGES = {"en": "en", "simple": "de-simple", "ar": "ar", "tr": "tr", "uk": "uk"}
"""Table in the data files → language of the text."""
OFFERS_CHECKED_WITHIN_DAYS = 40
"""Nobody checks all offers on the same day as the institution."""


def write_areas():
    """The tree of areas with outlines, keys and postcodes: {slug: `Area`}."""
    geography = data.read("geography")
    areas = {}
    for row in geography["areas"]:
        lat, lon = outlines.middle(geography, row["ring"])
        fields = {name: row[name] for name in ("slug", "name", "level", "ags", "population") if name in row}
        fields |= {"lat": lat, "lon": lon, "outline": outlines.outline(geography, row["ring"])}
        if "parent" in row:
            parent = Area.objects.get(pk=areas[row["parent"]].pk)  # treebeard counts the children in memory
            areas[row["slug"]] = parent.add_child(**fields)
        else:
            areas[row["slug"]] = Area.add_root(**fields)
    Postcode.objects.bulk_create(
        Postcode(code=code, place=areas[row["slug"]].name, lat=areas[row["slug"]].lat, lon=areas[row["slug"]].lon, area=areas[row["slug"]])
        for row in geography["areas"]
        for code in row.get("postcodes", [])
    )
    return areas


class RegisterWriter:
    """Writes institutions and what belongs to them. `at` is the moment of loading, from which all dates count; `pictures` is {name: image}."""

    def __init__(self, *, at, pictures, office, editor):
        self.at, self.today = at, at.astimezone(BERLIN).date()
        self.pictures, self.office, self.editor = pictures, office, editor
        self.kinds = ActorKind.objects.by_slug()
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.groups = {group.slug: group for group in TargetGroup.objects.all()}
        self.geography = data.read("geography")
        self.finder = current_finder()
        self.actors, self.locations, self.offers = {}, {}, {}

    def write(self):
        self._write_actors()
        self._write_locations()
        self._write_offers()
        self._set_states()

    def _write_actors(self):
        """In rounds: an operator may have an operator of its own."""
        waiting = {row["key"]: row for row in data.actors()}
        while waiting:
            ready = [row for row in waiting.values() if row.get("operator") not in waiting]
            self.actors |= self._bring_out(ready, [self._actor(row) for row in ready])
            for row in ready:
                del waiting[row["key"]]
        ActorIdentifier.objects.bulk_create(ActorIdentifier(actor=actor, source=SOURCE, key=key) for key, actor in self.actors.items())

    def _write_locations(self):
        rows = [row | {"actor": actor, "key": f"{actor['key']}/{row['key']}"} for actor in data.actors() for row in actor["locations"]]
        rows = [row | {"state": row["actor"].get("state")} for row in rows]
        self.locations = self._bring_out(rows, [self._location(row) for row in rows])
        LocationIdentifier.objects.bulk_create(
            LocationIdentifier(location=location, source=SOURCE, key=key) for key, location in self.locations.items()
        )

    def _write_offers(self):
        rows = data.offers()
        self.offers = self._bring_out(rows, [self._offer(row) for row in rows])
        OfferIdentifier.objects.bulk_create(OfferIdentifier(offer=offer, source=SOURCE, key=key) for key, offer in self.offers.items())

    def _bring_out(self, rows, entries):
        """Public, or a draft, as each row's state says: {key: entry}."""
        is_draft = [row.get("state") in ("draft", "review") for row in rows]
        public = [entry for entry, draft in zip(entries, is_draft, strict=True) if not draft]
        if public:
            publish_new(public, by=self.office, at=self.at)
        for entry, draft in zip(entries, is_draft, strict=True):
            if draft:
                operations.save_draft(entry, by=self.editor)
        return {row["key"]: entry for row, entry in zip(rows, entries, strict=True)}

    def _set_states(self):
        """What waits for a moderator, and what has been archived."""
        for rows, entries in ((data.actors(), self.actors), (data.offers(), self.offers)):
            for row in rows:
                entry = entries[row["key"]]
                if row.get("state") == "archived":
                    operations.archive(entry, by=self.office)
                elif row.get("state") == "review" and (workflow := entry.get_workflow()):
                    workflow.start(entry, self.editor)

    def _actor(self, row):
        actor = Actor(
            name=row["name"],
            other_names=row.get("other_names", ""),
            kind=self.kinds[row["kind"]],
            operator=self.actors.get(row.get("operator")),
            summary=row["summary"],
            description=notation.rich_text(row["text"]),
            email=row["mail"],
            phone=row["phone"],
            website=row.get("web", ""),
            contact_person=row.get("person", ""),
            contact_note=row.get("contact_note", ""),
            logo=self.pictures.get(row.get("logo")),
            languages=row["languages"],
            confirmed_at=self._moment(notation.checked_on(row["checked"], self.today)),
        )
        actor.further_kinds = [self.kinds[slug] for slug in row.get("further_kinds", [])]
        actor.links = [ActorLink(title=title, url=url) for title, url in row.get("links", [])]
        return self._described(actor, row, ActorText)

    def _location(self, row):
        lat, lon = outlines.place(self.geography["centre"], *row["at"])
        actor = self.actors[row["actor"]["key"]]
        area = self.finder.at(lat, lon)
        postcode, town = self._postal_place(area)
        location = Location(
            actor=actor,
            name=row.get("name", ""),
            is_main=row["key"] == self._main_location(row["actor"]["key"]),
            street=row["street"],
            postcode=postcode,
            municipality=town,
            area_id=area.id,
            lat=lat,
            lon=lon,
            transport=row.get("transport", ""),
            by_appointment=row.get("by_appointment", False),
            hours_note=row.get("hours_note", ""),
            accessibility_note=row.get("accessibility_note", ""),
            confirmed_at=actor.confirmed_at,
            **notation.access(row.get("access", "")),
        )
        location.opening_spans = [
            OpeningSpan(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in notation.hours(row.get("hours", ""))
        ]
        location.opening_exceptions = [self._exception(exception) for exception in row.get("exceptions", [])]
        return location

    def _offer(self, row):
        actor = self.actors[row["actor"]]
        places_free, places_max = notation.places(row["places"]) if "places" in row else (None, None)
        age_from, age_to = notation.ages(row.get("age", "-"))
        starts_on, ends_on = notation.period(row, self.today)
        valid_until = self.today + dt.timedelta(weeks=row["valid_weeks"]) if "valid_weeks" in row else None
        ways = row.get("register", [])
        offer = Offer(
            actor=actor,
            name=row["name"],
            form=row.get("form", "kurs"),
            summary=row["short"],
            description=notation.rich_text(row["text"]),
            image=self.pictures.get(row.get("image")),
            age_from=age_from,
            age_to=age_to,
            languages=row.get("languages", ["de"]),
            inclusive=row.get("inclusive"),
            starts_on=starts_on,
            ends_on=ends_on,
            session_count=row.get("sessions"),
            schedule_note=row.get("schedule_note", ""),
            valid_until=valid_until,
            last_day=min((day for day in (ends_on, valid_until) if day), default=None),
            price_reduced=notation.amount(row.get("reduced")),
            price_note=row.get("price_note", ""),
            accepts_education_package=row.get("but"),
            registration_url=f"{actor.website}/anmeldung" if "web" in ways and actor.website else "",
            registration_email=actor.email if "mail" in ways else "",
            registration_phone=actor.phone if "phone" in ways else "",
            registration_note=row.get("register_note", ""),
            places_free=places_free,
            places_max=places_max,
            confirmed_at=self._checked(actor, row["key"]),
            **(notation.price(row["price"]) if "price" in row else {}),
        )
        keys = [f"{row['actor']}/{key}" for key in row["at"]] if "at" in row else [self._main_location(row["actor"])]
        offer.locations = [self.locations[key] for key in keys]
        offer.sessions = [
            OfferSession(weekday=weekday, starts=starts, ends=ends)
            for weekday, starts, ends in notation.hours("; ".join(row.get("times", [])))
        ]
        return self._described(offer, row, OfferText)

    def _described(self, entry, row, text_model):
        entry.topics = [self.topics[slug] for slug in row["topics"]]
        entry.target_groups = [self.groups[slug] for slug in row["groups"]]
        entry.tags.set(row.get("tags", []))
        entry.texts = [
            text_model(
                language=language,
                name=row[table]["name"],
                summary=row[table]["summary"],
                description=notation.rich_text(row[table]["text"].strip()),
            )
            for table, language in LANGUAGES.items()
            if table in row
        ]
        return entry

    def _main_location(self, key):
        return f"{key}/{next(row for row in data.actors() if row['key'] == key)['locations'][0]['key']}"

    def _exception(self, exception):
        starts = self.today + dt.timedelta(days=exception["in_days"])
        return OpeningException(
            starts=starts,
            ends=starts + dt.timedelta(days=exception["days"] - 1),
            opens=notation.clock(exception["opens"]) if "opens" in exception else None,
            closes=notation.clock(exception["closes"]) if "closes" in exception else None,
            note=exception["note"],
        )

    def _postal_place(self, area):
        """(postcode, town) of an area; a quarter has its town's."""
        rows = {row["slug"]: row for row in self.geography["areas"]}
        row = next(row for row in rows.values() if row["name"] == area.name)
        town = row if "postcodes" in row else rows[row["parent"]]
        return self.geography["quarter_postcodes"].get(row["slug"], town["postcodes"][0]), town["name"]

    def _moment(self, day):
        return day and dt.datetime.combine(day, dt.time(10), BERLIN)

    def _checked(self, actor, key):
        """Some days before the institution itself, different for each offer."""
        days = zlib.crc32(key.encode()) % OFFERS_CHECKED_WITHIN_DAYS
        return actor.confirmed_at and actor.confirmed_at - dt.timedelta(days=days)
