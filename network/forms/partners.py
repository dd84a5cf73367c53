"""Forms of the screen on which the office looks after the partners of a cooperation."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from directory.models import Actor

from ..enums import PartnerRole
from ..operations.answering import LONGEST_REASON
from ..operations.good_practice import LONGEST


class AddPartnerForm(forms.Form):
    actor = forms.ModelChoiceField(label=_("Institution"), queryset=Actor.objects.all())
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole.choices, initial=PartnerRole.PARTNER)
    ask = forms.BooleanField(label=_("Ask by mail at once"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].widget = Actor.snippet_viewset.chooser_viewset.widget_class()


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=PartnerRole.choices)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, max_length=LONGEST_REASON)


class DayForm(forms.Form):
    on = forms.DateField(label=_("Last day"), widget=AdminDateInput(format="%d.%m.%Y"))


class GoodPracticeForm(forms.Form):
    reason = forms.CharField(
        label=_("What others can learn from it"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )
