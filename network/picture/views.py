"""The network's picture, open to anyone: everything in it comes from public cooperations and named partners (`CooperationPartner.objects.of_public()`)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from directory.models import Actor

from ..graph import current
from .data import picture_data
from .exports import exported
from .page import read_page_of_network, years_in
from .question import read_question
from .standalone import standalone_svg
from .tables import cooperation_rows


@require_safe
def network(request):
    """The picture with its figures, filters and tables."""
    page = read_page_of_network(request.GET, timezone.localdate())
    return render(request, "network/network.html", {"page": page, "network_url": reverse("network:network")})


@require_safe
def data(request):
    """What the large picture draws: of all years, so that only the other filters count."""
    question = read_question(request.GET, [])
    return HttpResponse(picture_data(question.wanted, timezone.localdate(), get_language()), content_type="application/json")


@require_safe
def picture_file(request):
    """The quiet picture as a file of its own."""
    page = read_page_of_network(request.GET, timezone.localdate())
    headers = {"Content-Disposition": 'attachment; filename="netzwerk.svg"'}
    return HttpResponse(standalone_svg(page), content_type="image/svg+xml", headers=headers)


@require_safe
def table_file(request, name, kind):
    today = timezone.localdate()
    state = current()
    question = read_question(request.GET, years_in(state, today))
    return exported(state.network(question.wanted, today), name, kind)


@require_safe
def actor_card(request, pk):
    """One institution and what it does with whom, for the large picture; a part of a page."""
    actor = get_object_or_404(Actor.objects.public().select_related("kind"), pk=pk)
    today = timezone.localdate()
    state = current()
    question = read_question(request.GET, years_in(state, today))
    found = state.network(question.wanted, today)
    number = found.numbers.get(actor.pk)
    rows = cooperation_rows(found, found.ties_of[number]) if number is not None else []
    return render(request, "network/actor_card.html", {"actor": actor, "rows": rows, "query": question.address})
