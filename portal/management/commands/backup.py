from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal import backups


class Command(BaseCommand):
    help = "Writes database and uploaded files of one moment into a folder, while the portal runs. `manage.py restore` reads them."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, default=14, help="How many backups of the database stay (default: 14).")

    def handle(self, *, folder, keep, **options):
        if keep < 1:
            raise CommandError("At least one backup has to stay: --keep 1.")
        try:
            own = backups.make(folder.absolute(), at=timezone.localtime())
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        gone = backups.forget_old(folder.absolute(), keep=keep)
        self.stdout.write(f"{own}" + (f" ({len(gone)} old ones deleted)" if gone else ""))
