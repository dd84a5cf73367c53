"""A backup is worth what can be restored from it: into empty servers, with the same rows, files and results."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers.base import Unavailable
from tests.servers.postgresql import postgresql

CONTENT = """
from django.core.files.base import ContentFile
from directory.models import Actor, ActorKind, Location, Topic
from portal.media.models import PortalDocument
from search.models import Synonym
for number in range(20):
    actor = Actor.objects.create(name=f"Musikschule {number}", kind=ActorKind.objects.get(slug="musikschule"), live=True)
    actor.topics.add(Topic.objects.first())
    Location.objects.create(actor=actor, lat=52.5, lon=13.4)
    actor.save_revision()
Synonym.objects.create(words="Blockflöte, Flöte")
PortalDocument.objects.create(title="Satzung", file=ContentFile(b"Satzung", name="satzung.txt"))
"""
MORE = """
from directory.models import Actor, ActorKind
print(Actor.objects.create(name="Später", kind=ActorKind.objects.get(slug="musikschule"), live=True).pk)
"""


def run(machine, *words, **env):
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=machine.env | env, capture_output=True, text=True, timeout=600, check=False
    )  # fmt: skip


@pytest.fixture
def places(tmp_path):
    """(environment of the portal, environment of the empty one)."""
    folders = tmp_path / "old", tmp_path / "new"
    for folder in folders:
        folder.mkdir()
    try:
        with postgresql() as old, postgresql() as new:
            yield [{"VAR_DIR": str(folder), "DATABASE_URL": url} for folder, url in zip(folders, (old, new), strict=True)]
    except Unavailable as error:
        pytest.skip(str(error))


def test_what_was_backed_up_is_there_again_on_empty_servers(machine, places, tmp_path):
    old, new = places
    for words in (
        ["migrate", "--run-syncdb", "--settings", "tests.faults.tables"],
        ["migrate", "--fake"],
        ["shell", "--no-imports", "-c", CONTENT],
    ):
        prepared = run(machine, *words, **old)
        assert prepared.returncode == 0, prepared.stderr
    before = run(machine, "checksums", **old).stdout

    made = run(machine, "backup", str(tmp_path / "backups"), **old)
    run(machine, "shell", "--no-imports", "-c", MORE, **old)  # after the backup
    again = run(machine, "backup", str(tmp_path / "backups"), "--keep", "5", **old)
    assert (made.returncode, again.returncode) == (0, 0), made.stderr + again.stderr
    restored = run(machine, "restore", made.stdout.strip(), **new)
    twice = run(machine, "restore", made.stdout.strip(), **new)

    assert restored.returncode == 0, restored.stderr
    assert run(machine, "checksums", **new).stdout == before
    assert "20  " in before
    assert run(machine, "search_verify", **new).stdout.startswith("compared 20 things, 0 changes pending")
    [document] = (Path(new["VAR_DIR"]) / "media" / "documents").iterdir()
    assert document.read_bytes() == b"Satzung"
    assert "The database is not empty" in twice.stderr
    assert run(machine, "shell", "--no-imports", "-c", MORE, **new).stdout.strip() == "21"  # keys go on where they were
    assert sorted(path.name for path in (tmp_path / "backups").iterdir()) == sorted(
        [Path(made.stdout.strip()).name, Path(again.stdout.strip()).name, "media"]
    )


def test_a_backup_that_was_changed_is_refused(machine, tmp_path):
    made = run(machine, "backup", str(tmp_path / "backups"))
    assert made.returncode == 0, made.stderr
    checksums = Path(made.stdout.strip()) / "checksums.txt"
    checksums.write_text(checksums.read_text().replace("directory_actorkind", "directory_artkind"))
    new = {"VAR_DIR": str(tmp_path / "new"), "DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}

    restored = run(machine, "restore", made.stdout.strip(), **new)
    nothing = run(machine, "restore", str(tmp_path), **new)

    assert "The restored rows are not those of the backup" in restored.stderr
    assert "is no backup of this kind of database" in nothing.stderr
    assert "Traceback" not in restored.stderr + nothing.stderr
