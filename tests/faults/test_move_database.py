"""A small server's database moves to PostgreSQL, with real processes on real databases."""

import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.servers.base import Unavailable
from tests.servers.postgresql import postgresql

CONTENT = """
from directory.models import Actor, ActorKind, Location, Topic
from search.models import Synonym
from search.pipeline import rebuild
actor = Actor.objects.create(name="Musikschule am See", kind=ActorKind.objects.get(slug="musikschule"), live=True)
actor.topics.add(Topic.objects.first())
Location.objects.create(actor=actor, name="Haus am See", lat=52.5, lon=13.4)
actor.save_revision()
Synonym.objects.create(words="Blockflöte, Flöte")
rebuild()
"""


@pytest.fixture(scope="module")
def server():
    try:
        with postgresql() as url:
            yield url
    except Unavailable as error:
        pytest.skip(str(error))


def run(machine, *words, **env):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=machine.env | env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_all_rows_move_to_an_empty_database_and_the_portal_goes_on_there(machine, server, tmp_path):
    machine.shell(CONTENT)

    moved = run(machine, "move_database", "--to", server)
    again = run(machine, "move_database", "--to", server)

    assert moved.returncode == 0, moved.stderr
    assert "rows copied and compared" in moved.stdout
    assert "The new database is not empty" in again.stderr
    there = {"DATABASE_URL": server, "VAR_DIR": str(tmp_path / "there")}
    sums = run(machine, "checksums")
    assert run(machine, "checksums", **there).stdout == sums.stdout
    assert re.search(r"^ +1  \w{16}  search_synonym$", sums.stdout, re.MULTILINE)
    # New rows get new keys, and the index is made from the rows.
    made = run(machine, "shell", "--no-imports", "-c", CONTENT.replace("am See", "am Wald"), **there)
    assert made.returncode == 0, made.stderr
    assert run(machine, "search_verify", **there).stdout.startswith("compared 2 things, 0 changes pending")


def test_a_database_that_is_away_or_in_use_is_named(machine, tmp_path):
    away = run(machine, "move_database", "--to", "postgres://portal@127.0.0.1:1/portal")
    own = run(machine, "move_database", "--to", f"sqlite:///{machine.folder / 'portal.sqlite3'}")

    assert (away.returncode, own.returncode) == (1, 1)
    assert "The new database can't be reached" in away.stderr
    assert "That is the database that the portal uses already." in own.stderr
    assert "Traceback" not in away.stderr + own.stderr
