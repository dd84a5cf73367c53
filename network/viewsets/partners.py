"""The screen “Partner” of one cooperation: add, ask, enter what somebody said by phone, choose as a good example. Each button is an operation."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from directory.models import Actor
from directory.viewsets.entry_operations import OperationView

from .. import operations
from ..enums import Answer
from ..forms.partners import AddPartnerForm, DayForm, GoodPracticeForm, ReasonForm, RoleForm
from ..mails import addresses_of
from ..models import Cooperation, CooperationPartner, PartnerMail
from ..permissions import can_answer_for, can_edit_partners

LONGEST_KEY = 18
"""Digits of a key that any database can look up."""
FORMS = {"role": RoleForm, "decline": ReasonForm, "leave": DayForm, "choose": GoodPracticeForm}
EDITING = ("add", "role", "ask", "remove")
"""What whoever may edit the cooperation does; for the rest one must be allowed to answer for others."""


class PartnersView(OperationView):
    permission_required = "change"
    page_title = gettext_lazy("Partners")
    header_icon = "group"
    template_name = "network/admin/partners.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        add = kwargs.get("add_form") or AddPartnerForm(initial={"actor": self._wanted()})
        return context | {
            "cooperation": self.object,
            "rows": [self._row(partner) for partner in self._partners()],
            "add_form": add,
            "choose_form": kwargs.get("choose_form") or GoodPracticeForm(initial={"reason": self.object.good_practice_reason}),
            "others": [
                {"title": other.name, "url": reverse(self.edit_url_name, args=[other.pk])}
                for other in operations.overlapping(self.object)[:5]
            ],
            "may_answer": can_answer_for(self.request.user),
            "edit_url": self.edit_url,
            "enough": self.object.confirmed_count >= 2,
            "media": add.media + DayForm().media,
        }

    def _wanted(self):
        """Who shall be added first, as the analysis proposes it."""
        key = self.request.GET.get("actor", "")
        return Actor.objects.filter(pk=int(key), archived_at=None).first() if key.isdecimal() and len(key) < LONGEST_KEY else None

    def _partners(self):
        return self.object.partners.select_related("actor", "asked_by", "answered_by").order_by("pk")

    def _row(self, partner):
        failed = PartnerMail.objects.filter(partner=partner, state="failed").exists()
        return {
            "partner": partner,
            "role_form": RoleForm(initial={"role": partner.role}, prefix=f"role-{partner.pk}"),
            "decline_form": ReasonForm(prefix=f"decline-{partner.pk}"),
            "leave_form": DayForm(prefix=f"leave-{partner.pk}"),
            "actor_url": reverse("wagtailsnippets_directory_actor:edit", args=[partner.actor_id]),
            "can_ask": partner.answer in (Answer.OPEN, Answer.DECLINED),
            "can_confirm": partner.answer in (Answer.OPEN, Answer.DECLINED),
            "can_decline": partner.answer in (Answer.OPEN, Answer.CONFIRMED),
            "can_leave": partner.answer == Answer.CONFIRMED,
            "can_remove": not partner.round and not partner.answered_at,
            "has_address": bool(addresses_of(partner.actor)),
            "mail_failed": failed,
        }

    def post(self, request, *args, **kwargs):
        action = request.POST.get("action", "")
        may = can_edit_partners if action in EDITING else can_answer_for
        if not may(request.user):
            raise PermissionDenied
        operate = getattr(self, f"do_{action}", None)
        if operate is None:
            return redirect(request.path)
        try:
            response = operate()
        except operations.OperationRefused as refusal:
            messages.error(request, str(refusal))
            response = None
        return response or redirect(request.path)

    def _partner(self):
        key = self.request.POST.get("partner", "")
        return get_object_or_404(CooperationPartner, pk=int(key) if key.isdecimal() else 0, cooperation=self.object)

    def _form(self, action, partner=None):
        """The form's data; None when it isn't right, which is said above."""
        form = FORMS[action](self.request.POST, prefix=f"{action}-{partner.pk}" if partner else None)
        if form.is_valid():
            return form.cleaned_data
        for name, errors in form.errors.items():
            messages.error(self.request, f"{form.fields[name].label}: {' '.join(errors)}")
        return None

    def do_add(self):
        form = AddPartnerForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(add_form=form))
        by, wanted = self.request.user, form.cleaned_data
        partner = operations.add_partner(self.object, wanted["actor"], role=wanted["role"], by=by, at=timezone.now())
        if wanted["ask"]:
            operations.ask_partner(partner, by=by, at=timezone.now())
            messages.success(self.request, _("“%(actor)s” is added and was asked.") % {"actor": partner.actor})
        else:
            messages.success(self.request, _("“%(actor)s” is added. Nobody was asked yet.") % {"actor": partner.actor})
        return None

    def do_role(self):
        partner = self._partner()
        if given := self._form("role", partner):
            operations.change_role(partner, given["role"], by=self.request.user)
            messages.success(self.request, _("The role is saved."))

    def do_ask(self):
        partner = operations.ask_partner(self._partner(), by=self.request.user, at=timezone.now())
        messages.success(self.request, _("“%(actor)s” was asked by mail.") % {"actor": partner.actor})

    def do_remove(self):
        partner = self._partner()
        operations.remove_partner(partner, by=self.request.user)
        messages.success(self.request, _("“%(actor)s” is removed.") % {"actor": partner.actor})

    def do_confirm(self):
        partner = operations.confirm_partner(self._partner(), by=self.request.user, at=timezone.now())
        messages.success(self.request, _("It is written down that “%(actor)s” has confirmed.") % {"actor": partner.actor})

    def do_decline(self):
        partner = self._partner()
        given = self._form("decline", partner)
        if given is not None:
            operations.decline_partner(partner, reason=given["reason"], by=self.request.user, at=timezone.now())
            messages.success(self.request, _("It is written down that “%(actor)s” has declined.") % {"actor": partner.actor})

    def do_leave(self):
        partner = self._partner()
        if given := self._form("leave", partner):
            operations.leave(partner, on=given["on"], by=self.request.user, at=timezone.now())
            messages.success(self.request, _("It is written down that “%(actor)s” has left.") % {"actor": partner.actor})

    def do_settle(self):
        operations.settle_remark(self._partner(), by=self.request.user)
        messages.success(self.request, _("The remark is settled."))

    def do_choose(self):
        if given := self._form("choose"):
            operations.choose_good_practice(self.object, reason=given["reason"], by=self.request.user, at=timezone.now())
            messages.success(self.request, _("The cooperation is a good example now."))

    def do_unchoose(self):
        operations.unchoose_good_practice(self.object, by=self.request.user)
        messages.success(self.request, _("The cooperation is no good example any more."))

    def get_queryset(self):
        return Cooperation.objects.all()
