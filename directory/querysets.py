"""Reads of the register. Everything public starts from `public()`; time is a parameter."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import get_language
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet


class TermQuerySet(models.QuerySet):
    def by_slug(self):
        return {term.slug: term for term in self}


class TreeTermQuerySet(MP_NodeQuerySet, TermQuerySet):
    def below(self, terms):
        """`terms` themselves and everything below any of them."""
        condition = Q(pk__in=[])
        for term in terms:
            condition |= Q(path__startswith=term.path)
        return self.filter(condition)


class AreaQuerySet(MP_NodeQuerySet):
    def within(self, area):
        """`area` itself and everything below it."""
        return self.filter(path__startswith=area.path)


class TreeManager(MP_NodeManager):
    """Treebeard's manager with our queryset: its own `get_queryset` ignores what `from_queryset` is given."""

    def get_queryset(self):
        return self._queryset_class(self.model, using=self._db).order_by("path")


TermTreeManager = TreeManager.from_queryset(TreeTermQuerySet, "TermTreeManager")
AreaManager = TreeManager.from_queryset(AreaQuerySet, "AreaManager")


PLACE_IN_ROW = ("actor", "name", "street", "postcode", "municipality", "area__name", "lat", "lon", "is_main", "step_free")
"""What rows and cards say of a location. All columns would take four times as long to ask for."""


def _for_rows(locations):
    return locations.select_related("area").only(*PLACE_IN_ROW)


def _texts():
    """German stands on the entries themselves (`Translated.text_in`)."""
    return () if (get_language() or "de") == "de" else ("texts",)


class EntryQuerySet(models.QuerySet):
    def public(self):
        """What anyone may see: published and not archived."""
        return self.filter(live=True, archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)


class ActorQuerySet(EntryQuerySet):
    def for_listing(self):
        """Kind, texts and public locations with their area: two queries for any number of rows, three where texts in another language than German may show."""
        return self.select_related("kind").prefetch_related(*_texts(), Prefetch("locations", _for_rows(self._public_locations())))

    @staticmethod
    def _public_locations():
        from .models import Location  # querysets come before models

        return Location.objects.filter(live=True, archived_at=None)


class LocationQuerySet(EntryQuerySet):
    def public(self):
        return super().public().filter(actor__live=True, actor__archived_at=None)


class OfferQuerySet(EntryQuerySet):
    def public(self):
        return super().public().filter(actor__live=True, actor__archived_at=None)

    def current(self, today):
        """Not past on `today` (a date)."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=today))

    def for_listing(self):
        from .models import Location  # querysets come before models

        return self.select_related("actor", "actor__kind").prefetch_related(
            *_texts(), "sessions", Prefetch("locations", _for_rows(Location.objects.public()))
        )


class ProposalQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def for_office(self, at):
        """What the office has to decide at `at`: open, and not left to the institution any more. The oldest first."""
        return self.open().filter(office_from__lte=at).order_by("office_from", "pk")

    def of(self, entry):
        return self.filter(model=entry._meta.model_name, object_id=entry.pk)
