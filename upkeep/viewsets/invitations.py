"""Invitations: all of them with what became of their mails, one more, and hundreds by a table."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from directory.models import Actor
from directory.viewsets.overviews import OverviewViewSet
from mailing.enums import MailState

from .. import operations
from ..enums import BatchState, InvitationState
from ..forms.office import OfficeInviteForm, StartForm, TableForm
from ..models import AccessMail, Invitation, InvitationBatch
from .screens import ListView, OfficeView, key_of

LIST = (("upkeep_invitations:index", gettext_lazy("Invitations")),)
PROBLEMS_SHOWN, ROWS_SHOWN = 200, 20
OPEN = Q(state=InvitationState.OPEN)


def with_mail(rows):
    """Annotates `mail_state` and `mail_error` of the latest mail."""
    last = AccessMail.objects.filter(invitation=OuterRef("pk")).order_by("-due_at", "-pk")
    return rows.annotate(mail_state=Subquery(last.values("state")[:1]), mail_error=Subquery(last.values("error")[:1]))


class InvitationListView(ListView):
    page_title = gettext_lazy("Invitations")
    header_icon = "mail"
    template_name = "upkeep/admin/invitations.html"
    http_method_names = ["get", "post"]
    search_columns = ("email", "first_name", "last_name", "actor__sort_name")
    choices = {
        "offen": (gettext_lazy("Open"), lambda rows: rows.filter(OPEN, expires_at__gt=timezone.now())),
        "zurueck": (gettext_lazy("Mail not delivered"), lambda rows: rows.filter(OPEN, mail_state=MailState.FAILED)),
        "abgelaufen": (gettext_lazy("Expired"), lambda rows: rows.filter(OPEN, expires_at__lte=timezone.now())),
        "angenommen": (gettext_lazy("Accepted"), lambda rows: rows.filter(state=InvitationState.ACCEPTED)),
        "alle": (gettext_lazy("All"), lambda rows: rows),
    }

    def rows(self):
        return with_mail(Invitation.objects.select_related("actor", "made_by"))

    def shown(self, row):
        return {
            "row": row,
            "mail": MailState(row.mail_state).label if row.mail_state else "",
            "failed": row.mail_state == MailState.FAILED,
            "expired": row.state == InvitationState.OPEN and not row.is_open(timezone.now()),
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(batches=InvitationBatch.objects.exclude(state=BatchState.CHECKED).defer("rows")[:5], **kwargs)

    def post(self, request):
        row = get_object_or_404(Invitation.objects.select_related("actor"), pk=key_of(request.POST.get("row", "")))
        at = timezone.now()
        if request.POST.get("action") == "revoke":
            return self.operate(
                lambda: operations.revoke(row, by=request.user, at=at), _("The invitation is revoked. Its link doesn’t work any longer.")
            )
        return self.operate(
            lambda: operations.resend(row, at=at), _("The invitation is sent once more. The old link doesn’t work any longer.")
        )


class InviteView(OfficeView):
    page_title = gettext_lazy("Invite")
    header_icon = "mail"
    template_name = "upkeep/admin/invite.html"
    parents = LIST

    def get_context_data(self, **kwargs):
        wanted = self.request.GET.get("actor", "")
        actor = Actor.objects.filter(pk=int(wanted), archived_at=None).first() if wanted.isdecimal() and len(wanted) < 18 else None
        form = kwargs.pop("form", None) or OfficeInviteForm(initial={"actor": actor})
        return super().get_context_data(**{"form": form, "table_form": TableForm(), "media": form.media, **kwargs})

    def post(self, request):
        return self._check_table(request) if request.POST.get("action") == "table" else self._invite(request)

    def _invite(self, request):
        form = OfficeInviteForm(request.POST)
        if form.is_valid():
            try:
                made = operations.invite(**form.cleaned_data, by=request.user, at=timezone.now(), office=True)
            except operations.OperationRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": made.email})
                return redirect("upkeep_invitations:index")
        return self.render_to_response(self.get_context_data(form=form))

    def _check_table(self, request):
        form, at = TableForm(request.POST, request.FILES), timezone.now()
        context = {"table_form": form}
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                rows, problems = operations.check_rows(file.read(operations.LARGEST + 1), at=at)
            except operations.OperationRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                context |= {"problems": problems[:PROBLEMS_SHOWN], "problem_count": len(problems)}
                if rows:
                    batch = InvitationBatch.objects.create(file_name=file.name[:200], rows=rows, made_at=at, made_by=request.user)
                    request.session[f"belonging-{batch.pk}"] = problems[:PROBLEMS_SHOWN]
                    return redirect("upkeep_invitations:batch", batch.pk)
        return self.render_to_response(self.get_context_data(**context))


class BatchView(OfficeView):
    """A table that was checked: what would be written; once it is started, how far it is."""

    page_title = gettext_lazy("List of invitations")
    header_icon = "mail"
    template_name = "upkeep/admin/batch.html"
    parents = LIST

    def dispatch(self, request, key):
        if self.may(request.user):
            self.batch = get_object_or_404(InvitationBatch.objects.select_related("made_by"), pk=key)
        return super().dispatch(request, key)

    def get_page_subtitle(self):
        return self.batch.file_name

    def get(self, request, key):
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        batch = self.batch
        names = Actor.objects.in_bulk({row["actor"] for row in batch.rows[:ROWS_SHOWN]}) if batch.state == BatchState.CHECKED else {}
        return super().get_context_data(
            batch=batch,
            checked=batch.state == BatchState.CHECKED,
            waiting=len(batch.rows),
            first=[{**row, "actor": names.get(row["actor"], "")} for row in batch.rows[:ROWS_SHOWN]] if names else [],
            problems=self.request.session.get(f"belonging-{batch.pk}", []),
            form=StartForm(),
            progress=progress_of(batch),
            **kwargs,
        )

    def post(self, request, key):
        if request.POST.get("action") == "drop":
            operations.drop_batch(self.batch)
            messages.success(request, _("The list is forgotten. Nobody was written to."))
            return redirect("upkeep_invitations:index")
        form = StartForm(request.POST)
        word = form.cleaned_data["message"] if form.is_valid() else ""
        return self.operate(
            lambda: operations.start_batch(self.batch, message=word),
            _("The invitations are being written and sent now. This page tells how far it is."),
        )


def progress_of(batch):
    """[(words, number)] of the invitations of a list. Two queries."""
    mails = AccessMail.objects.filter(invitation__batch=batch).aggregate(
        sent=Count("pk", filter=Q(state=MailState.SENT)),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
        queued=Count("pk", filter=Q(state__in=[MailState.QUEUED, MailState.SENDING])),
    )
    answers = batch.invitations.aggregate(
        written=Count("pk"),
        accepted=Count("pk", filter=Q(state=InvitationState.ACCEPTED)),
        declined=Count("pk", filter=Q(state=InvitationState.DECLINED)),
    )
    return [
        (_("Invitations written"), answers["written"]),
        (_("Mails waiting"), mails["queued"]),
        (_("Mails sent"), mails["sent"]),
        (_("Mails not delivered"), mails["failed"]),
        (_("Accepted"), answers["accepted"]),
        (_("Declined"), answers["declined"]),
    ]


class InvitationsViewSet(OverviewViewSet):
    name = "upkeep_invitations"
    url_prefix = "mitmachen/einladungen"
    icon = "mail"
    menu_label = gettext_lazy("Invitations")
    view_class = InvitationListView

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("neu/", InviteView.as_view(), name="invite"),
            path("liste/<int:key>/", BatchView.as_view(), name="batch"),
        ]


def invite_url(actor):
    return f"{reverse('upkeep_invitations:invite')}?actor={actor.pk}"
