from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """What citizens look for; a tab of the result page each, in this order. The value stands in `?typ=`."""

    OFFERS = "angebote", _("Offers")
    INSTITUTIONS = "einrichtungen", _("Institutions")
    PAGES = "seiten", _("Pages")


class Sort(TextChoices):
    """The value stands in `?sortierung=`."""

    RELEVANCE = "treffer", _("Best matches")
    DISTANCE = "entfernung", _("Distance")
    NAME = "name", _("Name")
    CHECKED = "geprueft", _("Recently checked")
    CHANGED = "geaendert", _("Recently changed")


class Matched(StrEnum):
    """How the words of a query were taken."""

    BROWSE = "browse"
    ALL = "all"
    ANY = "any"
