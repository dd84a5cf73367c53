from django.core.management.base import BaseCommand, CommandError

from search.pipeline import status


class Command(BaseCommand):
    help = "Says what is indexed, what waits and what failed. Fails when the index can't be read."

    def handle(self, **options):
        state = status()
        if state.index:
            size = state.index.size / 1_000_000
            self.stdout.write(f"index      {state.index.engine} in {state.index.place}, generation {state.index.generation}, {size:.1f} MB")
            self.stdout.write(f"documents  {state.index.documents}")
            if state.index.previous:
                self.stdout.write(f"before     generation {state.index.previous}; search_rollback goes back to it")
        public = ", ".join(f"{count} {name}" for name, count in state.public.items())
        self.stdout.write(f"public     {sum(state.public.values())} ({public})")
        oldest = f", the oldest for {state.oldest.total_seconds():.0f} s" if state.oldest else ""
        self.stdout.write(f"pending    {state.pending}{oldest}")
        self.stdout.write(f"failed     {state.failed}")
        for entry in state.failures:
            self.stdout.write(f"           {entry}: {entry.error} ({entry.attempts} attempts, next {entry.due_at:%Y-%m-%d %H:%M} UTC)")
        if state.building:
            self.stdout.write(f"building   {state.building}, last sign of life {state.building_seen:%Y-%m-%d %H:%M:%S} UTC")
        if state.problem:
            raise CommandError(f"{state.problem} manage.py search_rebuild makes one.")
