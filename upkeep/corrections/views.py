"""/hinweis/…: anybody may say what is wrong with a public entry, or that an institution is missing; and the institution's answer. Nothing changes on a GET."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.contacts import addresses_of
from directory.errors import OperationRefused
from directory.limits import limit
from directory.models import Actor, Location, Offer
from directory.namesakes import namesakes
from directory.operations import proposals
from directory.views.private import private

from . import links
from .forms import NewActorForm, SuggestionForm

ANSWER_DAYS = 7
"""So long the institution may answer by itself; then the office's queue has the hint."""
MODELS = {"einrichtung": Actor, "standort": Location, "angebot": Offer}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def suggest(request, what, key):
    """Of public entries only; drafts and what is archived: 404."""
    if what not in MODELS:
        raise Http404
    entry = get_object_or_404(MODELS[what].objects.public(), pk=key)
    actor = entry if isinstance(entry, Actor) else entry.actor
    form = SuggestionForm(request.POST if request.method == "POST" else None, entry=entry)
    if form.is_valid() and form.is_welcome(request, what="hint", email=form.cleaned_data["author_email"]):
        at = timezone.now()
        office_from = at + dt.timedelta(days=ANSWER_DAYS) if addresses_of(actor) else at
        by = request.user if request.user.is_authenticated else None
        try:
            proposals.propose(entry, form.changes, by=by, at=at, office_from=office_from, **form.said())
            return render(request, "upkeep/corrections/thanks.html", {"entry": entry, "actor": actor, "asked": office_from > at})
        except OperationRefused as refusal:
            form.add_error(None, str(refusal))
    status = form.status if form.status != 200 else 422 if form.errors else 200
    return render(request, "upkeep/corrections/suggest.html", {"entry": entry, "actor": actor, "what": what, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def suggest_new(request):
    """What is alike is shown before it is sent for good."""
    form, alike = NewActorForm(request.POST if request.method == "POST" else None), []
    if form.is_valid():
        alike = _alike(form.cleaned_data["name"], form.cleaned_data["web"])
        if alike and not form.cleaned_data["is_other"]:
            form.add_error("is_other", _("Perhaps it is here already. Please look, and tick this if it is another one."))
        elif form.is_welcome(request, what="hint", email=form.cleaned_data["author_email"]):
            said = {name: form.cleaned_data[name] for name in ("author_name", "author_email")}
            by = request.user if request.user.is_authenticated else None
            try:
                proposals.propose_new(form.values(), by=by, at=timezone.now(), comment=form.cleaned_data["why"], **said)
                return render(request, "upkeep/corrections/thanks.html", {"entry": None})
            except OperationRefused as refusal:
                form.add_error(None, str(refusal))
    if not alike:
        del form.fields["is_other"]
    status = form.status if form.status != 200 else 422 if form.errors else 200
    return render(request, "upkeep/corrections/suggest_new.html", {"form": form, "alike": alike}, status=status)


@require_safe
@private
def alike(request):
    """The list below the name, while somebody types."""
    return render(request, "upkeep/corrections/alike.html", {"alike": _alike(request.GET.get("name", "")[:250], "")})


def _alike(name, website):
    return [actor for actor in namesakes(name, website=website, limit=8) if actor.is_public and actor.slug] if len(name.strip()) > 2 else []


@require_http_methods(["GET", "HEAD", "POST"])
@private
def answer(request, token):
    """Whoever has the link from the mail answers for the institution."""
    try:
        proposal = links.find(token)
    except links.DeadLink:
        return render(request, "upkeep/corrections/dead.html", status=404)
    status, comment = 200, ""
    if request.method == "POST":
        comment = request.POST.get("comment", "")[: proposals.LONGEST_REMARK]
        if over := limit(request, what="hint-answer"):
            messages.error(
                request, _("Too many answers came from your network. Please try again in %(count)d minutes.") % {"count": over.minutes}
            )
            status = 429
        elif refused := _decide(request, proposal, comment):
            messages.error(request, refused)
            status = 422
        else:
            return redirect(request.path)
        proposal = links.find(token)
    fields = proposals.compare(proposal)
    context = {"proposal": proposal, "fields": fields, "comment": comment, "conflict": any(field.is_conflict for field in fields)}
    return render(request, "upkeep/corrections/answer.html", context, status=status)


def _decide(request, proposal, comment):
    """ "" when it was done, else why not."""
    at = timezone.now()
    try:
        if request.POST.get("action") == "yes":
            proposals.accept_for_institution(proposal, at=at)
        elif request.POST.get("action") == "no":
            proposals.send_back(proposal, comment=comment or _("The institution says that it is right as it stands."), by=None, at=at)
        else:
            return _("Please choose one of the buttons.")
    except OperationRefused as refusal:
        return str(refusal)
    return ""
