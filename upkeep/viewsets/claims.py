"""Who asks for access: the queue, and one claim with all that speaks for it."""

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from directory.enums import MemberRole
from directory.models import Membership
from directory.viewsets.overviews import OverviewViewSet

from .. import operations
from ..enums import ClaimState
from ..evidence import evidence_of
from ..forms.office import GrantForm, RefuseForm
from ..models import Claim
from .screens import ListView, OfficeView


class ClaimListView(ListView):
    page_title = gettext_lazy("Requests for access")
    header_icon = "key"
    template_name = "upkeep/admin/claims.html"
    search_columns = ("name", "email", "actor__sort_name")
    choices = {
        "offen": (gettext_lazy("Wait for a decision"), lambda rows: rows.filter(state=ClaimState.OPEN).order_by("confirmed_at", "pk")),
        "entschieden": (gettext_lazy("Decided"), lambda rows: rows.filter(state__in=[ClaimState.GRANTED, ClaimState.REFUSED])),
        "alle": (gettext_lazy("All"), lambda rows: rows),
    }

    def rows(self):
        return Claim.objects.select_related("actor")


class ClaimView(OfficeView):
    page_title = gettext_lazy("Request for access")
    header_icon = "key"
    template_name = "upkeep/admin/claim.html"
    parents = (("upkeep_claims:index", gettext_lazy("Requests for access")),)

    def dispatch(self, request, key):
        if self.may(request.user):
            self.claim = get_object_or_404(Claim.objects.select_related("actor", "decided_by", "invitation"), pk=key)
        return super().dispatch(request, key)

    def get_page_subtitle(self):
        return str(self.claim)

    def get_context_data(self, **kwargs):
        found = evidence_of(self.claim)
        return super().get_context_data(
            **{
                "claim": self.claim,
                "evidence": found,
                "members": Membership.objects.filter(actor=self.claim.actor).select_related("user"),
                "actor_url": reverse("upkeep_people:actor", args=[self.claim.actor_id]),
                "open": self.claim.state == ClaimState.OPEN,
                "grant_form": GrantForm(initial={"role": MemberRole.EDITOR if found.owners else MemberRole.OWNER}),
                "refuse_form": RefuseForm(),
                "mails": self.claim.mails.order_by("due_at", "pk"),
                **kwargs,
            }
        )

    def get(self, request, key):
        return self.render_to_response(self.get_context_data())

    def post(self, request, key):
        by, at = request.user, timezone.now()
        if request.POST.get("action") == "refuse":
            form = RefuseForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(refuse_form=form))
            reason = form.cleaned_data["reason"]
            return self.operate(
                lambda: operations.refuse_claim(self.claim, reason=reason, by=by, at=at),
                _("The request is refused. The person gets a mail with the reason."),
            )
        form = GrantForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Please choose one of the roles."))
            return self.render_to_response(self.get_context_data(grant_form=form))
        role = form.cleaned_data["role"]
        return self.operate(
            lambda: operations.grant_claim(self.claim, role=role, by=by, at=at),
            _("Access is given. The person gets a mail with the link for it."),
        )


class ClaimsViewSet(OverviewViewSet):
    name = "upkeep_claims"
    url_prefix = "mitmachen/anfragen"
    icon = "key"
    menu_label = gettext_lazy("Requests for access")
    view_class = ClaimListView

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:key>/", ClaimView.as_view(), name="claim")]
