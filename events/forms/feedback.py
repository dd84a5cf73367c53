"""What those are asked who were there."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Feedback

MARKS = [
    (5, _("very good")),
    (4, _("good")),
    (3, _("middling")),
    (2, _("not so good")),
    (1, _("not good at all")),
]
USES = [
    (5, _("very useful")),
    (4, _("useful")),
    (3, _("partly")),
    (2, _("hardly")),
    (1, _("not at all")),
]


class FeedbackForm(forms.ModelForm):
    """Every answer is voluntary, but one must be given."""

    rating = forms.TypedChoiceField(
        label=_("How was the meeting?"), choices=MARKS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    usefulness = forms.TypedChoiceField(
        label=_("How useful is it for your work?"), choices=USES, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = Feedback
        fields = ("rating", "usefulness", "liked", "missed", "wishes")
        labels = {
            "liked": _("What was good?"),
            "missed": _("What was missing?"),
            "wishes": _("Which themes do you wish for next time?"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}) for name in ("liked", "missed", "wishes")}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(value not in (None, "") for value in cleaned.values()):
            self.add_error(None, gettext("Please answer at least one question."))
        return cleaned
