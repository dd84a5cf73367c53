"""/mitmachen/team/<key>/: who works for an institution. For those who work for it (404 for everybody else); changed by those who are responsible."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import Membership
from directory.permissions import actors_seen_by, may_own
from directory.views.private import private

from .. import operations
from ..access_log import history_of
from ..enums import InvitationState
from ..forms.joining import InviteForm, role_choices
from ..models import Invitation


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private
def team(request, key):
    actor = get_object_or_404(actors_seen_by(request.user).select_related("kind"), pk=key)
    owns = may_own(request.user, actor)
    form, at = InviteForm(request.POST if request.POST.get("action") == "invite" else None), timezone.now()
    status = 200
    if request.method == "POST":
        response = _act(request, actor, owns, form, at)
        if response:
            return response
        status = 422
    return render(request, "upkeep/team.html", _page(request, actor, owns, form, at), status=status)


def _page(request, actor, owns, form, at):
    members = list(Membership.objects.filter(actor=actor).select_related("user").order_by("pk"))
    invitations = Invitation.objects.filter(actor=actor, state__in=[InvitationState.OPEN, InvitationState.DECLINED]) if owns else []
    return {
        "actor": actor,
        "members": members,
        "own": next((member for member in members if member.user_id == request.user.pk), None),
        "owns": owns,
        "invitations": [{"row": row, "expired": row.state == InvitationState.OPEN and not row.is_open(at)} for row in invitations],
        "roles": role_choices(),
        "form": form,
        "history": history_of(actor) if owns else [],
    }


def _act(request, actor, owns, form, at):
    """The answer when something was done or refused with a message; None shows the form once more."""
    action = request.POST.get("action", "")
    try:
        if action == "leave":
            operations.end_membership(_of(actor, Membership, request, user=request.user), by=request.user, at=at)
            return render(request, "upkeep/left.html", {"actor": actor})
        if not owns:
            raise Http404
        if action == "invite":
            if not form.is_valid():
                return None
            operations.invite(actor, **form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": form.cleaned_data["email"]})
        elif action == "resend":
            operations.resend(_of(actor, Invitation, request), at=at)
            messages.success(request, _("The invitation is sent once more. The old link doesn’t work any longer."))
        elif action == "revoke":
            operations.revoke(_of(actor, Invitation, request), by=request.user, at=at)
            messages.success(request, _("The invitation is revoked. Its link doesn’t work any longer."))
        elif action == "role":
            operations.change_role(_of(actor, Membership, request), request.POST.get("role", ""), by=request.user, at=at)
            messages.success(request, _("The role is changed."))
        elif action == "end":
            operations.end_membership(_of(actor, Membership, request), by=request.user, at=at)
            messages.success(request, _("The access has ended."))
    except operations.OperationRefused as refusal:
        if action == "invite":
            form.add_error(None, str(refusal))
            return None
        messages.error(request, str(refusal))
    return redirect("upkeep:team", actor.pk)


def _of(actor, model, request, **filters):
    """The row that a button is about; 404 for those of other institutions."""
    if not filters:
        key = request.POST.get("row", "")
        filters = {"pk": int(key) if key.isdecimal() and len(key) < 18 else 0}
    return get_object_or_404(model.objects.select_related("actor"), actor=actor, **filters)
