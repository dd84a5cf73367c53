"""Fills an empty portal with an invented district, so that there is something to see and to try."""

import datetime as dt
import logging
import time
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.errors import OperationRefused
from portal.demo import loading, people

BERLIN = ZoneInfo("Europe/Berlin")


@contextmanager
def quiet(name):
    """Wagtail tells every page it saves; nobody wants to read that here."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


class Command(BaseCommand):
    help = "Loads the demo content: the invented Landkreis Ottersee. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--date", type=dt.date.fromisoformat, help="Day from which all dates of the content count (default: today).")
        parser.add_argument("--force", action="store_true", help="Also into a database that has other content already.")
        parser.add_argument("--if-empty", action="store_true", help="Where there is other content, say so and go on without an error.")
        parser.add_argument(
            "--with-logins",
            action="store_true",
            help="Under production settings too, make the accounts whose passwords everybody can read.",
        )

    def handle(self, *, date, force, if_empty, with_logins, **options):
        run = loading.run_of_demo()
        if run:
            newer = " The files have changed since then; what is there stays as it is." if loading.is_newer_than(run) else ""
            self.stdout.write(f"The demo content was loaded on {timezone.localtime(run.finished_at):%d.%m.%Y}. Nothing to do.{newer}")
        else:
            self._load(date, force, if_empty, with_logins)
        self._print_logins()

    def _load(self, date, force, if_empty, with_logins):
        logins = with_logins or self._is_for_trying()
        if with_logins and not self._is_for_trying():
            self.stderr.write(self.style.WARNING("The demo's passwords stand in its source code: anybody can sign in to this portal."))
        at = dt.datetime.combine(date, dt.time(9), BERLIN) if date else timezone.now()
        started = time.monotonic()
        self.stdout.write("Loading the demo content …")
        try:
            with quiet("wagtail"):
                loaded = loading.load(at=at, with_logins=logins, force=force)
        except OperationRefused as refusal:
            if not if_empty:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(str(refusal))
            return
        counts = ", ".join(f"{count} {name}" for name, count in loaded.__dict__.items())
        self.stdout.write(f"Loaded in {time.monotonic() - started:.1f} s: {counts}.")
        if not logins:
            self.stdout.write("No logins were made, because these are production settings. Use --with-logins if you know what you do.")

    @staticmethod
    def _is_for_trying():
        """Settings of one machine or of the tests, as against production."""
        return getattr(settings, "DEMO_LOGINS", False)

    def _print_logins(self):
        rows = people.logins()
        if rows:
            self.stdout.write("\nSign in at /konto/login/ with one of these:")
            for email, password, role in rows:
                self.stdout.write(f"  {email:<30} {password:<16} {role}")
            self.stdout.write("")
