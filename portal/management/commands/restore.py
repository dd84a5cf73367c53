from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal import backups


class Command(BaseCommand):
    help = "Fills an empty database and the folder of uploaded files from a backup, compares checksums, and builds the search index."

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="The folder that `manage.py backup` named.")

    def handle(self, *, backup, **options):
        try:
            backups.restore(backup.absolute())
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Database and files are those of the backup.")
        call_command("migrate", verbosity=0)  # a backup of an older version
        call_command("update_index", verbosity=0)
        call_command("search_rebuild", stdout=self.stdout)
