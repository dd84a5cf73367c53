"""What a partner can say on the page of its link; each form is one button with what belongs to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import operations
from ..operations.answering import LONGEST_REASON, LONGEST_REMARK


class ConfirmForm(forms.Form):
    button = _("Yes, we take part and this is right")
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def carry_out(self, partner, *, at, by=None):
        operations.confirm_partner(partner, by=by, at=at, seen=self.cleaned_data["seen"])


class DeclineForm(forms.Form):
    button = _("Decline")
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked reads it, and the office. For example “We no longer take part” or “The title is wrong”."),
    )

    def carry_out(self, partner, *, at, by=None):
        operations.decline_partner(partner, reason=self.cleaned_data["reason"], by=by, at=at)


class LeaveForm(forms.Form):
    button = _("We have left")
    on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def carry_out(self, partner, *, at, by=None):
        operations.leave(partner, on=self.cleaned_data["on"], by=by, at=at)


class RunningForm(forms.Form):
    button = _("Yes, it goes on")

    def carry_out(self, partner, *, at, by=None):
        operations.still_running(partner, by=by, at=at)


class EndedForm(forms.Form):
    button = _("The cooperation has ended")
    on = forms.DateField(label=_("Ended on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def carry_out(self, partner, *, at, by=None):
        operations.end_cooperation(partner, on=self.cleaned_data["on"], by=by, at=at)


class StillRunningForm(forms.Form):
    """One of many cooperations on the page of a yearly mail; nothing chosen: not answered now."""

    RUNNING, ENDED = "laeuft", "beendet"
    answer = forms.ChoiceField(
        label=_("Does it still run?"),
        choices=[(RUNNING, _("Yes, it goes on")), (ENDED, _("No, it has ended"))],
        required=False,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(
        label=_("Ended on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only when it has ended."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == self.ENDED and not cleaned.get("on") and "on" not in self.errors:
            self.add_error("on", _("Please give the last day."))
        if cleaned.get("answer") == "" and cleaned.get("on"):
            self.add_error("answer", _("Please choose whether it has ended; you have given a last day."))
        return cleaned

    def carry_out(self, partner, *, at, by=None) -> bool:
        """Whether anything was answered."""
        chosen = self.cleaned_data["answer"]
        if chosen == self.RUNNING:
            operations.still_running(partner, by=by, at=at)
        elif chosen == self.ENDED:
            operations.end_cooperation(partner, on=self.cleaned_data["on"], by=by, at=at)
        return bool(chosen)


class RemarkForm(forms.Form):
    button = _("Send")
    text = forms.CharField(label=_("What isn’t right?"), max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 4}))

    def carry_out(self, partner, *, at, by=None):
        operations.note_remark(partner, self.cleaned_data["text"], by=by, at=at)


FORMS = {
    "confirm": ConfirmForm,
    "decline": DeclineForm,
    "leave": LeaveForm,
    "running": RunningForm,
    "ended": EndedForm,
    "remark": RemarkForm,
}
"""{value of the field “action”: form}"""
