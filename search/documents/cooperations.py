"""Cooperations as documents, as results and as names. Only what everybody may read is in them: names of confirmed partners, public parts."""

from functools import partial

from directory.addresses import entry_address
from directory.freshness import BERLIN, add_months
from directory.models import Area, TargetGroup, Topic
from directory.rows import foreign
from network import wording
from network.enums import Audience, CooperationForm
from network.listing.columns import area_links, areas_of
from network.models import Cooperation, CooperationPartner
from network.rows import ICON, cooperation_row

from ..analysis import plain_text
from ..engines.base import Document, Found, Label, Name, Text
from ..enums import Section
from ..language import compounds
from ..registry import DocumentType
from .entries import sort_name
from .places import areas_with_above
from .reading import among, grouped, joined
from .terms import TermsOfThings

STORY = ("about", "running", "helps", "hinders")
MONTHS = 12
"""Between two checks."""


class CooperationDocuments(DocumentType):
    model = Cooperation
    name = "cooperation"
    section = Section.COOPERATIONS.value

    def public_ids(self):
        return Cooperation.objects.public().order_by().values_list("pk", flat=True)

    def documents(self, ids):
        cooperations = Cooperation.objects.public().filter(among("pk", ids)).order_by("pk")
        wanted = set(ids)
        topics = TermsOfThings(Topic, Cooperation.topics.through, "cooperation", ids)
        groups = TermsOfThings(TargetGroup, Cooperation.target_groups.through, "cooperation", ids)
        links = Cooperation.transitions.through.objects.filter(among("cooperation_id", ids)).order_by("pk")
        transitions = grouped(links.values_list("cooperation_id", "transition__name"))
        rows = CooperationPartner.objects.of_public().filter(among("cooperation_id", ids)).order_by("pk")
        rows = list(rows.values_list("cooperation_id", "actor_id", "actor__name", "actor__kind__slug", "actor__kind__name"))
        partners = grouped((row[0], row[2:]) for row in rows)
        areas = self._areas(ids, [row[:2] for row in rows])
        return [
            self._document(entry, topics.of(entry.pk), groups.of(entry.pk), transitions[entry.pk], partners[entry.pk], areas[entry.pk])
            for entry in cooperations
            if entry.pk in wanted
        ]

    @staticmethod
    def _areas(ids, links_of_actors):
        """{cooperation: [(slugs, names)]} with all areas above."""
        pairs = dict.fromkeys(area_links(ids, links_of_actors=links_of_actors)[0])
        paths = dict(Area.objects.filter(pk__in={area for _pk, area in pairs}).order_by().values_list("pk", "path"))
        known = areas_with_above(set(paths.values()))
        return grouped((pk, known[paths[area]]) for pk, area in pairs)

    def _document(self, entry, topics, groups, transitions, partners, areas):
        form = str(CooperationForm(entry.form).label)
        kind = f"Kooperation {form}"
        names = [name for name, _slug, _kind in partners]
        places = tuple(dict.fromkeys(name for _slugs, above in areas for name in above))
        terms = joined(
            [
                *(term.name for term in (*topics, *groups) if not term.is_list),
                *transitions,
                *dict.fromkeys(kind for *_rest, kind in partners),
            ]
        )
        story = [plain_text(getattr(entry, part)) for part in STORY if getattr(entry, f"{part}_for") == Audience.PUBLIC]
        checked_on = entry.confirmed_at.astimezone(BERLIN).date() if entry.confirmed_at else None
        return Document(
            doc_type=self.name,
            object_id=entry.pk,
            section=self.section,
            texts={"de": Text(entry.name, terms, joined([entry.summary, *story]))},
            sort_name=sort_name(entry.name),
            kind=kind,
            parts=compounds.parts_in(entry.name, terms, kind, places=list(places)),
            listed=joined(term.name for term in (*topics, *groups) if term.is_list),
            place=joined(places),
            operator=joined(names),
            facets={
                "kind": tuple(dict.fromkeys(slug for _name, slug, _kind in partners)),
                "topic": tuple(term.slug for term in topics),
                "group": tuple(term.slug for term in groups),
                "area": tuple(dict.fromkeys(slug for slugs, _names in areas for slug in slugs)),
            },
            checked_on=checked_on,
            changed_at=entry.last_published_at,
            due_on=add_months(checked_on, MONTHS) if checked_on else None,
        )

    def names(self, ids, at):
        rows = Cooperation.objects.public().filter(pk__in=ids).values_list("pk", "name", "slug", "form") if ids else ()
        return {
            pk: Name(name, entry_address("network:cooperation", slug), ICON, "", wording.form(form), foreign("de"))
            for pk, name, slug, form in rows
        }

    def found(self, ids, at):
        if not ids:
            return {}
        areas = areas_of(ids)
        entries = Cooperation.objects.public().filter(pk__in=ids).for_listing()
        return {entry.pk: self._found(entry, at, areas.get(entry.pk, ())) for entry in entries}

    def _found(self, entry, at, areas):
        body = entry.about if entry.about_for == Audience.PUBLIC else ""
        return Found(cooperation_row(entry, at, areas), partial(plain_text, body), foreign("de"))

    def labels(self, ids):
        rows = Cooperation.objects.public().filter(pk__in=ids).order_by().values_list("pk", "name")
        return {pk: Label(name, "", foreign("de")) for pk, name in rows}
