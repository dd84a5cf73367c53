"""Forms of vocabularies and areas. Trees have a field “part of”; a branch moves as a whole."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from .. import operations
from ..errors import OperationRefused
from ..models import Area, TargetGroup, Topic
from .fields import IndentedModelChoiceField, LocalNamesField, WordsField


class TermForm(WagtailAdminModelForm):
    names = LocalNamesField(label=_("Names in other languages"), help_text=_("Where one is missing, readers see the German name."))
    synonyms = WordsField(
        label=_("Synonyms"), help_text=_("Other words for the same, one a line. The search finds the term by each of them.")
    )


class KindForm(TermForm):
    names_plural = LocalNamesField(label=_("Plural in other languages"))


class TreeForm(WagtailAdminModelForm):
    """`parent` is no column: treebeard keeps the place in `path`, which only its own methods may write."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.is_root():
            self.initial["parent"] = self.instance.get_parent().pk

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and (parent == self.instance or parent.is_descendant_of(self.instance)):
            raise ValidationError(_("Something can't be part of itself."))
        return parent

    @transaction.atomic
    def save(self, commit=True):
        if not commit:
            return super().save(commit=False)
        parent = self.cleaned_data["parent"]
        term = super().save(commit=False)
        if term._state.adding:
            if parent:
                parent.add_child(instance=term)
            else:
                type(term).add_root(instance=term)
        else:
            term.save()
            if {"parent", *term.node_order_by} & set(self.changed_data):
                try:
                    moved = operations.move_term(term, parent=parent)
                except OperationRefused as refusal:
                    raise ValidationError(str(refusal)) from refusal
                term.path, term.depth = moved.path, moved.depth
        self.save_m2m()
        return term


class TopicForm(TreeForm, TermForm):
    parent = IndentedModelChoiceField(queryset=Topic.objects.all(), required=False, label=_("Part of"), empty_label=_("– at the top –"))


class TargetGroupForm(TreeForm, TermForm):
    parent = IndentedModelChoiceField(
        queryset=TargetGroup.objects.all(), required=False, label=_("Part of"), empty_label=_("– at the top –")
    )


class AreaForm(TreeForm):
    parent = forms.ModelChoiceField(queryset=Area.objects.all(), required=False, label=_("Part of"))

    def clean(self):
        cleaned = super().clean()
        for name in ("ags", "ars"):
            value = cleaned.get(name)
            if value and not (value.isascii() and value.isdecimal()):
                self.add_error(name, _("A key has digits only."))
        return cleaned
