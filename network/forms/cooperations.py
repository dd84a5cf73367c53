"""Forms of cooperations, wishes and transitions in the admin. Drafts may have gaps where the panel defers them."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from directory.forms.fields import Checkboxes, TermsField
from directory.models import ActorKind, Area, TargetGroup, Topic

from ..enums import Answer
from ..essentials import changed, essentials_of
from ..models import Cooperation, Transition
from ..permissions import can_answer_for


class PlacesForm(WagtailAdminModelForm):
    """What cooperations and wishes share."""

    topics = TermsField(queryset=Topic.objects.all(), required=False, label=_("Fields of work"))
    areas = TermsField(queryset=Area.objects.none(), required=False, label=_("Areas"))
    transitions = forms.ModelMultipleChoiceField(
        queryset=Transition.objects.all(), required=False, label=_("Transitions"), widget=Checkboxes
    )

    def __init__(self, *args, **kwargs):
        from directory.viewsets.filters import areas_in_use  # screens come after forms

        super().__init__(*args, **kwargs)
        chosen = [area.pk for area in self.instance.areas.all()]
        self.fields["areas"].queryset = Area.objects.filter(Q(pk__in=areas_in_use(None).values("pk")) | Q(pk__in=chosen)).defer("outline")


class CooperationForm(PlacesForm):
    target_groups = TermsField(queryset=TargetGroup.objects.all(), required=False, label=_("Target groups"))
    ask_again = forms.BooleanField(
        label=_("Ask all partners again"),
        required=False,
        help_text=_("They get a mail. Until two of them have confirmed anew, the cooperation isn’t public."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["only_correction"] = False
        if self.for_user is not None and not can_answer_for(self.for_user):
            self.fields.pop("only_correction", None)

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", gettext("The cooperation can’t end before it begins."))
        self._warn(cleaned)
        return cleaned

    def _warn(self, cleaned):
        """Once, before what partners have confirmed is published in another way: correction, or ask all again?"""
        if self.is_deferred_validation or self.instance.pk is None or self.errors:
            return
        if cleaned.get("only_correction") or cleaned.get("ask_again"):
            return
        live = Cooperation.objects.get(pk=self.instance.pk)
        confirmed = live.partners.filter(answer=Answer.CONFIRMED).count()
        names = changed(essentials_of(live), _essentials_given(cleaned, live))
        if live.live and confirmed and names:
            text = gettext(
                "You have changed what partners have confirmed: %(fields)s. Please say below whether all partners are to be asked again, or whether "
                "it is only a correction."
            )
            self.add_error(None, text % {"fields": ", ".join(capfirst(str(live._meta.get_field(name).verbose_name)) for name in names)})

    def save(self, commit=True):
        if "only_correction" not in self.fields:
            self.instance.only_correction = False
        return super().save(commit=commit)


def _essentials_given(cleaned, live):
    given = essentials_of(live)
    return given | {name: str(cleaned[name] or "") for name in given if name in cleaned}


class WishForm(PlacesForm):
    kinds = forms.ModelMultipleChoiceField(queryset=ActorKind.objects.all(), required=False, label=_("Kinds of partner"), widget=Checkboxes)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actor"].required = True


class TransitionForm(WagtailAdminModelForm):
    from_kinds = forms.ModelMultipleChoiceField(
        queryset=ActorKind.objects.all(), required=False, label=_("Kinds it leads from"), widget=Checkboxes
    )
    to_kinds = forms.ModelMultipleChoiceField(
        queryset=ActorKind.objects.all(), required=False, label=_("Kinds it leads to"), widget=Checkboxes
    )
