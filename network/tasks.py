"""What the worker computes of the network, in the queue for long work; the clock only looks whether something is due (`portal.jobs`)."""

from django.utils import timezone
from django_tasks import task

from .picture import layouts


@task(queue_name="long")
def lay_out():
    """Places of the large picture, where connections have changed."""
    layouts.refresh(timezone.now())


def look_after_layout():
    """Whether it was due."""
    due = layouts.is_due()
    if due:
        lay_out.enqueue()
    return due
