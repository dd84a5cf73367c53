"""/kooperationen/anfrage/<token>/: somebody of an institution answers for it. Whoever has the link may; without a login, without a script.

Programs of mail services open links before people do, so that no GET changes anything.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from directory.freshness import BERLIN
from directory.limits import limit
from directory.views.private import private

from .. import files, links, operations
from ..enums import Answer, Audience, CooperationStatus
from ..essentials import digest, essentials_of, shown_to_partners
from ..forms.answers import FORMS
from ..mails.composing import changes_of
from ..models import Cooperation
from ..models.cooperations import PARTS
from ..profile import for_page, profile_of

HERE = (Answer.OPEN, Answer.CONFIRMED)
DEAD = {
    links.ExpiredLink: gettext_lazy("This link is too old. Please ask the office for a new one, or wait for the next mail."),
    links.OlderLink: gettext_lazy("You were asked again since. Please take the link of the latest mail."),
}
SAID = {
    "confirm": gettext_lazy("Thank you. You have confirmed the cooperation."),
    "decline": gettext_lazy("Thank you for telling us. You have declined the cooperation."),
    "leave": gettext_lazy("Thank you for telling us. Your part in the cooperation has ended."),
    "running": gettext_lazy("Thank you. We are glad that it goes on."),
    "ended": gettext_lazy("Thank you for telling us. The cooperation has ended."),
    "remark": gettext_lazy("Thank you. The office will see to it."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@private
def answer(request, token):
    try:
        partner = links.find(token)
    except links.DeadLink as dead:
        return dead_end(request, dead)
    return respond(request, partner, page=links.answer_page(partner))


def dead_end(request, dead):
    """The page for a link that doesn't work (any more)."""
    return render(request, "network/answer_dead.html", {"reason": DEAD.get(type(dead), "")}, status=404)


def respond(request, partner, *, page, by=None):
    """The page of a request, and what is answered on it. `by`: who is signed in and may answer for the institution; None for whoever has the link."""
    forms = {name: form(prefix=name) for name, form in FORMS.items()}
    status = 200
    if request.method == "POST" and (action := request.POST.get("action")) in FORMS:
        forms[action] = form = FORMS[action](request.POST, prefix=action)
        if by is None and (over := limit(request, what="cooperation")):
            form.add_error(
                None, _("Too many answers came from your network. Please try again in %(count)d minutes.") % {"count": over.minutes}
            )
            status = 429
        elif form.is_valid() and _write(form, partner, by):
            messages.success(request, SAID[action])
            return redirect(page)
        else:
            status = 422
    return render(request, "network/answer.html", _context(partner, forms), status=status)


def _write(form, partner, by):
    """Whether it was done; else the form says why not."""
    try:
        form.carry_out(partner, by=by, at=timezone.now())
    except operations.OperationRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _context(partner, forms):
    cooperation = for_page(Cooperation.objects.filter(pk=partner.cooperation_id)).get()
    shown = shown_to_partners(cooperation)
    today = timezone.now().astimezone(BERLIN).date()
    readable = frozenset(part for part in PARTS if getattr(shown, f"{part}_for") != Audience.INTERNAL)
    partner.refresh_from_db(fields=["answer", "answered_at", "reason", "confirmed_as", "left_on", "remarked_at"])
    confirmed = partner.answer == Answer.CONFIRMED
    return {
        "partner": partner,
        "cooperation": shown,
        "is_public": cooperation.is_public,
        "agreement_url": _agreement_url(shown, partner) if "agreement" in readable and partner.answer in HERE else "",
        "profile": profile_of(shown, readable, today),
        "others": _others(cooperation, partner),
        "changes": changes_of(partner, shown) if partner.answer == Answer.OPEN else [],
        "seen": digest(essentials_of(shown)),
        "forms": forms,
        "can_confirm": partner.answer in (Answer.OPEN, Answer.DECLINED),
        "can_decline": partner.answer in (Answer.OPEN, Answer.CONFIRMED),
        "has_confirmed": confirmed,
        "asks_running": confirmed and shown.status != CooperationStatus.ENDED,
    }


def _agreement_url(shown, partner):
    """Address of the agreement for whoever is asked, also before it is public (`network.files`); "" without a document."""
    document = shown.agreement_document
    return f"{document.url}?{urlencode({files.ASKED: links.token(partner)})}" if document else ""


def _others(cooperation, partner):
    """[{"name", "role", "icon", "kind", "period"}] as `components/members.html` takes them; whoever is asked may know with whom."""
    return [
        {
            "name": other.actor.name,
            "icon": other.actor.kind.icon if other.actor.kind else "building-2",
            "kind": other.actor.kind.slug if other.actor.kind else "",
            "role": str(other.get_role_display()),
            "period": str(other.get_answer_display()),
        }
        for other in cooperation.partners.all()
        if other.pk != partner.pk and other.answer in HERE
    ]
