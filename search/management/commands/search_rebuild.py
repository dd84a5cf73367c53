from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search.engines.base import SearchUnavailable, WriterBusy
from search.pipeline import rebuild


class Command(BaseCommand):
    help = "Builds the search index anew beside the running one and switches to it. Search and saving go on meanwhile; killed, it goes on where it stood."

    def add_arguments(self, parser):
        parser.add_argument("--afresh", action="store_true", help="begin anew even when an earlier rebuild was interrupted")

        parser.add_argument(
            "--processes",
            type=int,
            choices=range(17),
            metavar="0-16",
            help="build documents in so many processes more; by default in as many as help",
        )

    def handle(self, *, afresh, processes, verbosity, **options):
        columns = (
            TextColumn("{task.description:12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        try:
            with Progress(*columns, disable=verbosity < 1 or not self.stdout.isatty()) as bars:
                done = rebuild(progress=_Bars(bars), afresh=afresh, processes=processes)
        except (SearchUnavailable, WriterBusy) as error:
            raise CommandError(str(error)) from error
        if verbosity:
            rate = done.documents / done.seconds if done.seconds else 0
            again = " (went on with an interrupted one)" if done.resumed else ""
            self.stdout.write(f"{done.documents} documents in {done.seconds:.1f} s ({rate:.0f}/s), generation {done.generation}{again}")
        if done.failed:
            raise CommandError(f"{done.failed} documents could not be built; search_status names them.")


class _Bars:
    """A bar for each type of document."""

    def __init__(self, bars):
        self.bars, self.tasks = bars, {}

    def __call__(self, name, done, total):
        if name not in self.tasks:
            self.tasks[name] = self.bars.add_task(name, total=total, rate="")
        speed = self.bars.tasks[self.tasks[name]].speed or 0
        self.bars.update(self.tasks[name], completed=done, total=total, rate=f"{speed:.0f}/s")
