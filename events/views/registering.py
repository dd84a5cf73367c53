"""/termine/<slug>/anmeldung/: registering without an account. Anyone may; what is sent is shown to nobody again but on the person's own page."""

import json

from django.core import signing
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from directory.errors import OperationRefused
from directory.forms import protection
from directory.limits import limit
from directory.rows import foreign
from directory.views.entries import find_entry, pages_of_entries
from directory.views.private import private

from .. import wording
from ..admission import places
from ..admission.entrance import State, entrance
from ..admission.seats import seats
from ..enums import ACTIVE_STATES, AT_A_PLACE, REMOTE, MailKind, RegistrationState, RegistrationWay
from ..forms.registering import RegistrationForm, ResendForm
from ..mails import tell
from ..models import Meeting, Registration
from ..operations import register
from ..operations.waiting import place_in_line
from ..querysets import MEETING_IN_ROW, SERIES_IN_ROW, VENUE_IN_ROW
from . import kept
from .meetings import gone

SENT = "registration_sent"
"""Cookie that leads from the form to the page after it."""
SENT_SECONDS = 1800
ON_FORMS = (
    "time_note", "price_note", "precondition", "precondition_url", "confirms_address", "group_limit", "institution_limit", "asks_needs", "retention_days",
    "contact_name", "contact_email", "contact_phone", "cancel_reason",
    "organiser__name", "organiser__slug", "organiser__live", "organiser__archived_at",
)  # fmt: skip
"""Columns besides those of rows."""
RESEND_MINUTES = 10
"""At most one mail with the link in that time."""


@private
@require_http_methods(["GET", "HEAD", "POST"])
@pages_of_entries
def registration_form(request, slug):
    at = timezone.now()
    found = kept.with_form(slug, lambda: find_entry(request, _with_places(Meeting.objects.all()), slug, gone=gone))
    meeting, form, status = found.meeting(), None, 200
    if meeting.registration != RegistrationWay.HERE:
        return redirect(meeting)
    if request.method == "POST":
        form = RegistrationForm(request.POST, meeting=meeting, questions=found.questions, at=at)
        answer = _receive(request, meeting, form, at) if form.is_valid() else status
        if not isinstance(answer, int):
            return answer
        status = answer
    kept.read_seats(meeting)
    way_in = entrance(meeting, at)
    if not way_in.takes_names:
        return _closed(request, meeting, way_in, at)
    if form:
        return render(request, "events/registration_form.html", _form_page(meeting, form, way_in), status=status)
    return _empty_form(request, meeting, lambda: found.questions, way_in, at)


def _empty_form(request, meeting, questions, way_in, at):
    template = "events/registration_form.html"

    def context():
        return _form_page(meeting, RegistrationForm(meeting=meeting, questions=questions(), at=at), way_in)

    def make(holes):
        page = context() | {"csrf_token": holes["token"]}
        form = page["form"]
        form.initial["submission"], form.puzzle = holes["key"], holes["puzzle"] if form.puzzle else ""
        return render_to_string(template, page, request)

    taken = [places.taken(meeting, part) for part in places.parts(meeting)]
    return kept.page_with_form(request, (way_in.state.name, *taken), make) or render(request, template, context())


def _receive(request, meeting, form, at):
    """The redirect to what happens now, or the status of the form shown once more with what is wrong."""
    try:
        submission = protection.read_key(form.cleaned_data["submission"])
        if form.is_trapped:
            raise protection.AskAgain
    except protection.AskAgain as error:
        form.renew(keep_key=isinstance(error, protection.TooQuick))
        form.add_error(None, _("Please send the form once more. Everything you typed is still there."))
        return 200
    proven = protection.is_proven(form.cleaned_data["proof"])
    over = limit(request, what="registration", proven=proven, email=form.cleaned_data["email"])
    if over:
        form.add_error(None, _too_many(over))
        return 429
    try:
        registration = register(meeting, form.to_application(submission), must_confirm=not proven)
    except OperationRefused as refused:
        form.add_error(None, str(refused))
        return 200
    response = redirect("events:registration_sent", slug=meeting.slug)
    said = {"email": form.cleaned_data["email"], **_outcome(registration, form, proven)}
    response.set_cookie(
        SENT,
        signing.dumps(said, salt=SENT, compress=True),
        max_age=SENT_SECONDS,
        path=reverse("events:registration_sent", args=[meeting.slug]),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _outcome(registration, form, proven):
    """What the page after it says: {"outcome": a `RegistrationState`, "place": place on the waiting list}.

    Of an address that is registered already it says what it would of a new one, so that nobody finds out who is registered.
    """
    meeting = registration.meeting
    if meeting.confirms_address or not proven:
        return {"outcome": RegistrationState.PENDING}
    if not registration.is_known:
        waits = registration.state == RegistrationState.WAITING
        return {"outcome": registration.state, "place": place_in_line(registration) if waits else 0}
    part = form.cleaned_data.get("takes_part") or places.parts(meeting)[0]
    free = places.free(meeting, part)
    if not places.must_queue(meeting) and (free is None or free >= form.size):
        return {"outcome": RegistrationState.CONFIRMED}
    line = Registration.objects.in_line().filter(meeting=meeting, takes_part=part).count()
    return {"outcome": RegistrationState.WAITING, "place": line + 1}


@private
@require_safe
@pages_of_entries
def registration_sent(request, slug):
    """What happens now. Without the cookie it says what holds for everybody."""
    meeting = find_entry(request, _with_places(Meeting.objects.all()), slug, gone=gone)
    try:
        said = signing.loads(request.COOKIES.get(SENT, ""), salt=SENT, max_age=SENT_SECONDS)
    except signing.BadSignature:
        said = {}
    context = {"outcome": said.get("outcome", ""), "place": said.get("place", 0), "email": said.get("email", "")}
    return render(
        request, "events/registration_sent.html", _about(meeting) | context | {"seats": []}
    )  # they would tell whether one more is taken


# --- The link once more ---------------------------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
@pages_of_entries
def resend_link(request, slug):
    """Sends the link to an address that is registered. The answer is the same whether it is or not."""
    meeting = find_entry(request, _with_places(Meeting.objects.all()), slug, gone=gone)
    form = ResendForm(request.POST if request.method == "POST" else None)
    status, sent = 200, False
    if form.is_valid():
        over = limit(request, what="link", email=form.cleaned_data["email"])
        if over:
            form.add_error(None, _too_many(over))
            status = 429
        else:
            _send_link(meeting, form.cleaned_data["email"], timezone.now())
            sent = True
    return render(request, "events/registration_link.html", _about(meeting) | {"form": form, "sent": sent}, status=status)


def _send_link(meeting, email, at):
    """To the latest registration of the address, an active one before others."""
    found = list(Registration.objects.filter(meeting=meeting, email__iexact=email, anonymised_at=None).order_by("-created_at")[:20])
    found.sort(key=lambda registration: registration.state not in ACTIVE_STATES)
    if found:
        tell(found[0], MailKind.KNOWN, key=f"{MailKind.KNOWN}-{int(at.timestamp()) // (RESEND_MINUTES * 60)}", due_at=at)


# --- What the pages say ------------------------------------------------------------------------------------------------------------


def _with_places(meetings):
    """With what a form's page says; all columns of all these tables would take three times as long."""
    columns = (*MEETING_IN_ROW, *SERIES_IN_ROW, *VENUE_IN_ROW, *ON_FORMS)
    return meetings.select_related("series", "venue__area", "organiser", "occupancy").only(*columns)


def about(meeting):
    """What all pages of a registration say of the meeting."""
    venue = meeting.venue if meeting.format in AT_A_PLACE and meeting.venue_id else None
    facts = [
        {"icon": "clock", "term": _("When?"), "value": wording.when(meeting), "note": meeting.time_note},
        {"icon": "map-pin", "term": _("Where?"), "value": str(venue), "note": venue.address} if venue else None,
        {"icon": "video", "term": _("Online"), "value": _("by video conference")} if meeting.format in REMOTE else None,
        {"icon": "euro", "term": _("What does it cost?"), "value": wording.price(meeting), "note": meeting.price_note},
    ]
    return {
        "meeting": meeting,
        "series": meeting.public_series,
        "organiser": meeting.public_organiser,
        "lang": foreign("de"),
        "when": wording.when(meeting),
        "facts": [fact for fact in facts if fact and fact["value"]],
        "breadcrumb": [(_("Meetings"), reverse("events:meetings")), (meeting.name, meeting.get_absolute_url())],
    }


def _about(meeting):
    return about(meeting) | {"seats": seats(meeting), "link_url": reverse("events:resend_link", args=[meeting.slug])}


def _form_page(meeting, form, way_in):
    retention = ngettext("%(count)d day", "%(count)d days", meeting.retention_days) % {"count": meeting.retention_days}
    words = _counted_words(meeting, way_in)
    return _about(meeting) | {
        "form": form,
        "waits": way_in.state == State.WAITING_LIST,
        "steps": [_("Your data"), _("Confirm the e-mail") if meeting.confirms_address else _("Done")],
        "retention": retention,
        "trap": protection.TRAP,
        "counter": json.dumps(words),
        "button": words[min(form.size, len(words)) - 1],
    }


def _counted_words(meeting, way_in):
    """What the button says for 1, 2, 3 … people: the script that adds and removes fields needs all of them."""
    most = min(meeting.group_limit, 100)
    if way_in.state == State.WAITING_LIST:
        return [
            ngettext("Onto the waiting list", "Onto the waiting list with %(count)d people", n) % {"count": n} for n in range(1, most + 1)
        ]
    return [ngettext("Register", "Register %(count)d people", n) % {"count": n} for n in range(1, most + 1)]


def _too_many(over):
    return ngettext(
        "Too many forms came from your network in a short time. Please try again in %(count)d minute.",
        "Too many forms came from your network in a short time. Please try again in %(count)d minutes.",
        over.minutes,
    ) % {"count": over.minutes}


def _closed(request, meeting, way_in, at):
    """Why nobody can register now, and what one can do instead."""
    opens = wording.moment(meeting.opens_at) if meeting.opens_at else ""
    words = {
        State.CANCELLED: ("circle-x", "bad", _("This meeting is cancelled"), meeting.cancel_reason),
        State.OVER: ("calendar-check", "", _("This meeting is over"), _("Perhaps one of the next dates fits.")),
        State.NOT_YET: ("calendar-clock", "", _("Registration hasn’t opened yet"), _("It opens on %(moment)s.") % {"moment": opens}),
        State.CLOSED: ("lock", "warn", _("Registration is closed"), _("Please ask the organiser if you would like to come all the same.")),
        State.FULL: ("users", "warn", _("All places are taken"), _("There is no waiting list. Perhaps one of the next dates fits.")),
    }
    icon, tone, title, text = words[way_in.state]
    context = {"icon": icon, "tone": tone, "title": title, "text": text, "is_reason": way_in.state == State.CANCELLED}
    return render(request, "events/registration_closed.html", _about(meeting) | context)
