"""The page of an institution's picture. For those who may edit it; 404 for all others."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directory.errors import OperationRefused
from directory.operations.proposals import content_of
from directory.trust import fields_to_review, is_office, trust_of
from portal.media.models import PortalImage

from ..access import own_actor, own_area
from ..navigation import institution_frame
from .pictures import PictureForm, show, take_away
from .saving import waiting_for
from .views import tell


@require_http_methods(["GET", "HEAD", "POST"])
@own_area
def picture(request, uuid):
    actor, at = own_actor(request.user, uuid), timezone.now()
    now = content_of(actor).logo
    is_removal = request.POST.get("action") == "remove"
    form = PictureForm(None if is_removal else request.POST or None, request.FILES or None, now=now)
    if (is_removal and now) or (form.is_bound and form.is_valid()):
        change = {"now": now, "by": request.user, "at": at}
        try:
            tell(request, take_away(actor, **change) if is_removal else show(actor, form.cleaned_data, **change))
            return redirect("workspace:picture", uuid=uuid)
        except OperationRefused as refused:
            messages.error(request, str(refused))
    waiting = [proposal for proposal in waiting_for(actor) if "logo" in proposal.changes]
    new = [proposal.changes["logo"]["new"] for proposal in waiting if proposal.author_id == request.user.pk]
    reviewed = not is_office(request.user) and bool(fields_to_review(type(actor), {"logo"}, trust_of(request.user, actor)))
    context = {"form": form, "picture": now, "waiting": waiting, "is_reviewed": reviewed}
    context["proposed"] = PortalImage.objects.filter(pk__in=[key for key in new if key])
    return render(request, "portal/workspace/editing/picture.html", institution_frame(actor, "bild") | context)
