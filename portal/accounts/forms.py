from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }


class NewEmailForm(forms.Form):
    email = forms.EmailField(label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class LeaveForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, delete my account for good"), error_messages={"required": _("Please tick this if you want to delete your account.")}
    )
