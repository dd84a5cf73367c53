"""The office's own words for each kind of mail. All kinds are listed, those with the words of the portal too; deleting a text brings these back."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin.utils import quote
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.snippets import CreateView, DeleteView, SnippetViewSet

from directory.viewsets.choosers import WithoutChooser

from ..enums import MailKind
from ..forms.mail_texts import MailTextForm
from ..mails.texts import placeholders_of, portal_text
from ..models import MailText


class MailTextIndexView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Kinds in rows, languages in columns."""

    model = MailText
    index_url_name = index_results_url_name = add_url_name = edit_url_name = delete_url_name = None
    any_permission_required = ("add", "change", "delete", "view")
    page_title = gettext_lazy("Mail texts")
    header_icon = "mail"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        own = {(text.kind, text.language): text for text in MailText.objects.all()}
        return super().get_context_data(
            **kwargs,
            languages=[name for _code, name in settings.LANGUAGES],
            rows=[
                {
                    "kind": capfirst(MailKind(kind).label),
                    "cells": [self._cell(kind, language, own.get((kind, language))) for language, _name in settings.LANGUAGES],
                }
                for kind in MailKind.values
            ],
        )

    def _cell(self, kind, language, text):
        if text is None:
            query = urlencode({"kind": kind, "language": language})
            return {"subject": portal_text(kind, language).subject, "url": f"{reverse(self.add_url_name)}?{query}", "own": False}
        args = [quote(text.pk)]
        return {
            "subject": text.subject,
            "url": reverse(self.edit_url_name, args=args),
            "own": True,
            "delete_url": reverse(self.delete_url_name, args=args),
        }


class PlaceholderPanel(Panel):
    """What may stand in braces in this kind of mail."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/placeholders.html"

        def get_context_data(self, parent_context=None):
            kind = self.instance.kind
            return super().get_context_data(parent_context) | {
                "placeholders": [(f"{{{name}}}", words) for name, words in placeholders_of(kind).items()] if kind else []
            }


class MailTextCreateView(CreateView):
    """Begins with the words of the portal for the kind and language that the address names."""

    def get_initial_form_instance(self):
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        kind, language = asked.get("kind"), asked.get("language")
        if kind not in MailKind.values or language not in dict(MailText._meta.get_field("language").choices):
            raise Http404
        came = portal_text(kind, language)
        return MailText(kind=kind, language=language, subject=came.subject, body=came.body)

    def dispatch(self, request, *args, **kwargs):
        there = MailText.objects.filter(kind=request.GET.get("kind"), language=request.GET.get("language")).first()
        if there and request.method == "GET":
            return redirect(reverse(self.edit_url_name, args=[quote(there.pk)]))
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.form.instance) if hasattr(self, "form") else super().get_page_subtitle()


class MailTextDeleteView(DeleteView):
    page_title = gettext_lazy("Take the portal’s text again")

    @property
    def confirmation_message(self):
        return _("Your own text of “%(mail)s” is deleted, and the text that comes with the portal is sent again.") % {"mail": self.object}


class MailTextViewSet(WithoutChooser, SnippetViewSet):
    model = MailText
    icon = "mail"
    base_url_path = "termine/mailtexte"
    menu_label = gettext_lazy("Mail texts")
    menu_item_is_registered = True
    index_view_class = MailTextIndexView
    add_view_class = MailTextCreateView
    delete_view_class = MailTextDeleteView
    index_template_name = "events/admin/mail_texts.html"
    delete_template_name = "events/admin/mail_text_restore.html"
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("subject", classname="title"),
            FieldPanel("body"),
            PlaceholderPanel(heading=gettext_lazy("Placeholders")),
            FieldPanel("kind", classname="w-hidden"),
            FieldPanel("language", classname="w-hidden"),
        ],
        base_form_class=MailTextForm,
    )
