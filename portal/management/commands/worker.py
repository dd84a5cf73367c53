from django.core.management.base import BaseCommand

from portal.jobs.worker import Worker


class Command(BaseCommand):
    help = "Runs everything that happens in the background: search index, task queues, periodic jobs. Ends with Ctrl-C or SIGTERM."

    def add_arguments(self, parser):
        parser.add_argument(
            "--long-tasks-for", type=int, metavar="PID", help="Used by the worker itself: the process beside it for long tasks."
        )

    def handle(self, *, long_tasks_for=None, **options):
        if long_tasks_for:
            Worker().run_long_tasks(long_tasks_for)
        else:
            Worker().run()
