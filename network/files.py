"""Files that only some may read: nobody gets them by guessing their address among the documents."""

from django.http import Http404

from .audiences import OFFICE_RIGHT, reader_of
from .models import AllianceDocument


def check_alliance_audience(document, request):
    """Called before any document is served. 404 for what stands only in parts of alliances that this reader may not read."""
    entries = list(AllianceDocument.objects.filter(document=document).select_related("alliance"))
    if not entries or request.user.has_perm(OFFICE_RIGHT):
        return
    if not any(entry.alliance.is_public and reader_of(request.user, entry.alliance).may(entry.audience) for entry in entries):
        raise Http404
