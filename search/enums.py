from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(TextChoices):
    """What citizens look for; a tab of the result page each, in this order. The value stands in `?typ=`."""

    OFFERS = "angebote", _("Offers")
    INSTITUTIONS = "einrichtungen", _("Institutions")
    MEETINGS = "termine", _("Meetings")
    COOPERATIONS = "kooperationen", _("Cooperations")
    PAGES = "seiten", _("Pages")


class Sort(TextChoices):
    """The value stands in `?sortierung=`."""

    RELEVANCE = "treffer", _("Best matches")
    DISTANCE = "entfernung", _("Distance")
    NAME = "name", _("Name")
    CHECKED = "geprueft", _("Recently checked")
    CHANGED = "geaendert", _("Recently changed")


class View(TextChoices):
    """How results are shown. The value stands in `?ansicht=`; without it they are a list."""

    MAP = "karte", _("Map")


class Matched(StrEnum):
    """How the words of a query were taken."""

    BROWSE = "browse"
    ALL = "all"
    MOST = "most"
    """Few things meet all: they come first, below them those that meet the most."""
    ANY = "any"


class Direction(TextChoices):
    """How the words of a synonym stand to each other."""

    TWO_WAY = "two_way", _("both ways: each finds the other")
    ONE_WAY = "one_way", _("one way: the words find what stands beside them, not the other way round")


class Where(TextChoices):
    """What of a thing met a part of the query."""

    EXACT_NAME = "exact", _("the whole name")
    NAME_BEGINS = "begins", _("beginning of the name")
    MAIN = "main", _("name, kind or topic")
    PARTS = "parts", _("part of a word in name, kind or topic")
    LISTED = "listed", _("among several topics")
    AROUND = "around", _("place or operator")
    TEXT = "text", _("description")
    FACET = "facet", _("property of the entry")
    AGE = "age", _("age")
    FOR_OTHERS = "others", _("for other people")
    PHRASE = "phrase", _("phrase")
    PICKED = "picked", _("recommended by the office")
    STALE = "stale", _("not checked for a long time")
    MATCH = "match", _("how often and where the words stand")
