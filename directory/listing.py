"""The plain register: lists with filters and counts straight from the database. They work while the search does not.

A list is a queryset and the groups of filters it knows. Parameters carry the names of the whole portal (`art`, `thema`, `gebiet`, …, each may
be repeated). What isn't understood is left out with a notice, never an error: addresses get old, are cut by mail programs, and are tried out.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .enums import OfferForm
from .models import Actor, ActorKind, ActorText, Area, Location, Offer, OfferText, TargetGroup, Topic
from .models.entries import SORTING_LETTERS

PAGE_SIZE = 20
LONGEST_TEXT = 100
MOST_VALUES = 20
DIGRAPHS = [("ae", "a"), ("oe", "o"), ("ue", "u")]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None = None
    checked: bool = False
    lang: str = ""


@dataclass(frozen=True)
class ActiveFilter:
    text: str
    url: str


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for its template. `facets` and `filters` have the shapes that the components take."""

    items: list
    total: int
    page: int
    pages: int
    text: str
    facets: list[dict]
    filters: list[ActiveFilter]
    notices: list[str] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    """What was understood, as parameters without the page."""
    unshown: list[tuple[str, str]] = field(default_factory=list)
    """Those of `query` that no facet holds: a form of the facets carries them along."""

    @property
    def address(self):
        """The query string of exactly this page, normalised; "" for the first page of the whole list."""
        return urlencode(self.query + [("seite", self.page)] * (self.page > 1))

    @property
    def query_without_text(self):
        return [(param, value) for param, value in self.query if param != "q"]

    @property
    def has_choices(self):
        return any(facet["options"] for facet in self.facets)

    @property
    def numbers(self):
        """(first, last) of the rows on this page, counted from 1."""
        first = (self.page - 1) * PAGE_SIZE + 1
        return first, first + len(self.items) - 1


# --- Groups of filters ---------------------------------------------------------------------------------------------------


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


class AreaGroup(Group):
    """Where the locations are. People choose from the widest level that has more than one area; links also name narrower ones."""

    param = "gebiet"

    def __init__(self, entry):
        self.entry = entry
        self.name = "actor" if entry is Actor else "offers"

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


# --- Reading ---------------------------------------------------------------------------------------------------------------


def read_listing(queryset: QuerySet, groups: list[Group], params) -> Listing:
    """One page of `queryset` (public things, ready for rows) under `params`, a QueryDict."""
    notices: list[str] = []
    text = _read_text(params, notices)
    known = {group.param: group.known(_values(params, group, notices)) for group in groups}
    chosen = {group.param: _read_values(params, group, known[group.param], notices) for group in groups}
    found = _with_text(queryset, text)

    def narrowed(without=None):
        narrow = found
        for group in groups:
            if chosen[group.param] and group is not without:
                narrow = group.narrow(narrow, [known[group.param][value] for value in chosen[group.param]])
        return narrow

    entries = narrowed()
    total = entries.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = _read_page(params, pages, notices)
    items = list(entries.order_by("sort_name", "pk")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]) if total else []
    query = [("q", text)] * bool(text) + [(group.param, value) for group in groups for value in chosen[group.param]]
    return Listing(
        items=items,
        total=total,
        page=page,
        pages=pages,
        text=text,
        facets=[_facet(group, narrowed(without=group), known[group.param], chosen[group.param]) for group in groups if group.shown],
        filters=_active(groups, known, text, query),
        notices=notices,
        query=query,
        unshown=[(param, value) for param, value in query if param not in {group.param for group in groups if group.shown}],
    )


def _clean(value):
    """Without what no database column holds (NUL) and nobody types (control characters)."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _read_text(params, notices):
    text = _clean(params.get("q", ""))
    if len(text) > LONGEST_TEXT:
        notices.append(_("Your search text was very long. Only its first %(count)d letters were used.") % {"count": LONGEST_TEXT})
    return text[:LONGEST_TEXT].strip()


def _values(params, group, notices):
    values = list(dict.fromkeys(value for value in map(_clean, params.getlist(group.param)) if value))
    if len(values) > MOST_VALUES:
        notices.append(_("That were very many filters at once. Only the first %(count)d of a kind were used.") % {"count": MOST_VALUES})
    return [value[:150] for value in values[:MOST_VALUES]]


def _read_values(params, group, known, notices):
    chosen = []
    for value in _values(params, group, []):
        if value in known:
            chosen.append(value)
        else:
            shown = value if len(value) <= 40 else f"{value[:40]}…"
            notices.append(_("The filter “%(value)s” is not known here and was left out.") % {"value": shown})
    return chosen


def _read_page(params, pages, notices):
    value = _clean(params.get("seite", ""))
    if not value:
        return 1
    if not (value.isascii() and value.isdecimal()) or int(value[:9]) < 1:
        notices.append(_("This is no page number. You see the first page."))
        return 1
    number = int(value[:9])
    if number > pages:
        notices.append(_("The list has fewer pages. You see the last one."))
    return min(number, pages)


def folded(text):
    """As the database folds names for sorting (`sort_name`)."""
    for letter, plain in SORTING_LETTERS:
        text = text.replace(letter, plain)
    return text.lower()


def _with_text(queryset, text):
    """Every word must stand in the name, in another name of it or in its name in another language. ae, oe, ue find umlauts too."""
    texts = ActorText if queryset.model is Actor else OfferText
    for word in text.split():
        plain = folded(word)
        spelled = plain
        for digraph, letter in DIGRAPHS:
            spelled = spelled.replace(digraph, letter)
        translated = texts.objects.filter(**{queryset.model._meta.model_name: OuterRef("pk")}, name__icontains=word)
        condition = Q(sort_name__contains=plain) | Q(sort_name__contains=spelled) | Exists(translated)
        if queryset.model is Actor:
            condition |= Q(other_names__icontains=word)
        queryset = queryset.filter(condition)
    return queryset


def _facet(group, entries, known, chosen):
    counts = group.counts(entries, known)
    options = [
        Option(value, group.text(thing), counts.get(value, 0), value in chosen)
        for value, thing in known.items()
        if counts.get(value) or value in chosen
    ]
    return {"name": group.param, "label": group.label, "options": options}


def _active(groups, known, text, query):
    """Each filter with the address of the list without it."""

    def without(*gone):
        rest = urlencode([pair for pair in query if pair != gone])
        return f"?{rest}" if rest else "?"

    found = [ActiveFilter(text, without("q", text))] if text else []
    for group in groups:
        found += [
            ActiveFilter(group.text(known[group.param][value]), without(group.param, value))
            for param, value in query
            if param == group.param
        ]
    return found


def actor_groups():
    return [KindGroup(), TopicGroup(Actor), AreaGroup(Actor), ActorGroup("traeger", "operator")]


def offer_groups():
    return [TopicGroup(Offer), TargetGroupGroup(Offer), FormGroup(), CostGroup(), AreaGroup(Offer), ActorGroup("einrichtung", "actor")]
