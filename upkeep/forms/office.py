"""Forms of the office's screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.enums import MemberRole
from directory.models import Actor

from .joining import role_choices


class OfficeInviteForm(forms.Form):
    actor = forms.ModelChoiceField(label=_("Institution"), queryset=Actor.objects.filter(archived_at=None))
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial=MemberRole.OWNER)
    message = forms.CharField(label=_("A personal word"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].widget = Actor.snippet_viewset.chooser_viewset.widget_class()


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "First line: Einrichtung; E-Mail; Rolle; Vorname; Nachname. Only the first two are needed; without a role people become responsible."
        ),
    )


class StartForm(forms.Form):
    message = forms.CharField(label=_("A personal word"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=role_choices)


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, help_text=_("The person reads it in a mail."), widget=forms.Textarea(attrs={"rows": 3})
    )
