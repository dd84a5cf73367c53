"""Copies of everything that can't be made anew: the database and what was uploaded. The search index is made from them.

backups/2026-11-23T023000/database.dump (PostgreSQL) or database.sqlite3, checksums.txt
backups/media/…     uploaded files, each once: their names are never given twice
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from . import checksums

DUMP, COPY, CHECKSUMS, MEDIA = "database.dump", "database.sqlite3", "checksums.txt", "media"


class BackupFailed(Exception):
    """With a text for who asked for it."""


def make(folder: Path, *, at) -> Path:
    """A new backup below `folder`; returns its own folder. What fails leaves none."""
    own = folder / f"{at:%Y-%m-%dT%H%M%S}"
    unfinished = folder / f"{own.name}.unfinished"
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        # Rows and sums of one moment, while the portal goes on.
        with transaction.atomic():
            (_dump if _is_postgresql() else _copy)(unfinished)
            (unfinished / CHECKSUMS).write_text(checksums.lines())
        if not settings.STORAGE_URL:
            _copy_files(Path(settings.MEDIA_ROOT), folder / MEDIA)
        unfinished.rename(own)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return own


def forget_old(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups; their files stay. Returns what was deleted."""
    old = sorted(path.parent for path in folder.glob(f"*/{CHECKSUMS}"))[: -keep or None]
    for path in old:
        shutil.rmtree(path)
    return old


def restore(own: Path):
    """Fill an empty database and `MEDIA_ROOT` from a backup. Raises `BackupFailed` when they are not empty or hold something else afterwards."""
    connection = connections[DEFAULT_DB_ALIAS]
    name = DUMP if _is_postgresql() else COPY
    if not (own / name).is_file() or not (own / CHECKSUMS).is_file():
        raise BackupFailed(f"{own} is no backup of this kind of database: {name} or {CHECKSUMS} is missing.")
    if connection.introspection.table_names():
        raise BackupFailed("The database is not empty. Please make an empty one and name it in DATABASE_URL.")
    connections.close_all()
    if _is_postgresql():
        # Foreign data is checked by the server; one transaction, so that nothing is kept of what fails.
        _run(
            "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--dbname", _place(), str(own / name)
        )
    else:
        shutil.copy(own / name, settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"])
    if (found := checksums.lines()) != (own / CHECKSUMS).read_text():
        raise BackupFailed(f"The restored rows are not those of the backup. They are:\n{found}")
    if not settings.STORAGE_URL and (own.parent / MEDIA).is_dir():
        _copy_files(own.parent / MEDIA, Path(settings.MEDIA_ROOT))


def _is_postgresql():
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _dump(folder):
    """What this transaction sees, so that rows and sums agree."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        _run(
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot", snapshot),
            *("--file", str(folder / DUMP), "--dbname", _place()),
        )


def _copy(folder):
    """The transaction has the write lock, so nothing changes meanwhile."""
    source = settings.DATABASES[DEFAULT_DB_ALIAS]["NAME"]
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as here, closing(sqlite3.connect(folder / COPY)) as there:
        here.backup(there)


def _place():
    """For PostgreSQL's own programs, without the password."""
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    parts = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    quoted = {key: str(database[name]).replace("\\", r"\\").replace("'", r"\'") for key, name in parts.items() if database[name]}
    if mode := database["OPTIONS"].get("sslmode"):
        quoted["sslmode"] = mode
    return " ".join(f"{key}='{value}'" for key, value in quoted.items())


def _run(program, *words):
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    found = versions[-1] if versions else shutil.which(program)
    if not found:
        raise BackupFailed(f"The program {program} is missing (on Debian and Ubuntu: apt-get install postgresql-client).")
    env = os.environ | {"PGPASSWORD": str(connections[DEFAULT_DB_ALIAS].settings_dict["PASSWORD"] or "")}
    run = subprocess.run([found, *words], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise BackupFailed(f"{program}: {run.stderr.strip()}")


def _copy_files(source: Path, target: Path):
    """What `target` lacks. A file that is there already is the same one."""
    for file in source.rglob("*"):
        there = target / file.relative_to(source)
        if file.is_file() and not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            partly = there.with_name(f"{there.name}.unfinished")
            shutil.copy2(file, partly)
            partly.rename(there)
