"""What actors, locations and offers share in the admin: drafts, archive, comparison, and rules that answer with words."""

from django.contrib.admin.utils import quote
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format, time_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    RevisionsCompareView,
    SnippetViewSet,
    WorkflowActionView,
)

from ..diff import compare
from ..errors import OperationRefused
from ..status import with_status
from .entry_operations import ArchiveView, RenameView, RestoreView
from .lists import EntryIndexView


class RefusalMixin:
    """A refused operation becomes a message on the entry's page; what was saved before it stays saved."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except OperationRefused as refusal:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                messages.error(request, str(refusal))
                return JsonResponse({"step": "success", "redirect": self.refusal_url()})
            if not request.accepts("text/html"):
                return JsonResponse({"success": False, "error_code": "refused", "error_message": str(refusal)}, status=400)
            messages.error(request, str(refusal))
            return redirect(self.refusal_url())

    def refusal_url(self):
        return reverse(self.model.snippet_viewset.get_url_name("edit"), args=[quote(self.object.pk)])


class SaveByHandMixin:
    """Nothing is saved before somebody presses a button: else a form that was only tried out leaves an entry called “K”,
    and each published entry that somebody typed in has a new draft that nobody meant."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False


class EntryCreateView(RefusalMixin, SaveByHandMixin, CreateView):
    """`?actor=3` fills the institution in."""

    def get_initial(self):
        initial = super().get_initial()
        actor = self.request.GET.get("actor", "")
        if actor.isdecimal():
            initial["actor"] = int(actor)
        return initial


class EntryEditView(RefusalMixin, SaveByHandMixin, EditView):
    archive_url_name = restore_url_name = rename_url_name = None

    def is_valid(self, form):
        """Whoever opened the form before somebody else saved is told once, with their text still there; saving again replaces the other's."""
        if self.is_out_of_date:
            self.produced_error_code, self.produced_error_message = "invalid_revision", newer_version(self.latest_revision)
            return False
        return super().is_valid(form)

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if self.user_has_permission("publish"):
            archived = self.live_object.is_archived
            url = reverse(self.restore_url_name if archived else self.archive_url_name, args=[quote(self.object.pk)])
            label, icon = (_("Restore"), "folder-open-inverse") if archived else (_("Archive"), "folder-inverse")
            buttons.append(Button(label, url=url, icon_name=icon, priority=20))
        if self.rename_url_name and self.user_has_permission("rename"):
            url = reverse(self.rename_url_name, args=[quote(self.object.pk)])
            buttons.append(Button(_("Change the address"), url=url, icon_name="link", priority=25))
        return buttons


def newer_version(revision):
    return _(
        "%(name)s saved this entry at %(time)s while you were editing it. Your text stands below and isn't saved yet. "
        "The history shows what is new. If you save again, your text replaces it."
    ) % {
        "name": (revision.user and revision.user.get_full_name()) or _("Somebody"),
        "time": time_format(localtime(revision.created_at), "TIME_FORMAT"),
    }


class EntryWorkflowActionView(RefusalMixin, WorkflowActionView):
    pass


class EntryCompareView(RevisionsCompareView):
    """Two versions beside each other in words: names instead of numbers, places, hours, topics and tags too."""

    template_name = "directory/admin/compare.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["changes"] = compare(context["revision_a"], context["revision_b"])
        return context

    def _get_revision_and_heading(self, revision_id):
        version, heading = super()._get_revision_and_heading(revision_id)
        if revision_id.isdecimal():
            revision = self.object.revisions.get(pk=revision_id)
            heading = date_format(localtime(revision.created_at), "SHORT_DATETIME_FORMAT")
        return version, heading

    def _get_comparison(self, revision_a, revision_b):
        return []


class EntryViewSet(SnippetViewSet):
    """A root of the register. There is no way to delete one."""

    index_view_class = EntryIndexView
    add_view_class = EntryCreateView
    edit_view_class = EntryEditView
    revisions_compare_view_class = EntryCompareView
    workflow_action_view_class = EntryWorkflowActionView
    edit_template_name = "directory/admin/edit.html"
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    menu_item_is_registered = True

    @property
    def has_address(self):
        """Whether an entry has a page of its own; a location stands on its institution's."""
        return hasattr(self.model, "slug")

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{
                "delete_url_name": None,
                "archive_url_name": self.get_url_name("archive"),
                "restore_url_name": self.get_url_name("restore"),
                "rename_url_name": self.get_url_name("rename") if self.has_address else None,
                **kwargs,
            }
        )

    def get_queryset(self, request):
        return with_status(self.model.objects.all())

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        patterns += [
            path("archive/<int:pk>/", self.construct_view(ArchiveView), name="archive"),
            path("restore/<int:pk>/", self.construct_view(RestoreView), name="restore"),
        ]
        if self.has_address:
            patterns.append(path("rename/<int:pk>/", self.construct_view(RenameView), name="rename"))
        return patterns
