"""What the worker computes of the network, in the queue for long work; the clock only looks whether something is due (`portal.jobs`)."""

from django.utils import timezone
from django_tasks import task

from . import analysis
from .picture import layouts


@task(queue_name="long")
def lay_out():
    """Places of the large picture, where connections have changed."""
    layouts.refresh(timezone.now())


@task(queue_name="long")
def analyse():
    """The office's tables and the day's key figures."""
    analysis.refresh(timezone.now())


def ask_for_analysis():
    """Unless one is waiting or being computed already; whether it was asked for."""
    if analysis.is_running():
        return False
    analyse.enqueue()
    return True


def look_after_layout():
    """Whether it was due."""
    due = layouts.is_due()
    if due:
        lay_out.enqueue()
    return due
