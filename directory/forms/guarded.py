"""Forms that anybody may send: key, trap and proof of `protection` in one base class."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..limits import limit
from .protection import TRAP, AskAgain, TooQuick, challenge, is_proven, new_key, read_key


class GuardedForm(forms.Form):
    """Shown by `components/guarded_form.html`. The view asks `is_welcome` after `is_valid`; `status` is that of the answer then."""

    submission = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    trap = TRAP
    status = 200

    def __init__(self, data=None, *, initial=None, **kwargs):
        super().__init__(data, initial={"submission": new_key(), **(initial or {})}, **kwargs)
        self.puzzle = challenge()

    def is_welcome(self, request, *, what, email=""):
        """Whether a person sent it, and not too many did; else it says why not. Who brings no proof may send fewer."""
        try:
            read_key(self.cleaned_data["submission"])
            if self.data.get(TRAP):
                raise AskAgain
        except AskAgain as error:
            self._renew(keep_key=isinstance(error, TooQuick))
            self.add_error(None, _("Please send the form once more. Everything you typed is still there."))
            return False
        over = limit(request, what=what, proven=is_proven(self.cleaned_data["proof"]), email=email)
        if over:
            text = ngettext(
                "Too many forms came from your network in a short time. Please try again in %(count)d minute.",
                "Too many forms came from your network in a short time. Please try again in %(count)d minutes.",
                over.minutes,
            )
            self.add_error(None, text % {"count": over.minutes})
            self.status = 429
        return over is None

    def _renew(self, *, keep_key):
        self.data = self.data.copy()
        if not keep_key:
            self.data["submission"] = new_key()
        self.data.pop(TRAP, None)
