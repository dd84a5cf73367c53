"""Pages below /mein/einrichtung/<uuid>/: where an institution stands, its sections, its sites. For those who may edit it; 404 for all others."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory import operations
from directory.completeness import completeness_of
from directory.models import Location
from directory.operations.proposals import content_of
from directory.trust import fields_to_review, is_office, trust_of

from ..access import own_actor, own_area
from ..navigation import institution_frame
from . import drafts, sections
from .forms import SectionForm
from .saving import NotSaved, save, waiting_for, with_typed


@require_http_methods(["GET", "HEAD"])
@own_area
def institution(request, uuid):
    """All sections at a glance, with the next steps and what waits."""
    actor = own_actor(request.user, uuid)
    places = _places(actor)
    complete = completeness_of([actor])[actor.pk]
    steps = [{"text": point.text, "url": sections.step_address(actor, point, places)} for point in complete.missing]
    waiting = [proposal for entry in (actor, *places) for proposal in waiting_for(entry)]
    context = {"completeness": complete, "steps": steps, "waiting": waiting, "changed": _last_change(actor)}
    context["drafts"] = drafts.waiting(request.user, actor)
    return render(request, "portal/workspace/editing/institution.html", institution_frame(actor, "institution") | context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def edit(request, uuid, slug):
    actor = own_actor(request.user, uuid)
    return _section(request, actor, actor, sections.OF_ACTOR, slug)


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def edit_place(request, uuid, place, slug):
    actor = own_actor(request.user, uuid)
    location = Location.objects.filter(actor=actor, uuid=place, archived_at=None).first()
    if location is None:
        raise Http404
    return _section(request, actor, location, sections.OF_PLACE, slug)


def _section(request, actor, entry, of, slug):
    section = sections.find(of, slug)
    if section is None:
        raise Http404
    place = entry if entry is not actor else None
    reviewed = _reviewed(request.user, actor, entry, {piece.name for piece in section.pieces})
    mine, at = (request.user, actor, place, slug), timezone.now()
    draft = drafts.find(*mine) if request.method != "POST" else None
    form = SectionForm(request.POST or None, content=content_of(entry), pieces=section.pieces, reviewed=reviewed, draft=draft)
    action = request.POST.get("action")
    if action == "discard":
        drafts.drop(*mine)
        messages.info(request, _("The draft is discarded."))
        return redirect(sections.address_of(actor, section, place))
    if action == "draft":
        return _keep_draft(request, form, mine, at, sections.address_of(actor, section, place))
    if action == "preview" and form.is_valid():
        try:
            return with_typed(entry, section.pieces, form.typed).serve_preview(request, "")
        except NotSaved as not_saved:
            form.refuse(not_saved)
    elif form.is_bound and form.is_valid():
        try:
            proposal = save(entry, section.pieces, form.typed, form.opened, by=request.user, at=at)
        except NotSaved as not_saved:
            form.refuse(not_saved)
        else:
            drafts.drop(*mine)
            tell(request, proposal)
            return redirect(sections.address_of(actor, section, place))
    context = {"form": form, "section": section, "place": place, "waiting": waiting_for(entry), "changed": _last_change(entry)}
    context |= {"draft": draft, "others": drafts.others(*mine, at)}
    return render(request, "portal/workspace/editing/section.html", institution_frame(actor, slug, place) | context)


def _keep_draft(request, form, mine, at, back):
    """By the script while somebody types (a few words for beside the button), or by the button (the page again, with the draft in it)."""
    is_kept = drafts.keep(*mine, typed=form.raw, seen=form.opened.seen, at=at)
    text = _("Draft kept") if is_kept else _("This is too long to be kept as a draft.")
    if request.headers.get("HX-Request"):
        return HttpResponse(text)
    (messages.success if is_kept else messages.error)(request, text)
    return redirect(back)


def tell(request, proposal):
    """Say what became of what was saved. `proposal`: as `proposals.propose` gives it, or None when nothing was different."""
    if proposal is None:
        messages.info(request, _("Nothing was different from what stands there already."))
    elif proposal.is_open:
        messages.success(request, _("Thank you. What has to be reviewed is with the office now; everything else is saved."))
    else:
        messages.success(request, _("Saved. Thank you!"))


def _reviewed(user, actor, entry, names):
    return set() if is_office(user) else fields_to_review(type(entry), names, trust_of(user, actor))


def _places(actor):
    return list(Location.objects.filter(actor=actor, archived_at=None))


def _last_change(entry):
    """The revision that was made last, with its author, or None."""
    return entry.revisions.select_related("user").order_by("-created_at", "-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def new_place(request, uuid):
    """A further site: its address; the rest follows on its own pages."""
    actor = own_actor(request.user, uuid)
    section = sections.find(sections.OF_PLACE, "adresse")
    form = SectionForm(request.POST or None, content=Location(actor=actor), pieces=section.pieces)
    for name in ("street", "postcode", "municipality"):
        form.fields[name].required = True
    if form.is_bound and form.is_valid():
        location, is_public = _add_place(actor, form.typed, by=request.user, at=timezone.now())
        text = (
            _("The location is there. Now say when it is open.") if is_public else _("The location is kept. The office looks at it first.")
        )
        messages.success(request, text)
        return redirect(sections.address_of(actor, sections.find(sections.OF_PLACE, "zeiten"), location))
    return render(
        request,
        "portal/workspace/editing/section.html",
        institution_frame(actor, "neu") | {"form": form, "section": section, "is_new": True},
    )


@transaction.atomic
def _add_place(actor, typed, *, by, at):
    """(the new location, whether everybody sees it)"""
    location = Location(actor=actor, is_main=not _places(actor), **typed)
    operations.save_draft(location, by=by)
    is_public = not _reviewed(by, actor, location, set(typed))
    if is_public:
        operations.publish(location, by=by, at=at)
    return location, is_public
