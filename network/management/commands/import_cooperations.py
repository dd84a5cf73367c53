"""Import cooperations from a table of edges (docs/import.md)."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from directory.errors import OperationRefused
from directory.imports.report import Progress
from network.imports import execute, find_source, make_plan, read, read_mapping
from network.imports.report import print_summary, write_csv


class Command(BaseCommand):
    help = "Reads a table whose rows name institutions that work together. Running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--source", required=True, metavar="KEY", help="short name of the source; stays the same from delivery to delivery"
        )
        parser.add_argument("--mapping", required=True, metavar="NAME_OR_FILE", help="a shipped mapping or a TOML file")
        parser.add_argument("--table", action="append", default=[], metavar="NAME=FILE", help="where a table of the mapping stands")
        parser.add_argument("--dry-run", action="store_true", help="show what would happen, write nothing")
        parser.add_argument("--publish", action="store_true", help="publish new cooperations; they show once two partners have confirmed")
        parser.add_argument(
            "--confirmed-by",
            default="",
            metavar="WHO",
            help="all partners of the table have confirmed, as WHO says (a letter, an agreement); without it they are still to be asked",
        )
        parser.add_argument("--report", metavar="FILE", help="write the fate of every row into this CSV file")

    def handle(self, *args, file, source, mapping, table, dry_run, publish, confirmed_by, report, **options):
        try:
            validate_slug(source)
        except ValidationError as error:
            raise CommandError(_("The short name of a source has letters, digits, hyphens and underscores.")) from error
        try:
            files = dict(pair.split("=", 1) for pair in table)
        except ValueError as error:
            raise CommandError(_("--table takes NAME=FILE.")) from error
        if len(confirmed_by) > 200:
            raise CommandError(_("Please say in at most 200 characters who has confirmed."))
        run = None
        try:
            chosen = read_mapping(mapping, beside=file, files=files)
            data = read(file, **chosen.read)
            with Progress(self.stdout, _("Reading")) as progress:
                plan = make_plan(data, chosen, find_source(source, chosen), publish=publish, confirmed_by=confirmed_by, progress=progress)
            if not dry_run:
                with Progress(self.stdout, _("Writing")) as progress:
                    run = execute(plan, progress=progress)
        except OperationRefused as error:
            raise CommandError(str(error)) from error
        print_summary(self.stdout, plan, run)
        if report:
            try:
                write_csv(report, plan)
            except OSError as error:
                raise CommandError(_("The report can't be written: %(reason)s.") % {"reason": error.strerror}) from error
