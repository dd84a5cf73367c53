from django.core.management.base import BaseCommand

from portal.jobs.worker import Worker


class Command(BaseCommand):
    help = "Runs everything that happens in the background: search index, task queues, periodic jobs. Ends with Ctrl-C or SIGTERM."

    def handle(self, **options):
        Worker().run()
