"""/termine/<slug>/anmeldung/<token>/: somebody's own registration. Whoever has the link may see and change it; nobody else, the office neither.

Programs of mail services open links before people do, so that no GET changes anything.
"""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.documents.views.serve import serve

from directory.errors import OperationRefused
from directory.views.entries import Elsewhere
from directory.views.private import private

from .. import operations
from ..forms.feedback import FeedbackForm
from ..forms.registering import ChangeForm, ResendForm
from ..models import Meeting, Registration
from ..personal import links, own_data
from ..personal.materials import for_participants_too
from ..personal.own_page import OwnPage
from .meetings import downloaded
from .registering import about

ACTIONS = ("confirm", "accept", "decline")


def page_of_one(view):
    """Decorator of views of a registration: they get the `OwnPage` instead of slug and token. A dead link has a page of its own."""

    @private
    @wraps(view)
    def answer(request, slug, token, **kwargs):
        meetings = ("meeting__series", "meeting__venue__area", "meeting__organiser", "meeting__occupancy", "actor")
        try:
            registration = links.find(token, Registration.objects.select_related(*meetings).prefetch_related("participants"))
        except links.DeadLink:
            return _dead(request, slug)
        if registration.meeting.slug != slug and request.method in ("GET", "HEAD"):  # the meeting has got another address
            return redirect(links.own_page(registration))
        try:
            return view(request, OwnPage(registration, timezone.now()), **kwargs)
        except Elsewhere as elsewhere:
            return elsewhere.response

    return answer


def _dead(request, slug):
    meeting = Meeting.objects.public().filter(slug=slug).select_related("series", "venue__area", "organiser").first()
    context = {"form": ResendForm(), "link_url": reverse("events:resend_link", args=[slug])} | (about(meeting) if meeting else {})
    return render(request, "events/registration_dead.html", context, status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_one
def own_registration(request, own):
    if request.method == "POST" and (action := request.POST.get("action")) in ACTIONS:
        return _done(request, own, getattr(operations, action), _said(own, action))
    return render(request, "events/own_registration.html", _about(own))


def _said(own, action):
    return {
        "confirm": _("Thank you. Your e-mail address is confirmed."),
        "accept": _("Thank you. The place is yours."),
        "decline": _("Thank you for telling us. Somebody else gets the place."),
    }[action]


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_one
def change_registration(request, own):
    if not own.can_change:
        return redirect(links.own_page(own.registration))
    questions = list(own.meeting.questions.all())
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        registration=own.registration,
        meeting=own.meeting,
        questions=questions,
        at=own.at,
    )
    if form.is_valid():
        try:
            operations.change(own.registration, **form.changes(), at=own.at)
        except OperationRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect(links.own_page(own.registration))
    return render(request, "events/own_change.html", _about(own) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_one
def withdraw_registration(request, own):
    """Asks first: a press of a button in a mail is easily made by mistake."""
    if not own.can_withdraw:
        return redirect(links.own_page(own.registration))
    if request.method == "POST":
        return _done(request, own, operations.withdraw, _("You have cancelled. Thank you for telling us."))
    return render(request, "events/own_withdraw.html", _about(own))


# --- Own data -------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_one
def own_data_page(request, own):
    """What is known of the person; a POST deletes it and cancels what isn’t over."""
    if request.method == "POST" and request.POST.get("action") == "erase":
        try:
            own_data.erase(own.registration, at=own.at)
        except OperationRefused as refused:
            messages.error(request, str(refused))
            return redirect(links.own_page(own.registration))
        messages.success(request, _("Your data is deleted. The link doesn’t work any more."))
        return redirect(own.meeting if own.meeting.is_public else "events:meetings")
    return render(request, "events/own_data.html", _about(own) | {"rows": own_data.rows(own.registration)})


@require_safe
@page_of_one
def own_data_file(request, own):
    response = own_data.file_response(own.registration)
    name = _("my-registration")
    response["Content-Disposition"] = f'attachment; filename="{name}-{own.meeting.slug}.json"'
    return response


# --- What there is for those who come ---------------------------------------------------------------------------------------------


@require_safe
@page_of_one
def own_material(request, own, pk):
    """A file of the meeting, also one that is only for those who take part."""
    material = next((each for each in own.materials if each.pk == pk and each.document_id), None)
    if material is None:
        raise Http404
    with for_participants_too(request, material.document_id):
        return serve(request, material.document_id, material.document.filename)


@require_http_methods(["GET", "HEAD", "POST"])
@page_of_one
def feedback(request, own):
    """Anonymous: the row says nothing of who wrote it, the registration only that somebody did. Anyone who took part may, once."""
    if not own.can_give_feedback:
        return render(request, "events/feedback_closed.html", _about(own), status=403 if not own.registration.gave_feedback else 200)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.give_feedback(own.registration, form.save(commit=False), at=own.at)
        except OperationRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Thank you for your feedback. It helps to make the next meeting better."))
        return redirect(links.own_page(own.registration))
    return render(request, "events/feedback_form.html", _about(own) | {"form": form})


def _about(own):
    token = links.token(own.registration)
    args = [own.meeting.slug, token]
    shown = [
        downloaded(material) | ({"url": reverse("events:own_material", args=[*args, material.pk])} if material.document_id else {})
        for material in own.materials
    ]
    return about(own.meeting) | {
        "own": own,
        "registration": own.registration,
        "standing": own.standing,
        "participants": list(own.registration.participants.all()),
        "materials": shown,
        "own_url": reverse("events:own_registration", args=args),
        "change_url": reverse("events:change_registration", args=args),
        "withdraw_url": reverse("events:withdraw_registration", args=args),
        "data_url": reverse("events:own_data", args=args),
        "data_file_url": reverse("events:own_data_file", args=args),
        "feedback_url": reverse("events:feedback", args=args),
        "entry_codes": [
            {"name": participant.name, "url": reverse("events:entry_code", args=[*args, participant.position])}
            for participant in (own.registration.participants.all() if own.has_entry_codes else [])
        ],
        "certificate_url": reverse("events:certificate", args=args) if own.has_certificate else "",
        "calendar_url": reverse("events:meeting_file", args=[own.meeting.slug]) if own.meeting.is_public else "",
    }


def _done(request, own, operation, said):
    try:
        operation(own.registration, at=own.at)
    except OperationRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(links.own_page(own.registration))
