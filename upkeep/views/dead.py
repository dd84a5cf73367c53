"""The page of a link that doesn't work: why, and what to do."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from .. import links

WHY = {
    links.ExpiredLink: _("This link is too old. Please ask whoever invited you, or the office, for a new one."),
    links.OlderLink: _("There is a newer mail. Please take the link of the latest one."),
    links.UsedLink: _("This link was used already: it works once. If you have an account, please sign in."),
    links.RevokedLink: _(
        "This invitation was taken back or declined. If that is a mistake, please ask whoever invited you, or the office."
    ),
}


def dead_link(request, error):
    used = isinstance(error, links.UsedLink)
    return render(request, "upkeep/dead.html", {"reason": WHY.get(type(error), ""), "used": used}, status=404)
