"""What the office does with one entry besides editing it: archive, restore, another address. Each asks first and calls `directory.operations`."""

from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.contrib.admin.utils import quote
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django.views.generic.edit import FormMixin
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from .. import operations
from ..errors import OperationRefused


class OperationView(BaseObjectMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The screen of one operation on one entry, with the way back to it."""

    index_url_name = edit_url_name = None
    header_icon = ""
    http_method_names = ["get", "post"]

    @property
    def edit_url(self):
        return reverse(self.edit_url_name, args=[quote(self.object.pk)])

    def get_page_subtitle(self):
        return str(self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": self.edit_url, "label": str(self.object)},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class ConfirmOperationView(OperationView):
    """Asks, then does `operation(entry, by=…)`."""

    permission_required = "publish"
    template_name = "directory/admin/confirm_operation.html"
    operation = staticmethod(operations.archive)
    question = explanation = button_label = done = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            question=self.question % {"entry": self.object},
            explanation=self.explanation,
            button_label=self.button_label,
            edit_url=self.edit_url,
        )

    def post(self, request, *args, **kwargs):
        try:
            self.operation(self.object, by=request.user)
            messages.success(request, self.done % {"entry": self.object})
        except OperationRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.edit_url)


class ArchiveView(ConfirmOperationView):
    page_title = gettext_lazy("Archive")
    header_icon = "folder-inverse"
    question = gettext_lazy("Archive “%(entry)s”?")
    explanation = gettext_lazy(
        "Nobody sees the entry on the site any more. Nothing of it is lost, and you can restore it at any time. "
        "A submission in progress and a planned publication end."
    )
    button_label = gettext_lazy("Archive")
    done = gettext_lazy("“%(entry)s” is archived.")


class RestoreView(ConfirmOperationView):
    operation = staticmethod(operations.restore)
    page_title = gettext_lazy("Restore")
    header_icon = "folder-open-inverse"
    question = gettext_lazy("Restore “%(entry)s” from the archive?")
    explanation = gettext_lazy("If it was published when it was archived, everybody sees it again at once.")
    button_label = gettext_lazy("Restore")
    done = gettext_lazy("“%(entry)s” is restored.")


class AddressForm(forms.Form):
    slug = forms.CharField(
        label=gettext_lazy("New end of the address"),
        max_length=140,
        help_text=gettext_lazy("Small letters a–z, digits and hyphens, for example “musikschule-klangwerk”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class RenameView(FormMixin, OperationView):
    """Another address for an institution or offer. What is wrong with it is said at the field."""

    permission_required = "rename"
    template_name = "directory/admin/rename.html"
    page_title = gettext_lazy("Change the address")
    header_icon = "link"
    form_class = AddressForm

    def get_initial(self):
        return {"slug": self.object.slug}

    def get_context_data(self, **kwargs):
        with translation.override(settings.LANGUAGE_CODE):  # the bare address, whatever language the admin speaks
            address = self.request.build_absolute_uri(self.object.get_absolute_url())
        return super().get_context_data(**kwargs, address=address, beginning=urljoin(address, ".."), edit_url=self.edit_url)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid():
            try:
                operations.rename_slug(self.object, form.cleaned_data["slug"], by=request.user)
            except OperationRefused as refusal:
                form.add_error("slug", str(refusal))
            else:
                messages.success(request, _("The address is changed. Whoever opens the old one comes to the new one."))
                return redirect(self.edit_url)
        return self.render_to_response(self.get_context_data(form=form))
