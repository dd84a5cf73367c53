"""What the screens of a meeting's registrations share."""

from django.contrib.admin.utils import quote
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from directory.viewsets.entry_operations import OperationView

from ...models import Meeting, Registration
from ..operations import ManagedMixin


def screen(name, meeting, *args):
    """The address of a screen."""
    return reverse(Meeting.snippet_viewset.get_url_name(name), args=[quote(meeting.pk), *args])


class MeetingScreen(ManagedMixin, OperationView):
    """A screen of the registrations of `self.object`, a meeting."""

    header_icon = "group"

    @classmethod
    def as_view(cls, **kwargs):
        return never_cache(super().as_view(**kwargs))

    @property
    def list_url(self):
        return screen("registrations", self.object)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": self.edit_url, "label": str(self.object)},
            *([] if self.is_list else [{"url": self.list_url, "label": _("Registrations")}]),
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    is_list = False

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"meeting": self.object, "list_url": self.list_url, "edit_url": self.edit_url, **kwargs})


class RegistrationScreen(MeetingScreen):
    """A screen of one registration of the meeting; one of another meeting isn't found."""

    @cached_property
    def registration(self):
        found = Registration.objects.select_related("meeting", "actor", "made_by").filter(
            meeting=self.object, pk=self.kwargs["registration"]
        )
        registration = found.first()
        if registration is None:
            raise Http404
        return registration

    def get_page_subtitle(self):
        return str(self.registration)

    @property
    def registration_url(self):
        return screen("registration", self.object, self.registration.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**kwargs, "registration": self.registration, "registration_url": self.registration_url})
