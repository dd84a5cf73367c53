"""Tasks for the worker's tests."""

import time

from django_tasks import task


@task(queue_name="long", takes_context=True)
def wait_the_first_time(context):
    """Long, and quick when somebody has tried it before."""
    if context.attempt == 1:
        time.sleep(120)


@task(queue_name="long")
def last_a_moment():
    time.sleep(1.5)
