"""The groups of filters that the calendar knows (`directory.listing`)."""

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from directory.filter_groups import ActorGroup, ChoiceGroup, Group, PlaceGroup, TargetGroupGroup, TopicGroup
from directory.models import Area
from network.models import Alliance

from ..enums import AT_A_PLACE, Format, MeetingKind
from ..models import Meeting, Series
from ..querysets import has_places


class SeriesGroup(Group):
    param = "reihe"

    @property
    def label(self):
        return _("Series")

    def known(self, values):
        return {series.slug: series for series in Series.objects.public().only("name", "slug")}

    def text(self, series):
        return series.name

    def narrow(self, meetings, series):
        return meetings.filter(series__in=series)

    def counts(self, meetings, known):
        counts = dict(meetings.order_by().values_list("series").annotate(Count("pk")))
        return {slug: counts.get(series.pk, 0) for slug, series in known.items()}


class AllianceGroup(Group):
    """Of one alliance. Set by links."""

    param, shown = "buendnis", False

    @property
    def label(self):
        return _("Alliance")

    def known(self, values):
        return {alliance.slug: alliance for alliance in Alliance.objects.public().filter(slug__in=values)} if values else {}

    def text(self, alliance):
        return alliance.name

    def narrow(self, meetings, alliances):
        return meetings.filter(alliance__in=alliances)


class VenueAreaGroup(PlaceGroup):
    """Where the venues are."""

    def narrow(self, meetings, areas):
        below = Q(pk__in=[])
        for area in areas:
            below |= Q(venue__area__path__startswith=area.path)
        return meetings.filter(below, format__in=AT_A_PLACE)

    def counts(self, meetings, known):
        counts = {}
        for depth in {area.depth for area in known.values()}:
            paths = meetings.filter(format__in=AT_A_PLACE).order_by().annotate(top=Substr("venue__area__path", 1, depth * Area.steplen))
            by_path = dict(paths.values_list("top").annotate(Count("pk")))
            counts |= {slug: by_path.get(area.path, 0) for slug, area in known.items() if area.depth == depth}
        return counts


class OnlyGroup(Group):
    """Conditions that one ticks: all of them must hold."""

    param = "nur"

    def __init__(self, at):
        self.at = at

    @property
    def label(self):
        return _("Show only")

    def known(self, values):
        return {value: value for value in ("frei", "kostenlos")}

    def text(self, value):
        return {"frei": _("With free places"), "kostenlos": _("Free of charge")}[value]

    def narrow(self, meetings, values):
        for value in values:
            meetings = meetings.filter(self._condition(value))
        return meetings

    def counts(self, meetings, known):
        return meetings.order_by().aggregate(**{value: Count("pk", filter=self._condition(value)) for value in known})

    def _condition(self, value):
        return has_places(self.at) if value == "frei" else Q(is_free=True)


def meeting_groups(at):
    return [
        SeriesGroup(),
        ChoiceGroup("art", "kind", MeetingKind, _("Kind of meeting")),
        ChoiceGroup("form", "format", Format, _("Format")),
        OnlyGroup(at),
        TopicGroup(Meeting),
        TargetGroupGroup(Meeting),
        VenueAreaGroup(),
        ActorGroup("einrichtung", "organiser"),
        AllianceGroup(),
    ]
