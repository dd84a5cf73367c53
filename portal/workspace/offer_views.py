"""/mein/angebote/: which offers run, which are past, and of which somebody should say that they are still valid."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from directory import operations
from directory.enums import ProposalState
from directory.errors import OperationRefused
from directory.freshness import freshness
from directory.operations import proposals

from .access import own_area
from .navigation import sub_nav
from .offers import PAGE, OwnOffers, Standing, standing_of, title_of


@require_http_methods(["GET", "HEAD"])
@own_area
def offers(request):
    own = OwnOffers(request.user, timezone.now())
    wanted = request.GET.get("zustand")
    standing = Standing(wanted) if wanted in list(Standing) else own.first
    given = request.GET.get("seite", "")
    number = min(int(given), own.pages(standing)) if given.isascii() and given.isdecimal() and 0 < len(given) < 7 else 1
    number = max(number, 1)
    found = own.page(standing, number)
    context = {
        "found": found,
        "may_confirm": any(each.may_confirm for each in found),
        "standing": standing,
        "number": number,
        "pages": own.pages(standing),
        "tabs": [
            {"name": title_of(each), "url": f"?zustand={each}", "count": own.count(each), "current": each == standing} for each in Standing
        ],
        "sub_nav": sub_nav("offers"),
    }
    return render(request, "portal/workspace/offers.html", context)


@require_POST
@own_area
def confirm_offers(request):
    """“Gilt weiter” for those that are ticked, or (`all`) for all that the page showed. All of them or none."""
    at = timezone.now()
    own = OwnOffers(request.user, at)
    chosen = _uuids(request.POST.getlist("shown" if request.POST.get("all") else "offer"))
    back = f"{reverse('workspace:offers')}?zustand={Standing.RUNNING}"
    if not chosen or len(chosen) > PAGE:
        messages.warning(request, _("Please choose between one and %(count)d offers.") % {"count": PAGE})
        return redirect("workspace:offers")
    with transaction.atomic():
        found = list(own.editable.filter(uuid__in=chosen).select_related("actor__kind").order_by("pk"))
        if len(found) != len(chosen):
            raise Http404
        valid = [offer for offer in found if _is_running(offer, own)]
        for offer in valid:
            operations.confirm(offer, by=request.user, at=at)
    if valid:
        text = ngettext("Thank you. %(count)d offer is still valid.", "Thank you. %(count)d offers are still valid.", len(valid))
        messages.success(request, text % {"count": len(valid)})
    if over := len(found) - len(valid):
        text = ngettext(
            "%(count)d offer is past or not published by now, so it was left as it is.",
            "%(count)d offers are past or not published by now, so they were left as they are.",
            over,
        )
        messages.warning(request, text % {"count": over})
    return redirect(back if valid and not own.count(Standing.ASK) else "workspace:offers")


def _is_running(offer, own):
    return standing_of(offer.live, offer.last_day, freshness(offer, own.at), own.today) in (Standing.ASK, Standing.RUNNING)


def _uuids(given):
    """Those that can be read; what can't be is nobody's: 404."""
    try:
        return {UUID(text) for text in given}
    except ValueError:
        raise Http404 from None


class LastDayForm(forms.Form):
    valid_until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("From the day after, lists don’t show the offer any more. Leave it empty if the offer goes on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, data=None, *, offer, **kwargs):
        self.offer = offer
        super().__init__(data, label_suffix="", **kwargs)

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day and self.offer.ends_on and day > self.offer.ends_on:
            raise forms.ValidationError(_("Its last date is earlier already. Please choose that day or one before it."))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def end_offer(request, uuid):
    """Until when an offer is valid: ends it today or some day, or lets it go on."""
    at = timezone.now()
    own = OwnOffers(request.user, at)
    offer = own.editable.filter(uuid=uuid).select_related("actor__kind").first()
    if offer is None:
        raise Http404
    present = proposals.content_of(offer).valid_until
    initial = {"valid_until": present or own.today, "seen": present.isoformat() if present else ""}
    form = LastDayForm(request.POST or None, offer=offer, initial=initial)
    if request.method == "POST" and form.is_valid() and (proposal := _propose_day(form, offer, request.user, at)):
        _say(request, proposal, offer, form.cleaned_data["valid_until"])
        return redirect("workspace:offers")
    context = {"form": form, "offer": offer, "sub_nav": sub_nav("offers")}
    return render(request, "portal/workspace/end_offer.html", context, status=422 if form.errors else 200)


def _propose_day(form, offer, user, at):
    """The proposal, or None: then the form says why not."""
    day, seen = form.cleaned_data["valid_until"], _day(form.cleaned_data["seen"])
    try:
        return proposals.propose(
            offer,
            {"valid_until": day.isoformat() if day else None},
            seen={"valid_until": seen.isoformat() if seen else None},
            by=user,
            at=at,
        )
    except proposals.Conflict as conflict:
        present = proposals.content_of(offer).valid_until
        form.data = {**form.data.dict(), "seen": present.isoformat() if present else ""}  # who sends it again has read that
        form.add_error(None, str(conflict))
    except OperationRefused as refused:
        form.add_error(None, str(refused))
    return None


def _day(text):
    try:
        return parse_date(text)
    except ValueError:
        return None


def _say(request, proposal, offer, day):
    if proposal.state != ProposalState.APPLIED:
        messages.success(request, _("“%(offer)s”: your change was sent to the office.") % {"offer": offer})
    elif day:
        shown = {"offer": offer, "day": f"{day:%d.%m.%Y}"}
        messages.success(request, _("“%(offer)s” is valid until %(day)s.") % shown)
    else:
        messages.success(request, _("“%(offer)s” goes on.") % {"offer": offer})
