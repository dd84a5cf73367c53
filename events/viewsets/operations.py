"""What the office does with one meeting besides editing it. Each asks first and calls `events.operations`."""

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic.edit import FormMixin
from wagtail.admin import messages

from directory.viewsets.entry_operations import ConfirmOperationView, OperationView

from .. import operations, wording
from ..calendar.recurrence import days, next_day
from ..forms.dates import CancelForm, DatesForm, RepeatForm, RuleForm
from ..permissions import can_manage


class ManagedMixin:
    """For whoever may manage this meeting."""

    permission_required = None
    any_permission_required = ("change", "publish")

    def dispatch(self, request, *args, **kwargs):
        if not can_manage(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class FormScreen(FormMixin):
    """One form; what is wrong is said at its fields, a refusal above them, and nothing is saved then."""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid():
            try:
                return self.operate(form)
            except operations.OperationRefused as refusal:
                form.add_error(None, str(refusal))
        return self.render_to_response(self.get_context_data(form=form))


class FormOperationView(FormScreen, OperationView):
    """One form that asks before it is done."""

    template_name = "events/admin/operation.html"
    question = explanation = button_label = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            question=self.question % {"meeting": self.object},
            explanation=self.explanation,
            button_label=self.button_label,
            edit_url=self.edit_url,
        )


class RepeatView(FormOperationView):
    """“Thema wiederholen”: a day and a time are proposed, so a second click is enough. The draft opens for the last touches."""

    permission_required = "add"
    page_title = gettext_lazy("Repeat the theme")
    header_icon = "copy"
    form_class = RepeatForm
    question = gettext_lazy("When does “%(meeting)s” take place again?")
    explanation = gettext_lazy(
        "A draft is made with everything but materials and results: title, texts, programme, place, registration. Deadlines move along. "
        "Nobody sees it before it is published."
    )
    button_label = gettext_lazy("Make the new date")

    def get_initial(self):
        if self.object.starts_at is None:
            return {}
        local = wording.local(self.object.starts_at)
        return {"day": next_day(local.date(), timezone.localdate()), "time": local.time()}

    def operate(self, form):
        made = operations.repeat(self.object, starts_at=form.starts_at(), by=self.request.user)
        messages.success(self.request, _("The new date is there as a draft: %(when)s.") % {"when": wording.when(made)})
        return redirect(reverse(self.edit_url_name, args=[quote(made.pk)]))


class LayOutView(ManagedMixin, FormOperationView):
    """A rule gives dates, they are shown with a check mark each, and those that stay marked are made."""

    page_title = gettext_lazy("Lay out more dates")
    header_icon = "calendar-alt"
    template_name = "events/admin/lay_out.html"
    form_class = RuleForm
    question = gettext_lazy("“%(meeting)s” comes back")
    explanation = gettext_lazy(
        "First you see the dates and can leave some out, such as holidays. Each one can be edited by itself afterwards."
    )
    button_label = gettext_lazy("Show the dates")

    def operate(self, form):
        """The first step shows the dates; in the second, they come back."""
        if self.object.starts_at is None:
            raise operations.OperationRefused(
                _("“%(meeting)s” has no beginning or no end yet. Please fill them in first.") % {"meeting": self.object}
            )
        found = days(form.rule(), wording.local(self.object.starts_at).date(), timezone.localdate())
        if not found:
            raise operations.OperationRefused(_("These rules give no date. Please choose a later end or more dates."))
        if "make" not in self.request.POST:
            return self._shown(form, DatesForm(found=found))
        dates = DatesForm(self.request.POST, found=found)
        if not dates.is_valid():
            return self._shown(form, dates)
        published = self.request.POST["make"] == "publish"
        made = operations.lay_out(self.object, dates.cleaned_data["days"], published=published, by=self.request.user)
        text = (
            ngettext("%(count)d date is made and public.", "%(count)d dates are made and public.", len(made))
            if published
            else ngettext("%(count)d date is made as a draft.", "%(count)d dates are made as drafts.", len(made))
        )
        messages.success(self.request, text % {"count": len(made)})
        return redirect(reverse(self.index_url_name))

    def _shown(self, form, dates):
        return self.render_to_response(self.get_context_data(form=form, dates=dates))


class CancelView(ManagedMixin, FormOperationView):
    page_title = gettext_lazy("Cancel the meeting")
    header_icon = "cross"
    form_class = CancelForm
    question = gettext_lazy("Cancel “%(meeting)s”?")
    explanation = gettext_lazy(
        "The meeting stays on the site and in everybody’s calendar, marked as cancelled, so that nobody comes in vain. You can take it back."
    )
    button_label = gettext_lazy("Cancel the meeting")

    def get_initial(self):
        return {"reason": self.object.cancel_reason}

    def operate(self, form):
        operations.cancel(self.object, reason=form.cleaned_data["reason"].strip(), by=self.request.user)
        messages.success(self.request, _("“%(meeting)s” is cancelled.") % {"meeting": self.object})
        return redirect(self.edit_url)


class ReinstateView(ManagedMixin, ConfirmOperationView):
    operation = staticmethod(operations.reinstate)
    page_title = gettext_lazy("Take the cancellation back")
    header_icon = "undo"
    question = gettext_lazy("“%(entry)s” takes place after all?")
    explanation = gettext_lazy("Pages and calendars show the meeting as planned again.")
    button_label = gettext_lazy("It takes place")
    done = gettext_lazy("“%(entry)s” takes place again.")
