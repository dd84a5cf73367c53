"""Forms of /mitmachen/."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from directory.enums import MemberRole
from directory.forms.guarded import GuardedForm


def role_choices():
    return [(value, capfirst(label)) for value, label in MemberRole.choices]


def signs_in_by_code():
    """Whether one needs no password, since a code comes by mail."""
    return getattr(settings, "ACCOUNT_LOGIN_BY_CODE_ENABLED", False)


class ClaimForm(GuardedForm):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address at work"),
        max_length=254,
        help_text=_("With an address of the institution it goes fastest. We send you a mail to confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    function = forms.CharField(
        label=_("What do you do there?"), max_length=200, required=False, help_text=_("For example “Head” or “Office”.")
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        required=False,
        help_text=_("For questions of the office. It is published nowhere."),
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )
    message = forms.CharField(label=_("A word to the office"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def said(self):
        return {name: self.cleaned_data[name] for name in ("name", "email", "function", "phone", "message")}


class AccountForm(forms.Form):
    """The account of an invited person. The address comes from the invitation."""

    first_name = forms.CharField(label=_("First name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(label=_("Last name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data=None, *, invitation):
        super().__init__(data, initial={"first_name": invitation.first_name, "last_name": invitation.last_name})
        self.email = invitation.email
        self.fields["password"].required = not signs_in_by_code()
        self.fields["password"].help_text = (
            _("At least 10 characters. Leave it empty if you would rather sign in with a code that we send by mail.")
            if signs_in_by_code()
            else _("At least 10 characters.")
        )

    def clean_password(self):
        password = self.cleaned_data["password"]
        if password:
            names = {name: self.cleaned_data.get(name, "") for name in ("first_name", "last_name")}
            validate_password(password, get_user_model()(email=self.email, **names))
        return password


class InviteForm(forms.Form):
    """By somebody responsible. `role_choices` are read when the form is made, in the reader's language."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial=MemberRole.EDITOR)
    message = forms.CharField(label=_("A personal word"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
