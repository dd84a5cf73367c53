"""Fields written in Python say the same as Django's templates."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from events.forms.rendering import QuickRenderer

HOSTILE = "\"><b>&'\n"


class Everything(forms.Form):
    text = forms.CharField(max_length=20, help_text="so")
    mail = forms.EmailField(required=False, disabled=True)
    phone = forms.CharField(widget=forms.TelInput(attrs={"autocomplete": "tel", "data-x": HOSTILE}))
    key = forms.CharField(widget=forms.HiddenInput)
    tick = forms.BooleanField()
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize(
    "data", [None, {}, {"text": HOSTILE, "mail": "x", "phone": 0, "key": HOSTILE, "tick": "on", "long": HOSTILE, "one": "b"}]
)
def test_every_field_is_the_same(data):
    def fields(renderer):
        form = Everything(data, renderer=renderer, initial={"text": HOSTILE, "tick": True} if data is None else None)
        return [str(field).replace("\n", "") for field in form]

    assert fields(QuickRenderer()) == fields(DjangoTemplates())
