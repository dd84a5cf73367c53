"""What the worker does for the register, in the queue for long work."""

from django.utils import timezone
from django_tasks import task

from .duplicates.register import find_pairs


@task(queue_name="long")
def find_duplicates():
    """Pairs that may be the same, for the office."""
    find_pairs(at=timezone.now())
