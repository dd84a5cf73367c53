"""/mein/kooperationen/: in which cooperations a person's institutions take part. What is answered stands on the page of each."""

from django.core.paginator import Paginator
from django.db.models import Case, Prefetch, Value, When
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.permissions import actors_of, actors_seen_by
from network.enums import Answer
from network.models import CooperationPartner

from .access import own_area
from .navigation import sub_nav

PAGE = 50
TONES = {Answer.OPEN: "warn", Answer.CONFIRMED: "ok"}


def own_partners(user):
    """Queryset of the partners that are institutions of `user`, those that haven't answered first. What is archived isn't there."""
    first = Case(When(answer=Answer.OPEN, then=Value(0)), When(answer=Answer.CONFIRMED, then=Value(1)), default=Value(2))
    everybody = Prefetch("cooperation__partners", CooperationPartner.objects.select_related("actor").order_by("actor__sort_name", "pk"))
    theirs = CooperationPartner.objects.filter(actor__in=actors_seen_by(user).values("pk"), cooperation__archived_at=None)
    return theirs.select_related("actor", "cooperation").prefetch_related(everybody).order_by(first, "cooperation__sort_name", "pk")


@require_http_methods(["GET", "HEAD"])
@own_area
def cooperations(request):
    page = Paginator(own_partners(request.user), PAGE).get_page(request.GET.get("seite"))
    editable = set(actors_of(request.user).values_list("pk", flat=True))
    context = {
        "found": [_row(partner, partner.actor_id in editable) for partner in page],
        "number": page.number,
        "pages": page.paginator.num_pages,
        "sub_nav": sub_nav("cooperations"),
    }
    return render(request, "portal/workspace/cooperations.html", context)


def _row(partner, may_edit):
    """{"partner", "cooperation", "others": names, "tone", "url", "label"}. `url` is "" where there is nothing to open."""
    cooperation = partner.cooperation
    gone = (Answer.DECLINED, Answer.LEFT)
    others = [one.actor.name for one in cooperation.partners.all() if one.pk != partner.pk and one.answer not in gone]
    label = _("View and answer") if partner.answer == Answer.OPEN else _("View and change")
    return {
        "partner": partner,
        "cooperation": cooperation,
        "others": others,
        "tone": TONES.get(partner.answer, ""),
        "may_edit": may_edit,
        "label": label,
    }
