"""The start of the own area: what is to do, each in one click or two, and my institutions. Rules are those of the rooms' operations."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory import operations
from directory.errors import OperationRefused
from directory.freshness import freshness
from directory.models import ChangeProposal
from directory.operations import proposals
from directory.permissions import actors_of
from network.models import CooperationPartner
from network.views.answers import respond

from .access import own_actor, own_area
from .navigation import sub_nav
from .overview import Overview

UNDO = "workspace.confirmed"
UNDO_FOR = dt.timedelta(minutes=30)


@require_http_methods(["GET", "HEAD"])
@own_area
def overview(request):
    at = timezone.now()
    mine = Overview(request.user, at)
    if not mine.own:
        return render(request, "portal/workspace/nothing_yet.html", {"proposals": mine.proposals})
    context = {"mine": mine, "sub_nav": sub_nav("overview", mine.task_count), "confirmed": _just_confirmed(request, at)}
    return render(request, "portal/workspace/overview.html", context)


@require_POST
@own_area
def confirm(request, uuid):
    """“Ja, alles stimmt”, with a way back on the page that follows."""
    actor, at = own_actor(request.user, uuid), timezone.now()
    if not actor.live:
        raise Http404
    confirmed = operations.confirm(actor, by=request.user, at=at)
    request.session[UNDO] = {
        "uuid": str(uuid),
        "confirmed_at": confirmed.confirmed_at.isoformat(),
        "before": actor.confirmed_at.isoformat() if actor.confirmed_at else "",
    }
    return redirect("workspace:overview")


@require_POST
@own_area
def take_back(request, uuid):
    """Undo the confirmation that was made last in this session."""
    actor = own_actor(request.user, uuid)
    done = request.session.pop(UNDO, None)
    if done is None or done["uuid"] != str(uuid):
        messages.warning(request, _("There is nothing to undo any more."))
        return redirect("workspace:overview")
    moments = {name: parse_datetime(done[name]) if done[name] else None for name in ("confirmed_at", "before")}
    try:
        operations.take_back_confirmation(actor, **moments, by=request.user)
        messages.success(request, _("The confirmation of “%(actor)s” is taken back.") % {"actor": actor})
    except OperationRefused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:overview")


def _just_confirmed(request, at):
    """{"actor", "freshness"} while it can be undone, or None."""
    done = request.session.get(UNDO)
    if not done or parse_datetime(done["confirmed_at"]) < at - UNDO_FOR:
        return None
    actor = actors_of(request.user).filter(uuid=done["uuid"]).select_related("kind").first()
    return {"actor": actor, "freshness": freshness(actor, at)} if actor else None


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def cooperation_request(request, pk):
    """A cooperation as its partners are asked about it, with all that somebody of the institution can answer."""
    partners = CooperationPartner.objects.select_related("actor__kind", "cooperation")
    partner = partners.filter(pk=pk, actor__in=actors_of(request.user), cooperation__archived_at=None).first()
    if partner is None:
        raise Http404
    return respond(request, partner, page=reverse("workspace:cooperation_request", args=[pk]), by=request.user)


@require_POST
@own_area
def withdraw(request, uuid):
    """Take back one's own proposal."""
    proposal = ChangeProposal.objects.filter(uuid=uuid, author=request.user).first()
    if proposal is None:
        raise Http404
    try:
        proposals.withdraw(proposal, by=request.user, at=timezone.now())
        messages.success(request, _("“%(title)s”: your change is withdrawn.") % {"title": proposal.title})
    except OperationRefused as refused:
        messages.error(request, str(refused))
    return redirect("workspace:overview")
