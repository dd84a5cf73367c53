"""The list of open wishes: there are hundreds at most, so the database filters and counts (`directory.listing`)."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from directory.filter_groups import ActorGroup, Group, PlaceGroup, TopicGroup, TreeGroup
from directory.listing import narrow, read_page
from directory.models import ActorKind, Area

from .. import wording
from ..enums import CooperationForm, WishDirection
from ..models import CooperationWish

PAGE_SIZE = 20


class DirectionGroup(Group):
    param = "richtung"

    @property
    def label(self):
        return _("What")

    def known(self, values):
        return {choice.value: choice for choice in WishDirection}

    def text(self, choice):
        return _("Looking for a partner") if choice == WishDirection.SEEKS else _("Offers to be a partner")

    def narrow(self, wishes, choices):
        return wishes.filter(direction__in=choices)

    def counts(self, wishes, known):
        return dict(wishes.order_by().values_list("direction").annotate(Count("pk")))


class WantedKindGroup(Group):
    param = "art"

    @property
    def label(self):
        return _("Wanted kinds of partner")

    def known(self, values):
        return ActorKind.objects.by_slug()

    def text(self, kind):
        return kind.local_name_plural

    def narrow(self, wishes, kinds):
        wanted = CooperationWish.kinds.through.objects.filter(cooperationwish=OuterRef("pk"), actorkind__in=kinds)
        return wishes.filter(Exists(wanted))

    def counts(self, wishes, known):
        links = CooperationWish.kinds.through.objects.filter(cooperationwish__in=wishes.order_by().values("pk"))
        by_kind = dict(links.values_list("actorkind").annotate(Count("pk")))
        return {slug: by_kind.get(kind.pk, 0) for slug, kind in known.items()}


class WishFormGroup(Group):
    param = "form"

    @property
    def label(self):
        return _("Form of cooperation")

    def known(self, values):
        return {choice.value: choice for choice in CooperationForm}

    def text(self, choice):
        return wording.form(choice.value)

    def narrow(self, wishes, forms):
        """Where the form is left open, any fits."""
        return wishes.filter(Q(form__in=forms) | Q(form=""))

    def counts(self, wishes, known):
        by_form = dict(wishes.order_by().values_list("form").annotate(Count("pk")))
        left_open = by_form.get("", 0)
        return {form: by_form.get(form, 0) + left_open if by_form.get(form) else 0 for form in known}


class WishAreaGroup(TreeGroup):
    """The areas that wishes name."""

    param, model, relation = "gebiet", Area, "areas"

    @property
    def label(self):
        return _("Area")

    def known(self, values):
        return PlaceGroup().known(values)

    def text(self, area):
        return area.name


def wish_groups():
    return [
        DirectionGroup(),
        WantedKindGroup(),
        TopicGroup(CooperationWish),
        WishAreaGroup(CooperationWish),
        WishFormGroup(),
        ActorGroup("einrichtung", "actor"),
    ]


def read_wishes(params, today):
    """(narrowed, rows of this page, total, page, pages, notices)."""
    notices: list[str] = []
    found = CooperationWish.objects.public().open(today)
    narrowed = narrow(found, wish_groups(), params, notices)
    total = narrowed.entries.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = read_page(params, pages, notices)
    shown = narrowed.entries.for_listing().order_by("-first_published_at", "pk")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] if total else []
    return narrowed, list(shown), total, page, pages, notices
