"""Files for those who took part: nobody gets them by guessing their address among the documents."""

from contextlib import contextmanager

from django.http import Http404

from ..enums import MaterialAudience
from ..models import Material

GRANTED = "granted_document"


@contextmanager
def for_participants_too(request, document_id):
    """Inside, `request` may have that document: whoever asks has shown the link of their registration."""
    setattr(request, GRANTED, document_id)
    try:
        yield
    finally:
        delattr(request, GRANTED)


def check_audience(document, request):
    """Called before any document is served. 404 for what only participants get, unless it is a public material elsewhere too or the office asks."""
    if getattr(request, GRANTED, None) == document.pk or request.user.has_perm("wagtailadmin.access_admin"):
        return
    audiences = set(Material.objects.filter(document=document).values_list("audience", flat=True))
    if MaterialAudience.PARTICIPANTS in audiences and MaterialAudience.ALL not in audiences:
        raise Http404
