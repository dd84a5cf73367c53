"""/stimmt-noch/<token>/: all entries that one address was asked about, answered on one page. No GET changes anything."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from directory.errors import OperationRefused
from directory.limits import limit
from directory.models import Actor, Location, Offer
from directory.operations import proposals
from directory.permissions import actors_of
from directory.views.private import private

from ..corrections.forms import SuggestionForm
from . import links, operations, pages, planning

AT_ONCE = 50
"""Entries of one transaction: nobody else shall wait for the answer of somebody with hundreds."""
MODELS = {"einrichtung": Actor, "standort": Location, "angebot": Offer}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def answer(request, token):
    """`action` of a POST: “all”, or “actor-5” (an institution with what is asked of its offers), “right-7”, “gone-7” (one line)."""
    try:
        question = links.find(token)
    except links.DeadLink as dead:
        return _dead_end(request, dead)
    at, status = timezone.now(), 200
    if request.method == "POST":
        if over := limit(request, what="confirmation"):
            messages.error(request, _too_many(over))
            status = 429
        else:
            try:
                messages.success(request, _carry_out(request.POST, pages.shown(question, at), at))
                return redirect(request.path)
            except OperationRefused as refused:
                messages.error(request, str(refused))
                status = 422
    found = pages.shown(question, at)
    if not found:
        return _dead_end(request, links.DeadLink())
    own = set()
    if request.user.is_authenticated:
        own = set(actors_of(request.user).filter(pk__in=[shown.actor.pk for shown in found]).values_list("pk", flat=True))
    context = {
        "found": found,
        "waiting": sum(len(shown.waiting) for shown in found),
        "unfold": len(found) <= pages.OPEN_AT_ONCE,
        "own": own,
        "token": token,
    }
    return render(request, "upkeep/confirmations/answer.html", context, status=status)


def _carry_out(data, found, at):
    """The words that say what was done."""
    what, _dash, key = data.get("action", "").partition("-")
    if what == "all":
        return _right([item.line for shown in found for item in shown.waiting], at)
    if what == "actor":
        return _right([item.line for shown in found if str(shown.actor.pk) == key for item in shown.waiting], at)
    line = next((item.line for shown in found for item in shown.items if str(item.line.pk) == key), None)
    if line is None or what not in ("right", "gone"):
        raise OperationRefused(_("Please choose one of the buttons."))
    if line.settled_at:
        raise OperationRefused(_("The office has decided about “%(entry)s” already.") % {"entry": line.entry})
    if what == "right":
        return _right([line], at)
    operations.say_gone(line, note=data.get(f"note-{line.pk}", ""), at=at)
    return _("Thank you. The office looks at it and decides.")


def _right(lines, at):
    if not lines:
        return _("Everything is answered already. Thank you!")
    for start in range(0, len(lines), AT_ONCE):
        operations.say_right(lines[start : start + AT_ONCE], at=at)
    text = ngettext("Thank you! One entry is confirmed.", "Thank you! %(count)d entries are confirmed.", len(lines))
    return text % {"count": len(lines)}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def change(request, token, what, key):
    """What is wrong, field by field; as the institution's own word it is taken over at once where the rules allow it."""
    try:
        question = links.find(token)
    except links.DeadLink as dead:
        return _dead_end(request, dead)
    if what not in MODELS:
        raise Http404
    entry = get_object_or_404(MODELS[what].objects.public(), pk=key)
    actor = entry if isinstance(entry, Actor) else entry.actor
    lines = [line for line in pages.lines_on_page(question) if line.actor_id == actor.pk]
    if not lines:
        raise Http404
    form = SuggestionForm(request.POST if request.method == "POST" else None, entry=entry)
    del form.fields["author_name"], form.fields["author_email"]  # the institution itself
    if form.is_valid() and form.is_welcome(request, what="hint"):
        try:
            done = _propose(form, entry, [line for line in lines if line.entry == entry], at=timezone.now())
            messages.success(request, done)
            return redirect("confirmations:answer", token)
        except OperationRefused as refusal:
            form.add_error(None, str(refusal))
    status = form.status if form.status != 200 else 422 if form.errors else 200
    context = {"entry": entry, "actor": actor, "what": what, "form": form, "back": reverse("confirmations:answer", args=[token])}
    return render(request, "upkeep/confirmations/change.html", context, status=status)


def _propose(form, entry, lines, *, at):
    proposal = proposals.propose(entry, form.changes, by=None, at=at, office_from=at, comment=form.cleaned_data["remark"])
    if form.changes and not form.cleaned_data["remark"]:
        proposal = proposals.accept_for_institution(proposal, at=at)
    operations.say_changed(lines, at=at)
    if proposal.is_open:
        return _("Thank you! The office looks at your change. Then it is public.")
    return _("Thank you! Your change is public now.")


def _dead_end(request, dead):
    """Who has an old link can have a new one sent to the address that was asked; nobody learns which that is."""
    old = dead.request if isinstance(dead, links.ExpiredLink) else None
    sent, problem = False, ""
    if old and request.method == "POST":
        if over := limit(request, what="confirmation", email=old.address):
            problem = _too_many(over)
        else:
            planning.send_new_link(old, timezone.now())
            sent = True
    status = 200 if sent else 429 if problem else 410 if old else 404
    return render(request, "upkeep/confirmations/dead.html", {"is_old": old is not None, "sent": sent, "problem": problem}, status=status)


def _too_many(over):
    return ngettext(
        "Too many answers came from your network. Please try again in %(count)d minute.",
        "Too many answers came from your network. Please try again in %(count)d minutes.",
        over.minutes,
    ) % {"count": over.minutes}
