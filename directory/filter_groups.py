"""The groups of filters that the plain lists of institutions and offers know (`directory.listing`)."""

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .enums import OfferForm
from .models import Actor, ActorKind, Area, Location, Offer, TargetGroup, Topic


class Group:
    """A parameter, its words, what its values do. Values of one group widen, groups narrow."""

    param: str
    label: str
    shown = True
    """Whether people choose it in the list; else only links set it."""

    def known(self, values):
        """{value: thing} of what can be chosen, and of `values` as far as they exist."""
        raise NotImplementedError

    def text(self, thing):
        return thing.local_name

    def narrow(self, queryset, things):
        raise NotImplementedError

    def counts(self, queryset, known):
        """{value: number of rows of `queryset` that have it}."""
        raise NotImplementedError


class KindGroup(Group):
    param = "art"

    @property
    def label(self):
        return _("Kind")

    def known(self, values):
        return ActorKind.objects.by_slug()

    def text(self, kind):
        return kind.local_name_plural

    def narrow(self, actors, kinds):
        further = Actor.further_kinds.through.objects.filter(actor=OuterRef("pk"), actorkind__in=kinds)
        return actors.filter(Q(kind__in=kinds) | Exists(further))

    def counts(self, actors, known):
        main = dict(actors.order_by().values_list("kind").annotate(Count("pk")))
        # EXISTS, not IN: it makes the few links lead, instead of asking for each actor whether it has one.
        counted = actors.order_by().filter(pk=OuterRef("actor")).exclude(kind=OuterRef("actorkind"))
        also = dict(Actor.further_kinds.through.objects.filter(Exists(counted)).values_list("actorkind").annotate(Count("pk")))
        return {slug: main.get(kind.pk, 0) + also.get(kind.pk, 0) for slug, kind in known.items()}


class TreeGroup(Group):
    """Topics or target groups. A chosen term stands for everything below it; people choose from the top level."""

    model: type
    relation: str

    def __init__(self, entry):
        self.entry = entry
        self.name = entry._meta.model_name
        self.through = getattr(entry, self.relation).through

    def known(self, values):
        return self.model.objects.filter(Q(depth=1) | Q(slug__in=values)).by_slug()

    def _links(self):
        return self.through.objects

    def narrow(self, entries, terms):
        below = Q(pk__in=[])
        for term in terms:
            below |= Q(**{f"{self.model._meta.model_name}__path__startswith": term.path})
        return entries.filter(Exists(self._links().filter(below, **{self.name: OuterRef("pk")})))

    def counts(self, entries, known):
        path = f"{self.model._meta.model_name}__path"
        counts = {}
        for depth in {term.depth for term in known.values()}:
            links = self._links().filter(**{f"{self.name}__in": entries.order_by().values("pk")})
            by_path = dict(
                links.annotate(top=Substr(path, 1, depth * self.model.steplen)).values_list("top").annotate(Count(self.name, distinct=True))
            )
            counts |= {slug: by_path.get(term.path, 0) for slug, term in known.items() if term.depth == depth}
        return counts


class TopicGroup(TreeGroup):
    param, model, relation = "thema", Topic, "topics"

    @property
    def label(self):
        return _("Topic")


class TargetGroupGroup(TreeGroup):
    param, model, relation = "gruppe", TargetGroup, "target_groups"

    @property
    def label(self):
        return _("For whom")


class PlaceGroup(Group):
    """Where something is. People choose from the widest level that has more than one area; links also name narrower ones."""

    param = "gebiet"

    @property
    def label(self):
        return _("Area")

    def known(self, values):
        widest = (
            Area.objects.order_by().values("depth").annotate(areas=Count("pk")).filter(areas__gt=1).order_by("depth").values("depth")[:1]
        )
        return {area.slug: area for area in Area.objects.filter(Q(depth=widest) | Q(slug__in=values)).defer("outline")}

    def text(self, area):
        return area.name


class AreaGroup(PlaceGroup):
    """Where the locations are."""

    def __init__(self, entry):
        self.entry = entry
        self.name = "actor" if entry is Actor else "offers"

    def _locations(self):
        """Of entries that are public anyway: for actors that spares the join which would say so once more."""
        return Location.objects.filter(live=True, archived_at=None) if self.entry is Actor else Location.objects.public()

    def narrow(self, entries, areas):
        below = Q(pk__in=[])
        for area in areas:
            below |= Q(path__startswith=area.path)
        here = self._locations().filter(area__in=Area.objects.filter(below).order_by().values("pk"))
        return entries.filter(Exists(here.filter(**{self.name: OuterRef("pk")})))

    def counts(self, entries, known):
        counts = {}
        for depth in {area.depth for area in known.values()}:
            locations = self._locations().filter(**{f"{self.name}__in": entries.order_by().values("pk")}).order_by()
            by_path = dict(
                locations.annotate(top=Substr("area__path", 1, depth * Area.steplen))
                .values_list("top")
                .annotate(Count(self.name, distinct=True))
            )
            counts |= {slug: by_path.get(area.path, 0) for slug, area in known.items() if area.depth == depth}
        return counts


class LinkedAreaGroup(PlaceGroup, TreeGroup):
    """The areas that an entry names itself (`areas`)."""

    model, relation = Area, "areas"


class ChoiceGroup(Group):
    """One of a closed list."""

    def __init__(self, param, column, choices, label):
        self.param, self.column, self.choices, self.label = param, column, choices, label

    def known(self, values):
        return {choice.value: choice for choice in self.choices}

    def text(self, choice):
        return capfirst(choice.label)

    def narrow(self, entries, choices):
        return entries.filter(**{f"{self.column}__in": choices})

    def counts(self, entries, known):
        return dict(entries.order_by().values_list(self.column).annotate(Count("pk")))


class FormGroup(Group):
    param = "form"

    @property
    def label(self):
        return _("Form")

    def known(self, values):
        return {form.value: form for form in OfferForm}

    def text(self, form):
        return capfirst(form.label)

    def narrow(self, offers, forms):
        return offers.filter(form__in=forms)

    def counts(self, offers, known):
        return dict(offers.order_by().values_list("form").annotate(Count("pk")))


class CostGroup(Group):
    param = "kosten"
    CONDITIONS = {"kostenlos": Q(is_free=True), "bildungspaket": Q(accepts_education_package=True)}

    @property
    def label(self):
        return _("Costs")

    def known(self, values):
        return {value: value for value in self.CONDITIONS}

    def text(self, value):
        return {"kostenlos": _("free of charge"), "bildungspaket": _("Bildungspaket accepted")}[value]

    def narrow(self, offers, values):
        condition = Q(pk__in=[])
        for value in values:
            condition |= self.CONDITIONS[value]
        return offers.filter(condition)

    def counts(self, offers, known):
        return offers.order_by().aggregate(**{value: Count("pk", filter=condition) for value, condition in self.CONDITIONS.items()})


class ActorGroup(Group):
    """Of one institution: its offers (`einrichtung`), or the houses that it runs (`traeger`). Set by links."""

    shown = False

    def __init__(self, param, relation):
        self.param, self.relation = param, relation

    @property
    def label(self):
        return _("Institution")

    def known(self, values):
        return {actor.slug: actor for actor in Actor.objects.public().filter(slug__in=values).prefetch_related("texts")} if values else {}

    def text(self, actor):
        return actor.localized("name")[0]

    def narrow(self, entries, actors):
        return entries.filter(**{f"{self.relation}__in": actors})


def actor_groups():
    return [KindGroup(), TopicGroup(Actor), AreaGroup(Actor), ActorGroup("traeger", "operator")]


def offer_groups():
    return [TopicGroup(Offer), TargetGroupGroup(Offer), FormGroup(), CostGroup(), AreaGroup(Offer), ActorGroup("einrichtung", "actor")]
