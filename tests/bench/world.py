"""A temporary world for a bench: settings, an empty folder, a database without the time that migrations take, filled by `landscape`.

BENCH_WORLD=/some/folder keeps it, so that the next run with the same sizes takes it as it is. With `TEST_SEARCH_SERVER`, as `tests.stacks.servers`
sets it, database and index are those of the servers.
"""

import os
import tempfile
from pathlib import Path


class World:
    def __init__(self, actors, offers):
        self.actors, self.offers = actors, offers
        kept = os.environ.get("BENCH_WORLD")
        self.temporary = None if kept else tempfile.TemporaryDirectory()
        self.folder = Path(kept) if kept else Path(self.temporary.name)

    def __enter__(self):
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        import django
        from django.conf import settings

        self.folder.mkdir(parents=True, exist_ok=True)
        if server := os.environ.get("TEST_SEARCH_SERVER"):
            is_new = True
            settings.SEARCH_URL = f"{server}/bench?timeout=60"
        else:
            database = self.folder / "portal.sqlite3"
            is_new = not database.exists()
            settings.DATABASES["default"]["NAME"] = str(database)
            settings.SEARCH_URL = f"tantivy://{self.folder / 'index'}"
        settings.ALLOWED_HOSTS = ["testserver"]
        settings.MIGRATION_MODULES = _NoMigrations()
        django.setup()
        if is_new:
            from django.core.management import call_command

            from .landscape import make

            call_command("migrate", run_syncdb=True, verbosity=0)
            make(self.actors, self.offers)
        return self

    def __exit__(self, *error):
        from django.db import connections

        connections.close_all()
        if self.temporary:
            self.temporary.cleanup()


def start(database):
    """Django on an empty SQLite database in this file, without the time that migrations take."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATABASES["default"]["NAME"] = str(database)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIGRATION_MODULES = _NoMigrations()
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


class _NoMigrations:
    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None
