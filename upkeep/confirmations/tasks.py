"""The daily run, in the queue for long work: a large register takes it half a minute."""

from django.utils import timezone
from django_tasks import task

from .planning import plan


@task(queue_name="long")
def ask_about_entries():
    plan(timezone.now())
