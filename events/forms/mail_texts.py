"""The form in which the office writes its own words for a mail."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from ..mails.texts import check_text


class MailTextForm(WagtailAdminModelForm):
    """`kind` and `language` are hidden: they say which text it is and don't change."""

    class Meta:
        widgets = {
            "kind": forms.HiddenInput,
            "language": forms.HiddenInput,
            "body": forms.Textarea(attrs={"rows": 24}),
        }
        help_texts = {
            "body": _(
                "A blank line begins a new paragraph. Lines that begin with “- ” become a list, lines such as “When: {when}” a table."
            ),
        }

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            cleaned |= {"kind": self.instance.kind, "language": self.instance.language}
        if cleaned.get("kind") and "subject" in cleaned and "body" in cleaned:
            check_text(cleaned["kind"], cleaned["subject"], cleaned["body"])
        return cleaned
