"""Alliances as documents, as results and as names, beside cooperations. Only what everybody may read is in them."""

from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.addresses import entry_address
from directory.models import Topic
from directory.rows import foreign
from network.alliance_rows import ICON, alliance_row
from network.enums import AllianceKind, Audience
from network.models import Alliance, AllianceGoal, AllianceGroup, AllianceMember

from ..analysis import plain_text
from ..engines.base import Document, Found, Label, Name, Text
from ..enums import Section
from ..language import compounds
from ..registry import DocumentType
from .entries import sort_name
from .places import areas_with_above
from .reading import among, grouped, joined
from .terms import TermsOfThings


class AllianceDocuments(DocumentType):
    model = Alliance
    name = "alliance"
    section = Section.COOPERATIONS.value

    def public_ids(self):
        return Alliance.objects.public().order_by().values_list("pk", flat=True)

    def documents(self, ids):
        wanted = set(ids)
        topics = TermsOfThings(Topic, Alliance.topics.through, "alliance", ids)
        links = Alliance.areas.through.objects.filter(among("alliance_id", ids)).order_by("pk")
        links = list(links.values_list("alliance_id", "area__path"))
        known = areas_with_above({path for _pk, path in links})
        areas = grouped((pk, known[path]) for pk, path in links)
        goals = self._titles(AllianceGoal, "goals_for", ids)
        groups = self._titles(AllianceGroup, "groups_for", ids)
        members = self._members(ids)
        return [
            self._document(entry, topics.of(entry.pk), areas[entry.pk], goals[entry.pk], groups[entry.pk], members[entry.pk])
            for entry in Alliance.objects.public().filter(among("pk", ids)).order_by("pk")
            if entry.pk in wanted
        ]

    @staticmethod
    def _titles(model, audience, ids):
        rows = model.objects.filter(among("alliance_id", ids), **{f"alliance__{audience}": Audience.PUBLIC}).order_by("sort_order", "pk")
        return grouped(rows.values_list("alliance_id", "title"))

    @staticmethod
    def _members(ids):
        """Names of members of today that may be named."""
        named = Q(actor=None) | Q(actor__live=True, actor__archived_at=None)
        rows = AllianceMember.objects.current(timezone.localdate()).filter(
            among("alliance_id", ids), named, alliance__members_for=Audience.PUBLIC
        )
        return grouped((pk, actor or name) for pk, actor, name in rows.order_by("pk").values_list("alliance_id", "actor__name", "name"))

    def _document(self, entry, topics, areas, goals, groups, members):
        kind = str(AllianceKind(entry.kind).label)
        places = tuple(dict.fromkeys(name for _slugs, above in areas for name in above))
        terms = joined(term.name for term in topics if not term.is_list)
        return Document(
            doc_type=self.name,
            object_id=entry.pk,
            section=self.section,
            texts={"de": Text(entry.name, terms, joined([entry.summary, plain_text(entry.purpose), *goals, *groups]))},
            sort_name=sort_name(entry.name),
            kind=f"Bündnis {kind}",
            parts=compounds.parts_in(entry.name, terms, kind, places=list(places)),
            listed=joined(term.name for term in topics if term.is_list),
            place=joined(places),
            operator=joined(members),
            facets={
                "topic": tuple(term.slug for term in topics),
                "area": tuple(dict.fromkeys(slug for slugs, _names in areas for slug in slugs)),
            },
            last_day=entry.ends_on,
            changed_at=entry.last_published_at,
        )

    def names(self, ids, at):
        rows = Alliance.objects.public().filter(pk__in=ids).values_list("pk", "name", "slug") if ids else ()
        return {pk: Name(name, entry_address("network:alliance", slug), ICON, "", _("Alliance"), foreign("de")) for pk, name, slug in rows}

    def found(self, ids, at):
        today = timezone.localdate(at)
        entries = Alliance.objects.public().filter(pk__in=ids).for_listing(today) if ids else ()
        return {entry.pk: Found(alliance_row(entry, today), partial(plain_text, entry.purpose), foreign("de")) for entry in entries}

    def labels(self, ids):
        rows = Alliance.objects.public().filter(pk__in=ids).order_by().values_list("pk", "name")
        return {pk: Label(name, "", foreign("de")) for pk, name in rows}
