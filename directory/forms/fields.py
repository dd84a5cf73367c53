"""Form fields for what the register keeps as trees, lists and words per language."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from ..enums import LANGUAGES
from ..languages import language_name
from ..models.entries import Text


class ProjectTemplate:
    """Django's form renderer knows the templates of apps only; these widgets have theirs with the others in templates/."""

    def _render(self, template_name, context, renderer=None):
        return mark_safe(render_to_string(template_name, context))


class TermCheckboxes(ProjectTemplate, forms.CheckboxSelectMultiple):
    """Checkboxes of a tree, indented by depth."""

    template_name = "directory/admin/term_checkboxes.html"


class TreeLabels:
    """Labels of tree nodes; `choices` come in the order of the tree."""

    def label_from_instance(self, term):
        return TreeLabel(getattr(term, "local_name", None) or str(term), term.depth)


class TreeLabel(str):
    """A name that knows how deep it lies (1 for the top)."""

    __slots__ = ("depth",)

    def __new__(cls, name, depth):
        label = super().__new__(cls, name)
        label.depth = depth
        return label


class TermsField(TreeLabels, forms.ModelMultipleChoiceField):
    widget = TermCheckboxes


class IndentedModelChoiceField(forms.ModelChoiceField):
    """One node of a tree in a list, indented with long dashes."""

    def label_from_instance(self, term):
        return "— " * (term.depth - 1) + str(term)


class Checkboxes(ProjectTemplate, forms.CheckboxSelectMultiple):
    template_name = "directory/admin/checkboxes.html"


def say_unknown(form):
    """Let the three-way facts of `form` read unknown, yes, no; Django's German for “unknown” is another word."""
    for field in form.fields.values():
        if isinstance(field, forms.NullBooleanField):
            field.widget.choices = [("unknown", _("unknown")), ("true", _("yes")), ("false", _("no"))]


def language_choices():
    """[(code, name in the reader's language), …] by name."""
    return sorted(((code, language_name(code)) for code in LANGUAGES), key=lambda choice: choice[1].casefold())


class LanguagesField(forms.MultipleChoiceField):
    """A list of language codes out of `enums.LANGUAGES`."""

    widget = Checkboxes

    def __init__(self, **kwargs):
        super().__init__(choices=language_choices, **{"required": False, "label": _("Languages spoken"), **kwargs})


class WordsField(forms.CharField):
    """A list of words, one a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 5}), **kwargs})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = (word.strip() for word in (value or "").splitlines())
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


class LocalNamesWidget(ProjectTemplate, forms.MultiWidget):
    template_name = "directory/admin/local_names.html"

    def __init__(self, attrs=None):
        super().__init__({code: forms.TextInput(attrs={"lang": code, "maxlength": 120}) for code, _label in Text.LANGUAGES}, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _label in Text.LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for widget, (_code, label) in zip(context["widget"]["subwidgets"], Text.LANGUAGES, strict=True):
            widget["label"] = label
        return context

    def id_for_label(self, id_):
        return f"{id_}_{Text.LANGUAGES[0][0]}"


class LocalNamesField(forms.MultiValueField):
    """A word per language: {"en": "Music school", …}; languages without a word are left out."""

    widget = LocalNamesWidget

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False, max_length=120, label=label) for _code, label in Text.LANGUAGES]
        super().__init__(fields, **{"required": False, "require_all_fields": False, **kwargs})

    def compress(self, values):
        return {code: word for (code, _label), word in zip(Text.LANGUAGES, values or [], strict=False) if word}
