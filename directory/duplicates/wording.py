"""Reasons and vetoes in words."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "key": _("the same key"),
    "name": _("names alike"),
    "house": _("the same house"),
    "near": _("close to each other"),
    "phone": _("the same phone number"),
    "shared_phone": _("the same phone number, which several institutions have"),
    "mail": _("the same e-mail address"),
    "domain": _("the same website"),
    "kind": _("another kind of institution"),
    "form": _("another form of school"),
    "form_once": _("only one says which form of school it is"),
    "creed": _("another denomination"),
    "number": _("another number in the name"),
    "attached": _("one may belong to the other, like a support association"),
    "weak_name": _("the names say little or differ"),
    "other_words": _("each name has words that the other lacks"),
    "more_words": _("one name says more than the other"),
    "other_house": _("not the same house"),
    "rival": _("another one fits about as well"),
}


def described(reasons) -> list[tuple]:
    """[(what, value)] of what `DuplicatePair.reasons` keeps; unknown ones are left out."""
    return [(REASONS[each["reason"]], each.get("value", "")) for each in reasons if each.get("reason") in REASONS]
