"""`find_duplicates`: look through the register for institutions that may be the same. The office decides about them under “Mögliche Doppelte”."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from ...duplicates.register import find_pairs


class Command(BaseCommand):
    help = "Look for institutions that stand in the register twice, and list the pairs for the office to decide. Merges nothing."

    def handle(self, *args, **options):
        found, new = find_pairs(at=timezone.now())
        self.stdout.write(f"{found} pairs may be the same, {new} of them new. They stand in the admin under “Mögliche Doppelte”.")
