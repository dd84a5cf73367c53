"""Files that only some may read: nobody gets them by guessing their address among the documents."""

from django.http import Http404

from .audiences import reader_of
from .models import Alliance, AllianceDocument, Cooperation
from .parts import is_office, readable_parts


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
    if not any(cooperation.is_public and "agreement" in readable_parts(request.user, cooperation) for cooperation in cooperations):
        raise Http404
