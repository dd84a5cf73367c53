"""The form of an alliance in the admin."""

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from directory.forms.fields import TermsField
from directory.models import Area, Topic

from ..models.alliances import members_twice


class AllianceForm(WagtailAdminModelForm):
    topics = TermsField(queryset=Topic.objects.all(), required=False, label=_("Fields of work"))
    areas = TermsField(queryset=Area.objects.none(), required=False, label=_("Areas"))

    def __init__(self, *args, **kwargs):
        from directory.viewsets.filters import areas_in_use  # screens come after forms

        super().__init__(*args, **kwargs)
        chosen = [area.pk for area in self.instance.areas.all()]
        offered = areas_in_use(None).values("pk")
        self.fields["areas"].queryset = Area.objects.filter(Q(pk__in=offered) | Q(pk__in=chosen)).defer("outline")

    def clean(self):
        cleaned = super().clean()
        self._check_members()
        return cleaned

    def _check_members(self):
        """One institution twice for the same time: said beside the second row."""
        formset = self.formsets.get("members")
        if not formset or not formset.is_bound:
            return
        rows = [
            form
            for form in formset.forms
            if form.is_valid() and form not in formset.deleted_forms and form.has_changed() | bool(form.instance.pk)
        ]
        forms = {id(form.instance): form for form in rows}
        for _earlier, later in members_twice([form.instance for form in rows]):
            forms[id(later)].add_error(
                None,
                gettext("“%(member)s” is a member for this time already. Please correct the periods or remove one of the rows.")
                % {"member": later},
            )
