from django.core.management.base import BaseCommand, CommandError

from search.engines.base import SearchUnavailable
from search.pipeline import repair, verify

SHOWN = 20


class Command(BaseCommand):
    help = "Compares the search index with the database, thing by thing. Fails when they differ."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="bring what differs up to date")

    def handle(self, **options):
        try:
            found = verify()
            self._tell(found)
            if found and options["repair"]:
                repair(found)
                found = verify()
                self.stdout.write("repaired" if not found else "still different after the repair:")
                if found:
                    self._tell(found)
        except SearchUnavailable as error:
            raise CommandError(f"{error} manage.py search_rebuild makes one.") from error
        if found:
            raise CommandError(
                f"Index and database differ in {len(found.keys)} things." + ("" if options["repair"] else " --repair mends that.")
            )
        if found.unbuildable:
            raise CommandError(f"{len(found.unbuildable)} documents can't be built; search_status names the reasons.")

    def _tell(self, found):
        self.stdout.write(f"compared {found.compared} things, {found.pending} changes pending")
        for title, keys in (
            ("missing", found.missing),
            ("surplus", found.surplus),
            ("outdated", found.outdated),
            ("not buildable", found.unbuildable),
        ):
            if keys:
                more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
                self.stdout.write(f"{title}: {len(keys)} ({', '.join(keys[:SHOWN])}{more})")
