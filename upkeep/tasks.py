"""What the worker does for this room."""

from django.utils import timezone
from django_tasks import task

from .models import InvitationBatch
from .operations import write_batch


@task(queue_name="default")
def write_invitations(key):
    """The invitations of a list."""
    if batch := InvitationBatch.objects.filter(pk=key).first():
        write_batch(batch, at=timezone.now())
