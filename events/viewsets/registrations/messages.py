"""Writing to all, the confirmed or the waiting: written, looked at with the number of mails, then sent."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from ... import mails
from ...forms.office import MessageForm
from ...models import Message
from ..operations import FormScreen
from .base import MeetingScreen


class WriteView(FormScreen, MeetingScreen):
    """A first POST shows what will be sent; one with `send` sends it."""

    page_title = gettext_lazy("Write to people")
    header_icon = "mail"
    template_name = "events/admin/write.html"
    form_class = MessageForm

    def get_form_kwargs(self):
        audiences = [
            (value, f"{capfirst(label)} ({mails.audience(self.object, value).count()})") for value, label in mails.Audience.choices
        ]
        return {**super().get_form_kwargs(), "audiences": audiences}

    def get_context_data(self, **kwargs):
        return super().get_context_data(earlier=Message.objects.filter(meeting=self.object).select_related("by"), **kwargs)

    def operate(self, form):
        written = form.cleaned_data
        count = mails.audience(self.object, written["audience"]).count()
        if not count:
            form.add_error("audience", _("Nobody would get this message."))
        if not count or "send" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, preview=bool(count), count=count))
        message = mails.write_to(
            self.object, written["audience"], written["subject"], written["body"], by=self.request.user, at=timezone.now()
        )
        text = ngettext("%(count)d mail is on its way.", "%(count)d mails are on their way.", message.recipients)
        messages.success(self.request, text % {"count": message.recipients})
        return redirect(self.list_url)
