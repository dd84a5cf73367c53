"""One registration: by hand, looked at and changed, cancelled, moved up, moved to another meeting."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from ... import operations
from ...enums import RegistrationState
from ...forms.office import MoveForm, OfficeRegistrationForm
from ...models import Mail
from ...operations.registering import Application
from ..operations import FormScreen
from .base import MeetingScreen, RegistrationScreen, screen


class AddRegistrationView(FormScreen, MeetingScreen):
    page_title = gettext_lazy("Register someone")
    header_icon = "plus"
    template_name = "events/admin/registration_add.html"
    form_class = OfficeRegistrationForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meeting": self.object}

    def operate(self, form):
        values = {**form.values(), "email": form.cleaned_data["email"], "submission": form.cleaned_data["submission"]}
        past_limits = form.cleaned_data["past_limits"]
        made = operations.register(self.object, Application(**values), by=self.request.user, past_limits=past_limits)
        if getattr(made, "is_known", False):
            messages.warning(self.request, _("This address is registered already. Here is its registration; nothing was changed."))
        else:
            operations.write_note(made, form.cleaned_data["note"])
            messages.success(self.request, _("%(name)s: %(state)s.") % {"name": made, "state": made.get_state_display()})
        return redirect(screen("registration", self.object, made.pk))


class RegistrationView(FormScreen, RegistrationScreen):
    page_title = gettext_lazy("Registration")
    header_icon = "user"
    template_name = "events/admin/registration.html"
    form_class = OfficeRegistrationForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "meeting": self.object, "registration": self.registration}

    def get_context_data(self, **kwargs):
        registration, meeting = self.registration, self.object
        address = {name: screen(name, meeting, registration.pk) for name in ("withdraw", "promote", "move")}
        is_over = meeting.is_over(timezone.now())
        return super().get_context_data(
            mails=Mail.objects.filter(registration=registration),
            address=address,
            can_change=self.can_change,
            can_withdraw=registration.is_active and not is_over,
            can_promote=registration.state == RegistrationState.WAITING and not is_over,
            can_move=registration.is_active,
            **kwargs,
        )

    @property
    def can_change(self):
        return self.registration.is_active and not self.registration.anonymised_at

    def post(self, request, *args, **kwargs):
        if not self.can_change:
            messages.error(request, _("This registration can’t be changed any more."))
            return redirect(self.registration_url)
        return super().post(request, *args, **kwargs)

    def operate(self, form):
        operations.write_note(self.registration, form.cleaned_data["note"])
        if set(form.changed_data) - {"note"}:
            operations.change(self.registration, by=self.request.user, **form.values())
        messages.success(self.request, _("The registration is saved."))
        return redirect(self.registration_url)


class ActionScreen(RegistrationScreen):
    """Asks, then does one thing with the registration."""

    template_name = "events/admin/registration_action.html"
    question = explanation = button_label = done = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            question=self.question % {"name": self.registration}, explanation=self.explanation, button_label=self.button_label, **kwargs
        )

    def post(self, request, *args, **kwargs):
        try:
            self.operate()
        except operations.OperationRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.done % {"name": self.registration})
        return redirect(self.registration_url)


class WithdrawView(ActionScreen):
    page_title = gettext_lazy("Cancel the registration")
    header_icon = "cross"
    question = gettext_lazy("Cancel the registration of %(name)s?")
    explanation = gettext_lazy("The person gets a mail. Places that become free go to the waiting list.")
    button_label = gettext_lazy("Cancel the registration")
    done = gettext_lazy("The registration of %(name)s is cancelled.")

    def operate(self):
        operations.withdraw(self.registration, by=self.request.user)


class PromoteView(ActionScreen):
    page_title = gettext_lazy("Give a place")
    header_icon = "arrow-up"
    question = gettext_lazy("Give a place to %(name)s before others who wait?")
    explanation = gettext_lazy("Only while a place is free. The person gets a mail.")
    button_label = gettext_lazy("Give a place")
    done = gettext_lazy("%(name)s moved up from the waiting list.")

    def operate(self):
        operations.promote(self.registration, by=self.request.user)


class MoveView(FormScreen, RegistrationScreen):
    page_title = gettext_lazy("Move to another meeting")
    header_icon = "redirect"
    template_name = "events/admin/registration_move.html"
    form_class = MoveForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "moving": self.object, "at": timezone.now()}

    def operate(self, form):
        target = form.cleaned_data["meeting"]
        moved = operations.transfer(self.registration, target, by=self.request.user)
        messages.success(self.request, _("%(name)s is registered for “%(meeting)s” now.") % {"name": moved, "meeting": target})
        return redirect(screen("registration", target, moved.pk))
