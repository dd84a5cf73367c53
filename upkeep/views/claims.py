"""“Is that your institution?”: asking, confirming one's address, and the institution's answer. Anybody may ask; nothing tells whether an address is known."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.limits import limit
from directory.models import Actor
from directory.views.entries import find_entry, pages_of_entries
from directory.views.private import private

from .. import links, operations
from ..enums import ClaimState
from ..forms.joining import ClaimForm
from .dead import dead_link


@require_http_methods(["GET", "HEAD", "POST"])
@private
@pages_of_entries
def claim_form(request, slug):
    actor = find_entry(request, Actor.objects.select_related("kind"), slug)
    if actor.slug != slug:
        return redirect("upkeep:claim_form", actor.slug)
    initial = {"name": request.user.get_full_name(), "email": request.user.email} if request.user.is_authenticated else {}
    form, sent = ClaimForm(request.POST if request.method == "POST" else None, initial=initial), False
    if form.is_valid() and form.is_welcome(request, what="claim", email=form.cleaned_data["email"]):
        try:
            operations.ask_for_access(actor, **form.said(), at=timezone.now())
            sent = True
        except operations.OperationRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"actor": actor, "form": form, "sent": sent, "email": form.cleaned_data.get("email", "") if sent else ""}
    return render(request, "upkeep/claim_form.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def claim(request, token):
    """Confirms the address; afterwards it tells how the request stands, and one may take it back."""
    at, error = timezone.now(), ""
    try:
        found = links.find_claim(token, at)
    except links.DeadLink as dead:
        return dead_link(request, dead)
    if request.method == "POST":
        if over := limit(request, what="claim-link"):
            error = _("Too many answers came from your network. Please try again in %(count)d minutes.") % {"count": over.minutes}
        else:
            try:
                if request.POST.get("action") == "withdraw":
                    operations.withdraw_claim(found, at=at)
                    return redirect(request.path)
                confirmed = operations.confirm_address(found, at=at)
                proven = confirmed.state == ClaimState.GRANTED and found.state == ClaimState.UNCONFIRMED
                return redirect(links.invitation_page(confirmed.invitation) if proven else request.path)
            except operations.OperationRefused as refusal:
                error = str(refusal)
    return render(request, "upkeep/claim.html", {"claim": found, "actor": found.actor, "error": error}, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def answer(request, token):
    """Whoever reads the mails of the institution's published address says whether that person belongs to it."""
    try:
        found = links.find_question(token)
    except links.DeadLink as dead:
        return dead_link(request, dead)
    if request.method == "POST" and (action := request.POST.get("action")) in ("yes", "no") and not limit(request, what="claim-answer"):
        try:
            operations.answer_claim(found, yes=action == "yes", at=timezone.now())
        except operations.OperationRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        return render(request, "upkeep/answered.html", {"claim": found, "actor": found.actor, "yes": action == "yes"})
    return render(request, "upkeep/answer.html", {"claim": found, "actor": found.actor})
