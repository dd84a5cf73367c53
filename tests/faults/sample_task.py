"""A task for the worker's tests: long the first time, quick when somebody has tried it before."""

import time

from django_tasks import task


@task(queue_name="long", takes_context=True)
def wait_the_first_time(context):
    if context.attempt == 1:
        time.sleep(120)
