"""Files that only some may read: nobody gets them by guessing their address among the documents."""

from django.http import Http404

from . import links
from .audiences import reader_of
from .enums import Answer, Audience
from .essentials import shown_to_partners
from .models import Alliance, AllianceDocument, Cooperation
from .parts import is_office, readable_parts

ASKED = "anfrage"
"""Name of what a document's address carries for whoever is asked about a cooperation: the token of the link in the mail."""


def check_alliance_audience(document, request):
    """Called before any document is served. 404 for what stands only in parts of alliances that this reader may not read."""
    entries = list(AllianceDocument.objects.filter(document=document).select_related("alliance"))
    if not entries or is_office(request.user, Alliance):
        return
    if not any(entry.alliance.is_public and reader_of(request.user, entry.alliance).may(entry.audience) for entry in entries):
        raise Http404


def check_agreement_audience(document, request):
    """As above, for agreements of cooperations."""
    cooperations = list(Cooperation.objects.filter(agreement_document=document))
    if not cooperations or is_office(request.user):
        return
    if _asked_about(document, request.GET.get(ASKED, "")):
        return
    if not any(cooperation.is_public and "agreement" in readable_parts(request.user, cooperation) for cooperation in cooperations):
        raise Http404


def _asked_about(document, token):
    """Whether `token` is a link that asks about a cooperation with this agreement, and the agreement isn't for the office only."""
    if not token:
        return False
    try:
        partner = links.find(token)
    except links.DeadLink:
        return False
    if partner.answer not in (Answer.OPEN, Answer.CONFIRMED):
        return False
    shown = shown_to_partners(partner.cooperation)
    return shown.agreement_document_id == document.pk and shown.agreement_for != Audience.INTERNAL
