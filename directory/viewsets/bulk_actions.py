"""What the office does with many entries at once. Each entry goes through the same operation as alone; a refusal of one never stops the others."""

from copy import copy
from urllib.parse import urlsplit

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.widgets import AdminTagWidget
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from .. import operations
from ..errors import OperationRefused
from ..models import Actor, ActorKind, Area, Location, Offer, TargetGroup, Topic

ENTRIES = [Actor, Location, Offer]
REFUSALS_SHOWN = 5
SHOWN = 20
LIMIT = 500
"""As many as one request can publish in a few seconds; they are written in one transaction."""


class EntryBulkAction(SnippetBulkAction):
    """`operation(entry, by=user)` is done for each chosen entry; `done` says for how many."""

    models = ENTRIES  # rooms above add theirs to this list
    template_name = "directory/admin/bulk_operation.html"
    operation = staticmethod(operations.publish)
    question = button_label = done = ""
    needs = "publish"

    def check_perm(self, entry):
        return self.permission_policy.user_has_permission_for_instance(self.request.user, self.needs, entry)

    def get_all_objects_in_listing_query(self, parent_id):
        """“All in this list” means the list that the person sees, with its search and filters."""
        index_view = self.model.snippet_viewset.index_view
        request = copy(self.request)
        request.GET = QueryDict(urlsplit(self.next_url).query)
        view = index_view.view_class(**index_view.view_initkwargs)
        view.setup(request)
        return view.get_queryset().order_by().values_list("pk", flat=True)

    @classmethod
    def get_queryset(cls, model, object_ids):
        return list(model.objects.filter(pk__in=[pk for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < 19]))

    @cached_property
    def _actionable(self):
        return super().get_actionable_objects()

    def get_actionable_objects(self):
        return self._actionable

    def dispatch(self, request, *args, **kwargs):
        chosen, _context = self.get_actionable_objects()
        if len(chosen) > LIMIT:
            messages.error(request, gettext("Please choose fewer entries: at most %(count)d at once.") % {"count": LIMIT})
            return redirect(self.next_url)
        return super().dispatch(request, *args, **kwargs)

    def object_context(self, entry):
        return {"item": entry}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context.update(question=self.question, button_label=self.button_label, count=len(context["items"]), items=context["items"][:SHOWN])
        return context

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        action = kwargs["self"]
        done = 0
        action.refusals = []
        for entry in objects:
            try:
                with transaction.atomic():
                    action.operate(entry, action.request.user)
                done += 1
            except OperationRefused as refusal:
                action.refusals.append(str(refusal))
        return done, 0

    def operate(self, entry, user):
        self.operation(entry, by=user)

    def get_success_message(self, num_parent_objects, num_child_objects):
        if self.refusals:
            more = len(self.refusals) - REFUSALS_SHOWN
            text = " ".join(self.refusals[:REFUSALS_SHOWN])
            if more > 0:
                text += " " + ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more}
            messages.warning(self.request, text)
        if num_parent_objects:
            return self.done % {"count": num_parent_objects}
        return None


class PublishEntries(EntryBulkAction):
    operation = staticmethod(operations.publish)
    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the selected entries")
    action_priority = 10
    question = _("Publish the latest version of these entries?")
    button_label = _("Publish")
    done = ngettext_lazy("%(count)d entry published.", "%(count)d entries published.", "count")


class UnpublishEntries(EntryBulkAction):
    operation = staticmethod(operations.unpublish)
    display_name = _("Unpublish")
    action_type = "unpublish"
    aria_label = _("Take the selected entries off the site")
    action_priority = 15
    question = _("Take these entries off the site? Their content stays as a draft.")
    button_label = _("Unpublish")
    done = ngettext_lazy("%(count)d entry is a draft now.", "%(count)d entries are drafts now.", "count")


class ArchiveEntries(EntryBulkAction):
    """Has the name of Wagtail's own “delete”, which every snippet gets, and so takes its place."""

    operation = staticmethod(operations.archive)
    display_name = _("Archive")
    action_type = "delete"
    aria_label = _("Archive the selected entries")
    action_priority = 20
    question = _("Archive these entries? Nobody sees them on the site any more; nothing is lost, and you can restore them.")
    button_label = _("Archive")
    done = ngettext_lazy("%(count)d entry archived.", "%(count)d entries archived.", "count")


class RestoreEntries(EntryBulkAction):
    operation = staticmethod(operations.restore)
    display_name = _("Restore")
    action_type = "restore"
    aria_label = _("Restore the selected entries from the archive")
    action_priority = 30
    question = _("Restore these entries from the archive?")
    button_label = _("Restore")
    done = ngettext_lazy("%(count)d entry restored.", "%(count)d entries restored.", "count")


class ConfirmEntries(EntryBulkAction):
    models = [*ENTRIES]
    operation = staticmethod(operations.confirm)
    display_name = _("Mark as checked")
    action_type = "confirm"
    aria_label = _("Mark the selected entries as checked today")
    action_priority = 40
    question = _("You looked at these entries and found them right?")
    button_label = _("Mark as checked")
    needs = "change"
    done = ngettext_lazy("%(count)d entry marked as checked.", "%(count)d entries marked as checked.", "count")


class TagForm(forms.Form):
    tags = forms.CharField(label=_("Tags"), help_text=_("Separated by commas."), widget=AdminTagWidget)

    def clean_tags(self):
        from taggit.utils import parse_tags

        return [tag[:100] for tag in parse_tags(self.cleaned_data["tags"])]


class TagEntries(EntryBulkAction):
    models = [Actor, Offer]
    display_name = _("Add tags")
    action_type = "tag"
    aria_label = _("Add tags to the selected entries")
    action_priority = 50
    question = _("Which tags shall these entries get? The ones they have stay.")
    button_label = _("Add tags")
    done = ngettext_lazy("Tags added to %(count)d entry.", "Tags added to %(count)d entries.", "count")
    form_class = TagForm

    def operate(self, entry, user):
        operations.add_tags(entry, self.cleaned_form.cleaned_data["tags"], by=user)


class DeleteTerms(DeleteBulkAction):
    """Terms and areas are deleted one by one, and only what nothing uses."""

    models = [ActorKind, Topic, TargetGroup, Area]

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        action = kwargs["self"]
        done = 0
        for term in objects:
            try:
                with transaction.atomic():
                    operations.delete_term(term)
                done += 1
            except OperationRefused as refusal:
                messages.warning(action.request, str(refusal))
        return done, 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects:
            return None
        return ngettext("%(count)d term deleted.", "%(count)d terms deleted.", num_parent_objects) % {"count": num_parent_objects}


ACTIONS = [PublishEntries, UnpublishEntries, ArchiveEntries, RestoreEntries, ConfirmEntries, TagEntries, DeleteTerms]
