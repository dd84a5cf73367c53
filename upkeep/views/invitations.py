"""/mitmachen/einladung/<token>/: whoever got the mail accepts or declines; without an account by making one. Anybody with the link may look."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from directory.limits import limit
from directory.views.private import private

from .. import links, operations
from ..forms.joining import AccountForm
from .dead import dead_link


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@private
def invitation(request, token):
    at = timezone.now()
    try:
        found = links.find_invitation(token, at)
    except links.DeadLink as error:
        return dead_link(request, error)
    situation = _situation(request, found)
    form, error, status = AccountForm(invitation=found), "", 200
    if request.method == "POST":
        action = request.POST.get("action", "")
        form = AccountForm(request.POST if action == "account" else None, invitation=found)
        if over := limit(request, what="invitation"):
            error, status = (
                _("Too many answers came from your network. Please try again in %(count)d minutes.") % {"count": over.minutes},
                429,
            )
        else:
            try:
                if response := _act(request, found, situation, action, form, at):
                    return response
            except operations.OperationRefused as refusal:
                error = str(refusal)
            status = 422
    context = {
        "invitation": found, "actor": found.actor, "role": capfirst(found.get_role_display()), "situation": situation, "form": form, "error": error,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }  # fmt: skip
    return render(request, "upkeep/invitation.html", context, status=status)


def _situation(request, found):
    """new: no account yet | here: signed in with that address | other: with another one | away: has to sign in | off: the account is closed"""
    if request.user.is_authenticated:
        return "here" if request.user.email.lower() == found.email else "other"
    account = get_user_model().objects.filter(email__iexact=found.email).first()
    return "new" if account is None else "away" if account.is_active else "off"


def _act(request, found, situation, action, form, at):
    """The answer when it was done; None when the form isn't right or the button doesn't fit."""
    if action == "decline":
        operations.decline(found, at=at)
        return render(request, "upkeep/declined.html", {"actor": found.actor})
    if action == "accept" and situation == "here":
        operations.accept(found, request.user, at=at)
    elif action == "account" and situation == "new" and form.is_valid():
        login(request, operations.accept_with_new_account(found, **form.cleaned_data, at=at), backend=settings.AUTHENTICATION_BACKENDS[0])
    else:
        return None
    messages.success(request, _("Welcome! You work for “%(actor)s” now.") % {"actor": found.actor})
    return redirect("upkeep:team", found.actor_id)
