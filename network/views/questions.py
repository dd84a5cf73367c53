"""/kooperationen/nachfragen/<token>/: all that one mail asks about, answered on one page. As with a single request, no GET changes anything."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from directory.errors import OperationRefused
from directory.freshness import BERLIN
from directory.limits import limit
from directory.views.private import private

from .. import links, wording
from ..enums import PartnerMailKind
from ..essentials import shown_to_partners
from ..forms.answers import StillRunningForm
from ..mails.gathering import asked_about, is_open
from ..models import CooperationPartner
from .answers import dead_end


@dataclass
class Question:
    partner: CooperationPartner
    form: StillRunningForm | None
    """None where it was answered, or is answered on a page of its own."""
    is_open: bool
    name: str
    running: str
    others: str
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
@private
def questions(request, token):
    """A request to confirm is answered on its own page, where stands what is confirmed; whether something still runs, here."""
    try:
        mail = links.find_mail(token)
        partners = asked_about(mail)
        if not partners:
            raise links.DeadLink
    except links.DeadLink as dead:
        return dead_end(request, dead)
    is_yearly = mail.kind == PartnerMailKind.RUNNING
    found = _questions(mail, partners, request.POST if request.method == "POST" and is_yearly else None)
    problem, status = "", 200
    if request.method == "POST" and is_yearly:
        if over := limit(request, what="cooperation"):
            problem = _("Too many answers came from your network. Please try again in %(count)d minutes.") % {"count": over.minutes}
            status = 429
        else:
            done = _answer(found, all_of_them=request.POST.get("action") == "all")
            if done:
                text = ngettext("Thank you. One cooperation is answered.", "Thank you. %(count)d cooperations are answered.", done)
                messages.success(request, text % {"count": done})
            if not any(question.form and question.form.errors for question in found):
                if not done:
                    messages.info(request, _("Nothing was chosen, so nothing has changed."))
                return redirect(request.path)
            status = 422
    context = {
        "open": [question for question in found if question.is_open],
        "answered": [question for question in found if not question.is_open],
        "is_yearly": is_yearly,
        "problem": problem,
    }
    return render(request, "network/questions.html", context, status=status)


def _questions(mail, partners, data):
    today = timezone.now().astimezone(BERLIN).date()
    named = _named({partner.cooperation_id for partner in partners})
    found = []
    for partner in partners:
        shown, is_asked = shown_to_partners(partner.cooperation), is_open(partner, mail)
        others = [other for other in named.get(partner.cooperation_id, []) if other.pk != partner.pk]
        found.append(
            Question(
                partner,
                StillRunningForm(data, prefix=f"p{partner.pk}") if is_asked and mail.kind == PartnerMailKind.RUNNING else None,
                is_asked,
                shown.name,
                wording.running(shown, today),
                wording.names(others, 5) if others else "",
                links.answer_page(partner),
            )
        )
    return found


def _named(cooperations):
    """{key of a cooperation: its partners that stand on its public page}"""
    found = {}
    for partner in CooperationPartner.objects.named().filter(cooperation__in=cooperations).select_related("actor").order_by("pk"):
        found.setdefault(partner.cooperation_id, []).append(partner)
    return found


def _answer(found, *, all_of_them):
    """How many were answered; what was refused stands in the forms. Each is its own transaction: one that is refused doesn't hold up the others."""
    at, done = timezone.now(), 0
    for question in found:
        form = question.form
        if form is None:
            continue
        if all_of_them:
            form = StillRunningForm({f"{form.prefix}-answer": StillRunningForm.RUNNING}, prefix=form.prefix)
        if not form.is_valid():
            continue
        try:
            answered = form.carry_out(question.partner, at=at)
        except OperationRefused as refused:
            form.add_error(None, str(refused))
            question.form = form
            continue
        if answered:
            done += 1
            question.is_open = False
    return done
