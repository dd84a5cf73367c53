"""Institutions and who works for them: first those for which nobody is responsible, then each with its people, invitations and access log."""

from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.enums import MemberRole
from directory.models import Actor, Membership
from directory.viewsets.overviews import OverviewViewSet

from .. import operations
from ..access_log import history_of
from ..enums import ClaimState, InvitationState
from ..forms.joining import role_choices
from ..models import Claim, Invitation
from .invitations import invite_url, with_mail
from .screens import ListView, OfficeView, key_of

OWNER = Membership.objects.filter(role=MemberRole.OWNER, user__is_active=True)
OWNED = Exists(OWNER.filter(actor=OuterRef("pk"))) | Exists(OWNER.filter(actor=OuterRef("operator_id"), actor__archived_at=None))


class PeopleListView(ListView):
    page_title = gettext_lazy("People of institutions")
    header_icon = "group"
    template_name = "upkeep/admin/people.html"
    search_columns = ("sort_name", "other_names", "memberships__user__last_name", "memberships__user__email")
    choices = {
        "ohne": (gettext_lazy("Nobody responsible"), lambda rows: rows.exclude(OWNED)),
        "mit": (gettext_lazy("Somebody responsible"), lambda rows: rows.filter(OWNED)),
        "alle": (gettext_lazy("All"), lambda rows: rows),
    }

    def rows(self):
        members = Prefetch("memberships", Membership.objects.select_related("user"))
        invited = Exists(Invitation.objects.open(timezone.now()).filter(actor=OuterRef("pk")))
        return (
            Actor.objects.filter(archived_at=None)
            .select_related("operator")
            .prefetch_related(members)
            .annotate(invited=invited)
            .order_by("sort_name", "pk")
            .distinct()
        )

    def shown(self, row):
        return {"actor": row, "members": row.memberships.all(), "invite_url": invite_url(row)}


class ActorPeopleView(OfficeView):
    page_title = gettext_lazy("People")
    header_icon = "group"
    template_name = "upkeep/admin/actor_people.html"
    parents = (("upkeep_people:index", gettext_lazy("People of institutions")),)

    def dispatch(self, request, key):
        if self.may(request.user):
            self.actor = get_object_or_404(Actor.objects.select_related("operator"), pk=key)
        return super().dispatch(request, key)

    def get_page_subtitle(self):
        return str(self.actor)

    def get(self, request, key):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        at, actor = timezone.now(), self.actor
        invitations = with_mail(Invitation.objects.filter(actor=actor).exclude(state=InvitationState.ACCEPTED).select_related("made_by"))
        members = list(Membership.objects.filter(actor=actor).select_related("user").order_by("pk"))
        return super().get_context_data(
            actor=actor,
            members=members,
            responsible=Actor.objects.filter(OWNED, pk=actor.pk).exists(),
            of_operator=Membership.objects.filter(actor=actor.operator_id).select_related("user") if actor.operator_id else [],
            invitations=[{"row": row, "failed": row.mail_state == "failed", "expired": not row.is_open(at)} for row in invitations],
            claims=Claim.objects.filter(actor=actor, state=ClaimState.OPEN),
            roles=role_choices(),
            history=history_of(actor),
            invite_url=invite_url(actor),
            **kwargs,
        )

    def post(self, request, key):
        membership = get_object_or_404(
            Membership.objects.select_related("actor", "user"), actor=self.actor, pk=key_of(request.POST.get("row", ""))
        )
        by, at = request.user, timezone.now()
        if request.POST.get("action") == "end":
            return self.operate(lambda: operations.end_membership(membership, by=by, at=at), _("The access has ended."))
        role = request.POST.get("role", "")
        return self.operate(lambda: operations.change_role(membership, role, by=by, at=at, office=True), _("The role is changed."))


class PeopleViewSet(OverviewViewSet):
    name = "upkeep_people"
    url_prefix = "mitmachen/personen"
    icon = "group"
    menu_label = gettext_lazy("People of institutions")
    view_class = PeopleListView

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:key>/", ActorPeopleView.as_view(), name="actor")]
