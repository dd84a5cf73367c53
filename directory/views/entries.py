"""What the pages of single things share: which address leads where."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Offer
from ..slugs import find_by_former_slug


class Elsewhere(Exception):
    """The answer is no page of the thing: a redirect, or that it is gone."""

    def __init__(self, response):
        self.response = response


def find_entry(request, queryset, slug, gone=None, load=None):
    """The public thing at `slug` out of `queryset`; anyone may see it.

    An address that it had before leads to the present one for good. What was public and is archived is gone (410): that much
    was known anyway. Drafts and what never was: 404 for everybody, so that nobody learns of them. Raises `Elsewhere` and `Http404`.
    `gone()` gives the page of what is gone its words: {"text", "way_on": [(title, url)]}; institutions and offers have their own.
    `load(slug)` reads the public thing quicker than `queryset`.
    """
    model = queryset.model
    entry = load(slug) if load else queryset.public().filter(slug=slug).first()
    if entry:
        return entry
    hidden = model.objects.filter(slug=slug).select_related(*_parents(model)).first()
    if hidden is None or was_public(hidden):  # also the address of what was merged into another
        former = find_by_former_slug(model, slug)
        present = model.objects.filter(pk=former).select_related(*_parents(model)).first() if former else None
        if present and present in model.objects.public().filter(pk=present.pk):
            raise Elsewhere(redirect(present.get_absolute_url(), permanent=True))
        hidden = hidden or present
    if hidden and was_public(hidden):
        words = gone() if gone else gone_offer() if model is Offer else gone_actor()
        raise Elsewhere(render(request, "directory/gone.html", words, status=410))
    raise Http404


def gone_offer():
    return {
        "text": _("The offer was taken out of the register. Perhaps there is another one that fits."),
        "way_on": [(_("Show all offers"), reverse("directory:offers"))],
    }


def gone_actor():
    return {
        "text": _("The institution was taken out of the register. Perhaps you find what you need at another one."),
        "way_on": [(_("Show all institutions"), reverse("directory:actors"))],
    }


def was_public(entry):
    """Published once and archived since, itself or the actor it belongs to."""
    owner = entry.actor if isinstance(entry, Offer) else entry
    return bool(entry.live and owner.live and (entry.archived_at or owner.archived_at))


def _parents(model):
    return ["actor"] if model is Offer else []


def pages_of_entries(view):
    """Decorator of views that call `find_entry`."""

    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Elsewhere as elsewhere:
            return elsewhere.response

    return answer
