from django.core.management.base import BaseCommand, CommandError

from search.engines.base import SearchUnavailable, WriterBusy
from search.pipeline import roll_back


class Command(BaseCommand):
    help = "Goes back to the search index from before the last rebuild and brings it up to date. Once more leads forth again. Search and saving go on meanwhile."

    def handle(self, *, verbosity, **options):
        try:
            done = roll_back()
        except (SearchUnavailable, WriterBusy) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(
                f"generation {done.generation} is live again; {len(done.mended.keys)} things had changed since and are brought up to date"
            )
