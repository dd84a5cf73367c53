"""At the door, and certificates. Check-in is for whoever manages the meeting; certificates are for those who have the link of their registration."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from directory.models.entries import folded
from directory.views.private import private

from .. import operations, wording
from ..attendance import checkin, list_access
from ..attendance.certificates import certificates_pdf
from ..attendance.list_access import What
from ..forms.fields import LineField, PersonField
from ..models import Meeting, Participant
from ..models.registrations import random_key
from ..operations.attendance import expected
from ..permissions import can_manage
from ..personal import links

SHOWN = 200


class WalkInForm(forms.Form):
    submission = forms.CharField(max_length=64, required=False, initial=random_key, widget=forms.HiddenInput)
    """A second click registers nobody twice."""
    name = PersonField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    institution = LineField(
        label=gettext_lazy("Institution"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request, slug):
    """/termine/<slug>/einlass/: the people who are expected, each with a big button. Without scripts, for a phone at the door."""
    meeting = _managed(request, get_object_or_404(Meeting, slug=slug))
    walk_in = WalkInForm(request.POST if "walk_in" in request.POST else None, label_suffix="")
    if request.method == "POST":
        done = _act(request, meeting, walk_in)
        if done:
            query = request.GET.urlencode()
            return redirect(f"{reverse('events:check_in', args=[slug])}{f'?{query}' if query else ''}{done}")
    else:
        list_access.note(meeting, request.user, What.CHECK_IN, at=timezone.now(), once_in_minutes=60)
    wanted = folded(request.GET.get("q", "")[:100]).split()
    people = list(expected(meeting, at_the_house=True))
    searched = expected(meeting) if wanted else people  # somebody may come who wanted to take part online
    found = [person for person in searched if all(word in folded(_said(person)) for word in wanted)]
    context = {
        "meeting": meeting,
        "when": wording.when(meeting),
        "q": request.GET.get("q", "")[:100],
        "people": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "expected": len(people),
        "present": sum(person.attended is True for person in people),
        "walk_in": walk_in,
    }
    return render(request, "events/check_in.html", context)


def _said(person):
    registration = person.registration
    return f"{person.name} {registration.institution} {registration.actor or ''}"


def _act(request, meeting, walk_in):
    """Does what was sent; "#…" for the place on the page, "" where the page is shown again with what is wrong."""
    try:
        if "walk_in" in request.POST:
            if not walk_in.is_valid():
                return ""
            person = operations.walk_in(meeting, by=request.user, **walk_in.cleaned_data)
            messages.success(request, _("%(name)s is registered and there.") % {"name": person})
            return "#inhalt"
        key = request.POST.get("participant", "")
        person = expected(meeting).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 18 else None
        if person is None:
            raise operations.OperationRefused(_("This person isn’t expected any more."))
        operations.check_in(person, by=request.user, present=request.POST.get("present") != "no")
    except operations.OperationRefused as refusal:
        messages.error(request, str(refusal))
        return "#inhalt"
    return f"#p{person.pk}"


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_code(request, code):
    """/termine/einlass/<code>/: what the phone's camera opens. Looking changes nothing; the button does."""
    try:
        person = checkin.find(code)
    except links.DeadLink:
        if not request.user.has_perm("events.publish_meeting"):
            raise PermissionDenied from None
        return render(request, "events/check_in_code.html", {"person": None}, status=404)
    meeting = _managed(request, person.registration.meeting)
    if request.method == "POST":
        try:
            operations.check_in(person, by=request.user, present=request.POST.get("present") != "no")
        except operations.OperationRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)
    return render(
        request,
        "events/check_in_code.html",
        {"person": person, "registration": person.registration, "meeting": meeting, "when": wording.when(meeting)},
    )


def _managed(request, meeting):
    if not can_manage(request.user, meeting):
        raise PermissionDenied
    return meeting


@private
@require_safe
def entry_code(request, slug, token, position):
    """The QR code of one person of a registration, for the own page."""
    registration = _own(slug, token)
    participant = get_object_or_404(registration.participants.select_related("registration"), position=position)
    return HttpResponse(checkin.qr_svg(request.build_absolute_uri(checkin.address(participant))), content_type="image/svg+xml")


@private
@require_safe
def certificate(request, slug, token):
    """The certificates of all people of one registration who were there, as one file. Not found before the meeting is over."""
    registration = _own(slug, token)
    people = registration.participants.select_related("registration__meeting__series", "registration__actor")
    certified = operations.certify(people)
    if not certified:
        raise Http404
    return certificate_file(registration.meeting, certified, request)


def certificate_file(meeting, participants, request):
    body = certificates_pdf(meeting, participants, origin=request.build_absolute_uri("/").rstrip("/"))
    name = f"teilnahmebescheinigung-{meeting.slug or meeting.pk}.pdf"
    return HttpResponse(body, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _own(slug, token):
    try:
        registration = links.find(token)
    except links.DeadLink:
        raise Http404 from None
    if registration.meeting.slug != slug:
        raise Http404
    return registration


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("It stands at the bottom of the certificate, for example K7QM-4ZPD-9XWA-R2TL."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@private
@require_safe
def certificate_search(request):
    """/termine/bescheinigung/: type the code that stands on a certificate."""
    form = CodeForm(request.GET or None, label_suffix="")
    if form.is_valid():
        code = _tidy(form.cleaned_data["code"])
        if code:
            return redirect("events:certificate_check", code=code)
        form.add_error("code", _("A code has letters and digits."))
    return render(request, "events/certificate_check.html", {"form": form, "asked": False})


@private
@require_safe
def certificate_check(request, code):
    """/termine/bescheinigung/<code>/: whoever holds the certificate, and so the code, reads what it says. Once the personal data is deleted: without the name."""
    people = Participant.objects.select_related("registration__meeting__series", "registration__meeting__organiser")
    person = people.filter(certificate=_tidy(code) or "-").first()
    meeting = person.registration.meeting if person else None
    context = {
        "asked": True,
        "form": CodeForm(label_suffix=""),
        "person": person,
        "meeting": meeting,
        "when": wording.when(meeting) if meeting else "",
    }
    return render(request, "events/certificate_check.html", context, status=200 if person else 404)


def _tidy(code):
    """As codes are written, whatever somebody typed: capitals, four groups of four."""
    letters = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:32]
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
